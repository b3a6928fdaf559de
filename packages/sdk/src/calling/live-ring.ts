/**
 * A ring of several people on the device that rings. Input: the server's snapshots of it, and of its calls, by the
 * `handle…` methods. Output: its people, who answered, and one request, to give up.
 */

import type { Call as CallSnapshot, Ring as RingSnapshot, RungOutcome } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { systemClock } from '../shared/clock.ts'
import { Emitter } from '../shared/emitter.ts'
import type { CallContext } from './call-context.ts'
import type { LiveCall } from './live-call.ts'
import { RingMedia } from './ring-media.ts'
import type { Ring, RingEvents, RungPerson } from './ring-types.ts'
import type { LocalOrigin } from './types.ts'

/** How long nobody may ring before the server is asked whether it is over: the news of it may be lost. */
const SILENCE_MS = 10_000

export class LiveRing implements Ring {
  readonly answered: Promise<LiveCall | null>
  /** For its calls: microphone and camera are opened once. */
  readonly context: CallContext
  #answer: (call: LiveCall | null) => void = () => {}
  readonly #events = new Emitter<RingEvents>()
  readonly #media: RingMedia
  /** The newest snapshot of each of its calls. */
  readonly #news = new Map<string, CallSnapshot>()
  readonly #calls = new Set<LiveCall>()
  #snapshot: RingSnapshot
  #call: LiveCall | null = null
  #silence: unknown

  constructor(snapshot: RingSnapshot, context: CallContext) {
    this.answered = new Promise((resolve) => {
      this.#answer = resolve
    })
    this.#media = new RingMedia(context.media, context.peers)
    this.context = { ...context, media: this.#media }
    this.#snapshot = snapshot
    this.#settle()
  }

  get ringId() {
    return this.#snapshot.ring_id
  }
  get plan() {
    return this.#snapshot.plan
  }
  get state() {
    return this.#snapshot.state
  }
  get end() {
    return this.#snapshot.end?.reason ?? null
  }
  get call() {
    return this.#call
  }
  get people(): RungPerson[] {
    return this.#snapshot.people.map(({ openid, name, refusal, room_id: roomId, outcome }) => {
      const news = roomId === null ? undefined : this.#news.get(roomId)
      const isOver = this.state === 'ended'
      return { openid, name, refusal, roomId, outcome: news && !isOver ? outcomeOf(news) : outcome }
    })
  }

  on<K extends keyof RingEvents>(event: K, listener: (value: RingEvents[K]) => void): () => void {
    return this.#events.on(event, listener)
  }

  async cancel(origin: LocalOrigin = 'manual'): Promise<void> {
    if (this.state === 'ended') return
    try {
      await this.ask(origin)
    } catch (error) {
      if (error instanceof CallgrantError && error.code === 'answered_elsewhere') throw error
      // Offline: the server learns it at the next sign-in, when it says that this still rings.
      this.#endLocally('cancelled')
      for (const call of [...this.#calls]) await call.hangUp(origin)
    }
  }

  /** Says that it is over. What it is over by already is the answer: so this also asks how it ended. */
  async ask(origin: LocalOrigin = 'manual'): Promise<void> {
    const { ring } = await this.context.request('ring.cancel', { ring_id: this.ringId, origin })
    this.handleSnapshot(ring)
  }

  /** Takes a snapshot of it; one that is not newer than the last changes nothing. */
  handleSnapshot(snapshot: RingSnapshot): void {
    if (snapshot.version <= this.#snapshot.version || this.state === 'ended') return
    this.#snapshot = snapshot
    this.#changed()
  }

  /** The server does not know it, or it is over there and nobody answered. */
  handleGone(): void {
    if (this.state !== 'ended') this.#endLocally('aborted')
  }

  /** Takes up one of its calls. */
  add(call: LiveCall): void {
    this.#calls.add(call)
    const take = () => {
      this.handleCall(call.snapshot)
      if (call.state === 'ended') this.#calls.delete(call)
      else if (call.snapshot.accepted_at !== null) this.#answeredBy(call)
    }
    call.on('change', take)
    take()
  }

  /** Takes news of one of its calls, also of one that was over before it began here. */
  handleCall(snapshot: CallSnapshot): void {
    const known = this.#news.get(snapshot.room_id)
    if (known?.version === snapshot.version && known.state === snapshot.state) return
    this.#news.set(snapshot.room_id, snapshot)
    this.#changed()
  }

  #answeredBy(call: LiveCall): void {
    if (this.#call) return
    this.#call = call
    this.#answer(call)
    this.#changed()
  }

  #endLocally(reason: 'cancelled' | 'aborted'): void {
    // The version stays the server's.
    const people = this.#snapshot.people.map((person) => {
      if (person.outcome === 'waiting') return { ...person, outcome: 'not_rung' as const }
      return person.outcome === 'ringing' ? { ...person, outcome: reason } : person
    })
    const end = { reason, room_id: null }
    this.#snapshot = { ...this.#snapshot, state: 'ended', people, end, ended_at: this.context.now() }
    this.#changed()
  }

  #changed(): void {
    this.#settle()
    this.#events.emit('change', this)
  }

  #settle(): void {
    const clock = this.context.clock ?? systemClock
    clock.clearTimeout(this.#silence)
    if (this.state === 'ended') {
      this.#media.close()
      // Whose call it is may be told a moment later.
      if (this.end !== 'answered') this.#answer(null)
      return
    }
    const rings = this.people.some(({ outcome }) => outcome === 'ringing')
    if (rings || this.#call) return
    this.#silence = clock.setTimeout(() => {
      // Offline: the reply to the next sign-in says it.
      this.ask().catch(() => {})
    }, SILENCE_MS)
  }
}

/** As the server's snapshot of the ring will have it. */
function outcomeOf({ state, accepted_at, end }: CallSnapshot): RungOutcome {
  if (end?.answered_by) return 'another_answered'
  if (accepted_at !== null) return 'answered'
  if (state !== 'ended' || !end) return 'ringing'
  return end.reason === 'hung_up' ? 'answered' : end.reason
}

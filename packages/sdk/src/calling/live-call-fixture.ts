/** Two sides of a call, with real media over loopback, and a server that has just this call; for tests. */

import type {
  Call as CallSnapshot,
  Reply,
  Request,
  RequestType,
  SideName,
  SignalData,
} from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import * as werift from 'werift'
import { type Clock, systemClock } from '../shared/clock.ts'
import { LiveCall } from './live-call.ts'
import { Relays } from './relays.ts'
import { snapshotOf } from './snapshot-fixture.ts'
import type { MediaRequest, VoipEvent } from './types.ts'
import { weriftMedia } from './werift.ts'

type Sent = { type: RequestType; origin?: string; message?: string; data?: SignalData; media?: boolean }

/** One side: what it sent, and the requests that are to fail. */
export class Side {
  readonly sent: Sent[] = []
  readonly voip: VoipEvent[] = []
  readonly opened: MediaRequest[] = []
  readonly problems: Error[] = []
  offline = false
  call!: LiveCall
  private readonly server: TestServer
  private readonly name: SideName

  constructor(server: TestServer, name: SideName) {
    this.server = server
    this.name = name
  }

  build(snapshot: CallSnapshot): void {
    const { peers, media } = weriftMedia(this.server.weriftOf(this.name))
    this.call = new LiveCall(snapshot, [], this.name, {
      clientId: `client-${this.name}`,
      now: () => this.server.now,
      clock: this.server.clock,
      check() {},
      peers,
      relays: new Relays(peers),
      media: {
        open: (request) => {
          const { audio, video, facing } = request
          this.opened.push({ audio, video, facing })
          if (this.server.noMedia === this.name) return Promise.reject(new Error('no microphone'))
          return media.open(request)
        },
      },
      request: (type, fields) => this.request(type, fields),
    })
    this.call.on('voip', (event) => this.voip.push(event))
    this.call.on('problem', (problem) => this.problems.push(problem))
  }

  get names(): string[] {
    return this.voip.map(({ eventName }) => eventName).filter((name) => name !== 'calling')
  }

  // The answer of a server that has just one call, and passes signals on.
  private async request<T extends RequestType>(
    type: T,
    fields: Omit<Request<T>, 'id' | 'type'>,
  ): Promise<Reply<T>> {
    this.sent.push({ type, ...(fields as unknown as Partial<Sent>) })
    if (this.offline) throw new CallgrantError('network')
    const held = this.server.held(type)
    if (held) await held
    const reply = this.server.serve(this.name, type, fields as unknown as Sent)
    return reply as unknown as Reply<T>
  }
}

export class TestServer {
  now = 1_700_000_000_000
  noMedia: SideName | undefined
  snapshot: CallSnapshot
  readonly caller: Side
  readonly listener: Side
  readonly ready = new Set<SideName>()
  readonly weriftOf: (side: SideName) => typeof werift
  readonly clock: Clock
  /** What becomes of a signal; `undelivered` is a loss that its sender is told of. */
  fate: (from: SideName, data: SignalData) => 'passed' | 'undelivered' | 'lost' = () => 'passed'

  constructor(
    roomType: 'voice' | 'video',
    changes: Partial<CallSnapshot> = {},
    options: { weriftOf?: (side: SideName) => typeof werift; clock?: Clock } = {},
  ) {
    this.weriftOf = options.weriftOf ?? (() => werift)
    this.clock = options.clock ?? systemClock
    this.snapshot = snapshotOf({ room_type: roomType, created_at: this.now, ...changes })
    this.caller = new Side(this, 'caller')
    this.listener = new Side(this, 'listener')
    this.caller.build(this.snapshot)
    this.listener.build(this.snapshot)
  }

  readonly #held = new Map<RequestType, Promise<void>>()

  /** Keeps the next request of this type waiting. @returns lets it go on, or refuses it */
  hold(type: RequestType): (refusal?: Error) => void {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#held.set(type, promise)
    return (refusal) => (refusal ? reject(refusal) : resolve())
  }

  held(type: RequestType): Promise<void> | undefined {
    const held = this.#held.get(type)
    this.#held.delete(type)
    return held
  }

  begin(): void {
    this.caller.call.begin()
    this.listener.call.begin()
  }

  change(changes: Partial<CallSnapshot>): CallSnapshot {
    this.snapshot = { ...this.snapshot, ...changes, version: this.snapshot.version + 1 }
    for (const side of [this.caller, this.listener]) {
      if (!side.offline) side.call.handleSnapshot(this.snapshot)
    }
    return this.snapshot
  }

  serve(side: SideName, type: RequestType, fields: Sent): unknown {
    const other = side === 'caller' ? this.listener : this.caller
    switch (type) {
      case 'signal': {
        const { data } = fields
        const fate = data ? this.fate(side, data) : 'passed'
        if (fate === 'undelivered' || other.offline) return { delivered: false }
        if (fate === 'passed')
          queueMicrotask(
            () =>
              data &&
              other.call.handleSignal(
                structuredClone(data),
                side === 'listener' ? 'client-listener' : undefined,
              ),
          )
        return { delivered: true }
      }
      case 'call.join':
        return {
          call: this.change({
            // Answered already, it goes on connecting.
            state: this.snapshot.state === 'created' ? 'ringing' : this.snapshot.state,
            caller_joined: true,
            joined_at: this.now,
          }),
        }
      case 'call.accept':
        return {
          call: this.change({
            state: 'connecting',
            accepted_at: this.now,
            listener: { ...this.snapshot.listener, client_id: 'client-listener' },
          }),
        }
      case 'call.media_ready':
        this.ready.add(side)
        if (this.ready.size === 2) this.change({ state: 'talking', started_at: this.now })
        return { call: this.snapshot }
      case 'call.failed':
        return { call: this.end('aborted', side, 'other', fields.message) }
      case 'call.cancel':
        return { call: this.end('cancelled', side, fields.origin) }
      case 'call.reject':
        return { call: this.end('rejected', side, fields.origin) }
      case 'call.hang_up':
        return { call: this.end('hung_up', side, fields.origin) }
      default:
        return {}
    }
  }

  end(reason: string, by: SideName | null, origin = 'other', message: string | null = null): CallSnapshot {
    const end = { reason, by, origin, message } as CallSnapshot['end']
    return this.change({ state: 'ended', ended_at: this.now, end })
  }
}

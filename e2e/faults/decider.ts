/** A person who is asked, answers, switches and clears, again and again, by HTTP at whichever node there is. */

import { setTimeout as pause } from 'node:timers/promises'
import type { WireError } from '@callgrant/protocol'
import type { History, Outcome, Phase } from './history.ts'
import type { Random } from './random.ts'

/** How long an answer may take before nothing is known of the request, in milliseconds. */
const ANSWER_MS = 8_000

export interface Http {
  history: History
  random: Random
  nodes(): string[]
}

/** One request to some node. Of a 5xx nothing is known: what was written may stand. */
async function send(
  { history, random, nodes }: Http,
  request: { method: string; path: string; token: string; body?: object },
  about: { client: string; subject?: string; tag?: string },
): Promise<Outcome<Record<string, unknown>>> {
  const { method, path, token, body } = request
  const sent = history.now()
  const outcome = await ask(`${random.pick(nodes())}${path}`, {
    method,
    headers: { authorization: token, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  const code = outcome.kind === 'refused' ? outcome.code : outcome.kind === 'unknown' ? outcome.why : null
  history.operations.push({
    type: `${method} ${path}`,
    ...about,
    sent,
    answered: history.now(),
    outcome: outcome.kind,
    ...(code !== null && { code }),
  })
  return outcome
}

async function ask(url: string, init: RequestInit): Promise<Outcome<Record<string, unknown>>> {
  let status: number
  let answer: Record<string, unknown>
  try {
    const response = await fetch(url, init)
    status = response.status
    answer = (await response.json()) as Record<string, unknown>
  } catch (error) {
    return { kind: 'unknown', why: (error as Error).message }
  }
  if (status < 400) return { kind: 'ok', reply: answer }
  const { code } = (answer as { error: WireError }).error
  // 408: the node was stopped before it had read the request.
  return status >= 500 || status === 408 ? { kind: 'unknown', why: code } : { kind: 'refused', code }
}

export interface DeciderOptions extends Http {
  openid: string
  /** `Bearer …` of the person, `Basic …` of the app's back end. */
  session: string
  backend: string
  modelId: string
  /** The doors that the person is asked about. */
  doors: string[]
}

export class Decider {
  readonly #options: DeciderOptions
  /** Status of each door's authorization as the person knows it. */
  readonly #status = new Map<string, 0 | 1 | null>()
  #count = 0

  constructor(options: DeciderOptions) {
    this.#options = options
    for (const sn of options.doors) this.#status.set(sn, null)
  }

  /** One change of mind, made until it is acknowledged. */
  async act(): Promise<void> {
    const { random, doors } = this.#options
    const sn = random.pick(doors)
    if (random.chance(0.03)) return this.#clear()
    const status = this.#status.get(sn) ?? null
    if (status === null) return this.#decide(sn, random.chance(0.8) ? 'allow' : 'reject')
    await this.#switch(sn, status === 1 ? 0 : 1)
  }

  /** Allows every door, so that each may ring. */
  async allowAll(): Promise<void> {
    for (const [sn, status] of this.#status) {
      if (status === null) await this.#decide(sn, 'allow')
      else if (status === 0) await this.#switch(sn, 1)
    }
  }

  async #switch(sn: string, status: 0 | 1): Promise<void> {
    const body = { model_id: this.#options.modelId, sn, status }
    const phase = this.#begin(sn, status === 1 ? 'switched_on' : 'switched_off')
    const there = await this.#acknowledged([phase], () =>
      this.#asPerson('POST', '/v1/me/switch', body, phase),
    )
    // An older request to clear, of which nobody heard, may have been carried out since.
    if (!there) phase.vanished = true
    this.#status.set(sn, there ? status : null)
  }

  async #decide(sn: string, decision: 'allow' | 'reject'): Promise<void> {
    const words = `${this.#options.openid} ${sn} ${this.#count++}`
    const phase = this.#begin(sn, decision === 'allow' ? 'authorized' : 'refused', words)
    for (;;) {
      const ask = await this.#question(sn)
      // A question is good once: an answer that was taken, though nobody heard of it, refuses the next.
      if (ask === null) break
      const body = { ask, decision, words, sdk: 'faults/1' }
      const outcome = await this.#asPerson('POST', '/v1/me/decide', body, phase)
      if (outcome.kind === 'ok' || (outcome.kind === 'refused' && outcome.code !== 'ask_invalid')) break
    }
    phase.acknowledged = this.#options.history.now()
    this.#status.set(sn, decision === 'allow' ? 1 : 0)
  }

  /** A signed question; null: it was answered already. */
  async #question(sn: string): Promise<unknown> {
    const { backend, modelId } = this.#options
    const about = { client: this.#options.openid, subject: this.#subject(sn) }
    for (;;) {
      const device = { model_id: modelId, sn }
      const request = { method: 'POST', path: '/v1/tickets', token: backend, body: device }
      const ticket = await send(this.#options, request, about)
      if (ticket.kind === 'ok') {
        const body = { ...device, sn_ticket: ticket.reply.sn_ticket, device_name: 'Front' }
        const asked = await this.#asPerson('POST', '/v1/me/ask', body, { subject: this.#subject(sn) })
        if (asked.kind === 'ok') return asked.reply.ask
        if (asked.kind === 'refused' && asked.code.startsWith('already_')) return null
      }
      await this.#breathe()
    }
  }

  async #clear(): Promise<void> {
    const phases = [...this.#status]
      .filter(([, status]) => status !== null)
      .map(([sn]) => this.#begin(sn, 'cleared'))
    await this.#acknowledged(phases, () => this.#asPerson('DELETE', '/v1/me/authorizations', undefined, {}))
    for (const sn of this.#status.keys()) this.#status.set(sn, null)
  }

  #begin(sn: string, act: Phase['act'], words?: string): Phase {
    const { history } = this.#options
    const phase: Phase = {
      subject: this.#subject(sn),
      act,
      sent: history.now(),
      acknowledged: Number.POSITIVE_INFINITY,
      ...(words !== undefined && { words }),
    }
    history.phases.push(phase)
    return phase
  }

  /** Asks until it is acknowledged. @returns false when there is nothing to switch */
  async #acknowledged(phases: Phase[], request: () => Promise<Outcome<unknown>>): Promise<boolean> {
    for (;;) {
      const outcome = await request()
      if (outcome.kind === 'ok') break
      if (outcome.kind === 'refused') {
        if (outcome.code === 'authorization_unknown') return false
        throw new Error(`a decision was refused: ${outcome.code}`)
      }
      await this.#breathe()
    }
    for (const phase of phases) phase.acknowledged = this.#options.history.now()
    return true
  }

  #asPerson(method: string, path: string, body: object | undefined, { subject, words }: Partial<Phase>) {
    const { openid, session } = this.#options
    const about = { client: openid, ...(subject && { subject }), ...(words && { tag: words }) }
    return send(this.#options, { method, path, token: session, ...(body && { body }) }, about)
  }

  #subject(sn: string): string {
    return `${this.#options.openid} ${sn}`
  }

  /** Before a request is made again. */
  #breathe(): Promise<void> {
    return pause(this.#options.random.between(20, 150))
  }
}

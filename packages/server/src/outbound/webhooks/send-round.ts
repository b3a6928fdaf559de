/** Posts the events of one round to a webhook: here, or in the sending thread. Knows no store. */

import { FAILURES_TOLERATED } from '../../rules/webhook.ts'
import type { Tracing } from '../../telemetry/tracing.ts'
import { type Attempt, type Poster, postWebhook } from './post-webhook.ts'

/** People to whose events one webhook is sent at the same time. */
const WIDTH = 10
/** A round begins no attempt after this time; each takes 10 s at most. */
const ROUND_MS = 5_000

/** An event that is to be sent, and the delivery that it is. */
export interface RoundEvent {
  deliveryId: string
  eventId: string
  openid: string | null
  body: string
  /** `traceparent` of what the event was written in; null: it is part of no trace. */
  trace: string | null
}

export interface Round {
  url: string
  /** What is signed with; null: they are gone. */
  secrets: readonly string[] | null
  /** Attempts in a row that failed before. */
  failures: number
  events: readonly RoundEvent[]
}

export interface Made extends Attempt {
  deliveryId: string
  /** When it was over. */
  at: number
}

export interface RoundSent {
  /** In the order in which they were over. What is not among them was not tried. */
  attempts: Made[]
  /** Attempts in a row that have failed now. */
  failures: number
  succeeded: boolean
}

export type SendRound = (round: Round, stopping: AbortSignal) => Promise<RoundSent>

/** Who posts, and the traces that go on with it. */
export interface Sender extends Poster {
  tracing?: Tracing | null
}

/**
 * Sends each person's in turn, and those of some people at once, until too many in a row fail or the time is up.
 * @param stopping no attempt is begun once it is aborted
 */
export async function sendRound(sender: Sender, round: Round, stopping: AbortSignal): Promise<RoundSent> {
  const until = performance.now() + ROUND_MS
  const attempts: Made[] = []
  let { failures } = round
  let succeeded = false
  // While it is away one attempt is made, and it fails or it is back.
  const mayFailUpTo = Math.max(FAILURES_TOLERATED, failures + 1)
  const goesOn = () => failures < mayFailUpTo && performance.now() < until && !stopping.aborted
  const queue = Map.groupBy(round.events, ({ openid }) => openid ?? '').values()
  const some = async () => {
    for (const ofPerson of queue) {
      for (const event of ofPerson) {
        if (!goesOn()) return
        const attempt = await attemptEvent(sender, round, event)
        attempts.push({ ...attempt, deliveryId: event.deliveryId, at: sender.now() })
        if (attempt.error === null) {
          succeeded = true
          failures = 0
        } else failures++
      }
    }
  }
  await Promise.all(Array.from({ length: WIDTH }, some))
  return { attempts, failures, succeeded }
}

const SECRETS_GONE: Attempt = {
  ...{ status: null, answer: null, durationMs: 0 },
  error: 'its secret was sealed with a master key that is gone: make a new one',
}

/** One attempt, in a span of the trace that made the event, where there is one; the receiver is told of it, and can go on with it. */
export async function attemptEvent(
  sender: Sender,
  { url, secrets }: Pick<Round, 'url' | 'secrets'>,
  { eventId: id, body, trace }: Omit<RoundEvent, 'deliveryId' | 'openid'>,
): Promise<Attempt> {
  if (!secrets) return SECRETS_GONE
  const { tracing } = sender
  if (!tracing || !trace) return postWebhook(sender, url, { id, body }, secrets)
  return tracing.span('webhook', { kind: 'client', parent: trace }, async (span) => {
    const traceparent = tracing.current()
    const result = await postWebhook(sender, url, { id, body, ...(traceparent && { traceparent }) }, secrets)
    if (result.status !== null) span.set({ 'http.response.status_code': result.status })
    if (result.error !== null) span.failed('it was not taken')
    return result
  })
}

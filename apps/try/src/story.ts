/** The seven steps of the story, each done when the server has reported it. Pure functions. */

import type { Call } from '@callgrant/protocol'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'

export const STEPS = ['ask', 'allow', 'ring', 'answer', 'hangUp', 'withdraw', 'refused'] as const
export type Step = (typeof STEPS)[number]

/** Something that happened. */
export type Fact =
  | { type: 'record'; act: string }
  | { type: 'call'; call: Pick<Call, 'state' | 'caller' | 'end'> }
  | { type: 'ring-refused'; errCode: number }

/** A fact, and when it happened. */
export interface TimedFact {
  /** Equal for a fact that arrives twice, as an event and in a later reading. */
  key: string
  fact: Fact
  /** Milliseconds since 1970. */
  at: number
}

/** The steps that a call proves, also when it ended long ago. */
export function factsOf(call: Call): TimedFact[] {
  const { room_id, state, caller, end, created_at, started_at, ended_at } = call
  const fact = (as: Call['state'], at: number | null): TimedFact[] =>
    at === null
      ? []
      : [
          {
            key: `${room_id} ${as}`,
            fact: { type: 'call', call: { state: as, caller, end: as === 'ended' ? end : null } },
            at,
          },
        ]
  return [
    ...fact('created', created_at),
    ...fact('talking', started_at),
    ...(state === 'ended' ? fact('ended', ended_at) : []),
  ]
}

/**
 * The steps that are done. Facts count at the time at which they happened, not at which they arrived: what a
 * person decided is read a moment after its event, and a call may have begun by then.
 */
export function stepsDone(facts: readonly TimedFact[]): readonly Step[] {
  return facts
    .toSorted((a, b) => a.at - b.at)
    .reduce<readonly Step[]>((done, { fact }) => afterFact(done, fact), [])
}

/**
 * The steps that are done after `fact`. A step counts only once those before it are done: withdrawing before
 * the first call is no part of the story, and is shown elsewhere.
 */
export function afterFact(done: readonly Step[], fact: Fact): readonly Step[] {
  const next = STEPS[done.length]
  if (next === undefined || !happened(next, fact)) return done
  const now = [...done, next]
  // One fact may prove several steps: a call in which both talk has rung before.
  return afterFact(now, fact)
}

function happened(step: Step, fact: Fact): boolean {
  switch (step) {
    case 'ask':
      return fact.type === 'record'
    case 'allow':
      return fact.type === 'record' && (fact.act === 'authorized' || fact.act === 'switched_on')
    case 'ring':
      return fact.type === 'call' && fact.call.caller.kind === 'device'
    case 'answer':
      return fact.type === 'call' && fact.call.state === 'talking'
    case 'hangUp':
      return fact.type === 'call' && fact.call.end?.reason === 'hung_up'
    case 'withdraw':
      return fact.type === 'record' && (fact.act === 'switched_off' || fact.act === 'cleared')
    case 'refused':
      return fact.type === 'ring-refused' && fact.errCode === PLUGIN_CODES.NOT_AUTHORIZED
  }
}

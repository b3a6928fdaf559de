/** The walk through the story: seven steps, each ticked when it has really happened. Pure. */

import type { Call } from '@callgrant/protocol'

export const STEPS = ['ask', 'allow', 'ring', 'answer', 'hangUp', 'withdraw', 'refused'] as const
export type Step = (typeof STEPS)[number]

/** Something that was seen to happen. */
export type Fact =
  | { type: 'record'; act: string }
  | { type: 'call'; call: Pick<Call, 'state' | 'caller' | 'end'> }
  | { type: 'ring-refused'; errCode: number }

/**
 * The steps that are done after `fact`. A step counts only once those before it are done: withdrawing before
 * the first call is no part of the story, and is shown elsewhere.
 */
export function afterFact(done: readonly Step[], fact: Fact): readonly Step[] {
  const next = STEPS[done.length]
  if (next === undefined || !happened(next, fact)) return done
  const now = [...done, next]
  // One fact may be more than one step: who is seen talking was rung before.
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
      return fact.type === 'ring-refused' && fact.errCode === 9
  }
}

/** How often one person or device may do what fills the store, whichever node they reach. */

import { CallgrantError } from '@callgrant/protocol'
import type { Context } from '../context.ts'
import { type Party, partyKey } from '../rules/call/parties.ts'
import type { Tx } from '../store/store.ts'

/**
 * Counts a call of this caller. In the transaction that places it, so that a call that is refused does not count.
 * @throws CallgrantError `too_many_calls`, with the seconds until the next may be placed
 */
export async function countCall(ctx: Context, tx: Tx, appid: string, caller: Party): Promise<void> {
  const limits = { perMinute: ctx.settings.callsPerMinute, perDay: ctx.settings.callsPerDay }
  const waitMs = await tx.allowances.use({ appid, party: partyKey(caller), act: 'call' }, limits, ctx.now())
  if (waitMs > 0) throw new CallgrantError('too_many_calls', { retryAfter: Math.ceil(waitMs / 1000) })
}

/**
 * Counts a ring that was refused for want of consent: it is told to the back end as often as this caller may call, so that
 * one that goes on trying does not fill the store.
 * @returns whether it is told
 */
export async function countRefusedRing(ctx: Context, tx: Tx, appid: string, caller: Party): Promise<boolean> {
  const limits = { perMinute: ctx.settings.callsPerMinute, perDay: ctx.settings.callsPerDay }
  const party = partyKey(caller)
  return (await tx.allowances.use({ appid, party, act: 'refused_ring' }, limits, ctx.now())) === 0
}

/**
 * Counts what adds to a person's record of consent: asking, and switching on. Taking consent back is never limited; it
 * needs one that was given.
 * @throws CallgrantError `too_many_asks`, with the seconds until the next
 */
export async function countAsk(ctx: Context, tx: Tx, appid: string, openid: string): Promise<void> {
  const limits = { perMinute: ctx.settings.asksPerMinute, perDay: ctx.settings.asksPerDay }
  const party = partyKey({ role: 'person', openid })
  const waitMs = await tx.allowances.use({ appid, party, act: 'ask' }, limits, ctx.now())
  if (waitMs > 0) throw new CallgrantError('too_many_asks', { retryAfter: Math.ceil(waitMs / 1000) })
}

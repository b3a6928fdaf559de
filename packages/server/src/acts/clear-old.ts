/** Clears what need not be kept any longer, by the settings, one small step at a time. */

import type { Context } from '../context.ts'
import { removeOldQuestions } from './consent/remove-old-questions.ts'

/** Most rows of a table in one step. */
const STEP = 200
const DAY_MS = 86_400_000

/**
 * One step: ended calls and rings of several people, records of asking, events, deliveries, the console’s log, its sessions, used tokens that have expired, allowances that are whole again.
 * @returns true when there may be more
 */
export async function clearOld(ctx: Context): Promise<boolean> {
  const { store, settings } = ctx
  const now = ctx.now()
  const before = (days: number) => now - days * DAY_MS
  const cleared = [
    await store.usedTokens.forgetExpired(now, STEP),
    await store.allowances.forgetUnused(now, STEP),
    await store.consoleSessions.forgetExpired(now, STEP),
  ]
  // 0 keeps them for good.
  if (settings.keepCallsDays > 0)
    cleared.push(
      await store.calls.removeEndedBefore(before(settings.keepCallsDays), STEP),
      await store.rings.removeEndedBefore(before(settings.keepCallsDays), STEP),
    )
  if (settings.keepAskedDays > 0)
    cleared.push(await removeOldQuestions(ctx, before(settings.keepAskedDays), STEP))
  if (settings.keepEventsDays > 0)
    cleared.push(await store.events.removeBefore(before(settings.keepEventsDays), STEP))
  if (settings.keepAuditDays > 0)
    cleared.push(await store.audit.removeBefore(before(settings.keepAuditDays), STEP))
  cleared.push(await store.deliveries.removeBefore(before(settings.keepDeliveriesDays), STEP))
  const more = cleared.includes(STEP)
  if (!more) await store.emptyLog()
  return more
}

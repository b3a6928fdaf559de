/** Notes what ran out of what people allowed: in the record of consent, and to the app's back end. */

import type { Context } from '../../context.ts'
import type { AuthorizationRow } from '../../store/authorizations.ts'
import type { Tx } from '../../store/store.ts'
import { consentRecorded } from '../events/app-events.ts'
import { announceConsent } from './announce-consent.ts'
import { consentRecord } from './consent-record.ts'
import type { NewRecord } from './record-chain.ts'
import { appendRecords } from './record-chain.ts'

/** Rows looked at in one read. */
const BATCH = 200

/**
 * Notes every row that has run out, of every app, each once, whatever nodes look. Nothing waits for it: who decides about a ring
 * goes by the clock (Y2).
 */
export async function noteRunOuts(ctx: Context): Promise<void> {
  for (;;) {
    const due = await ctx.store.consent.runOut(ctx.now(), BATCH)
    for (const found of due) {
      const record = await ctx.store.write(async (tx) => {
        await tx.people.lock(found.appid, found.openid)
        const noted = await noteRunOut(tx, found, ctx.now())
        if (!noted) return null
        await tx.events.append(found.appid, consentRecorded([noted]))
        await appendRecords(ctx, tx, [noted])
        return noted
      })
      if (record) announceConsent(ctx, found)
    }
    if (due.length < BATCH) return
  }
}

/**
 * Notes one row, with the person locked.
 * @returns what to record and tell; null when it has not run out, or that was noted before
 */
export async function noteRunOut(tx: Tx, row: AuthorizationRow, now: number): Promise<NewRecord | null> {
  return (await tx.consent.noteRunOut(row, now)) ? expiredRecord(row, now) : null
}

/** Of a row that ran out. @param now milliseconds since 1970 */
export function expiredRecord(row: AuthorizationRow, now: number): NewRecord {
  const { ends_at, rings_left } = row
  return consentRecord(row, 'expired', now, { limits: { ends_at, rings_left } })
}

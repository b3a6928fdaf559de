/** A person removes all authorizations of an app ("deletes it from recently used"). */

import type { Cleared } from '@callgrant/protocol'
import type { Context, PersonCaller } from '../../context.ts'
import { isRunOut } from '../../rules/consent/limit.ts'
import { announceCalls } from '../calls/announce-calls.ts'
import { endCallsWithoutConsent } from '../calls/end-calls-without-consent.ts'
import { consentRecorded } from '../events/app-events.ts'
import { lockPerson } from '../people/lock-person.ts'
import { announceConsent } from './announce-consent.ts'
import { consentRecord } from './consent-record.ts'
import { expiredRecord } from './note-run-outs.ts'
import { appendRecords } from './record-chain.ts'

/**
 * Sets every device and group of this app back to "none" for this person, at once (A3), and ends what rings without
 * consent (A7). The record of consent keeps one entry for each row that went.
 */
export async function clearAuthorizations(ctx: Context, caller: PersonCaller): Promise<Cleared> {
  const { appid, openid } = caller
  const { records, cleared, endedCalls } = await ctx.store.write(async (tx) => {
    await lockPerson(tx, caller)
    const now = ctx.now()
    const rows = await tx.consent.ofPerson(appid, openid)
    await tx.consent.removeAllOf(appid, openid)
    const appName = (await tx.apps.find(appid))?.name ?? null
    // What ran out is cleared by itself; of the rest of it that was noted nothing is left to be told.
    const records = rows.flatMap((row) => {
      if (!isRunOut(row, now)) return [consentRecord(row, 'cleared', now, { appName })]
      return row.status === 1 ? [expiredRecord(row, now)] : []
    })
    const cleared = records.filter(({ act }) => act === 'cleared').length
    const endedCalls = await endCallsWithoutConsent(tx, now, appid, openid)
    await tx.events.append(appid, consentRecorded(records))
    await appendRecords(ctx, tx, records)
    return { records, cleared, endedCalls }
  })
  if (records.length > 0) announceConsent(ctx, caller)
  announceCalls(ctx, endedCalls)
  return { cleared }
}

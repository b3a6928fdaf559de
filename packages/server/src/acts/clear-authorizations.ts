/** A person removes the app's records ("deletes it from recently used"). */

import type { Cleared } from '@callgrant/protocol'
import { authorizationsOf, deleteAuthorizations } from '../store/authorizations.ts'
import { lockPerson } from '../store/people.ts'
import { insertRecords } from '../store/records.ts'
import { announceCalls } from './calls/announce-calls.ts'
import { endCallsWithoutConsent } from './calls/end-calls-without-consent.ts'
import { consentRecord } from './consent-record.ts'
import type { Context, PersonCaller } from './context.ts'
import { publishConsent } from './publish.ts'

/**
 * Sets every device and group of this app back to "none" for this person, at once (A3), and ends what rings without
 * consent (A7). The record of consent keeps one entry for each row that went.
 */
export async function clearAuthorizations(ctx: Context, caller: PersonCaller): Promise<Cleared> {
  const { appid, openid } = caller
  const { records, endedCalls } = await ctx.store.transaction(async (tx) => {
    await lockPerson(tx, appid, openid)
    const now = ctx.now()
    const rows = await authorizationsOf(tx, appid, openid)
    await deleteAuthorizations(tx, appid, openid)
    const records = rows.map((row) => consentRecord(row, 'cleared', now))
    await insertRecords(tx, records)
    return { records, endedCalls: await endCallsWithoutConsent(tx, now, appid, openid) }
  })
  await publishConsent(ctx, records)
  await announceCalls(ctx, endedCalls)
  return { cleared: records.length }
}

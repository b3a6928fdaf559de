/** Lists the record of consent for the app's back end (B3). */

import type { ConsentRecordPage, ListConsentRecords } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { readCursor, toPage } from '../page.ts'
import { toConsentRecord } from '../wire.ts'

/** A page of records, newest first. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listConsentRecords(
  ctx: Context,
  caller: { appid: string },
  query: ListConsentRecords,
): Promise<ConsentRecordPage> {
  const before = readCursor(query.cursor, ['text'])
  const { openid, model_id: modelId, sn, group_id: groupId, from, until } = query
  const filter = { openid, modelId, sn, groupId, from, until }
  const rows = await ctx.store.records.list(caller.appid, filter, before?.[0] ?? null, query.limit + 1)
  return toPage(rows, query.limit, (row) => [row.id], toConsentRecord)
}

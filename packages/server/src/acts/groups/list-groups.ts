/** Lists the app's groups. */

import type { GroupList, Page } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { readCursor, toPage } from '../page.ts'
import { toGroup } from '../wire.ts'

/** A page of groups in the order of their making. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listGroups(ctx: Context, caller: { appid: string }, page: Page): Promise<GroupList> {
  const after = readCursor(page.cursor, ['number', 'text'])
  const rows = await ctx.store.groups.list(caller.appid, after, page.limit + 1)
  return toPage(rows, page.limit, (row) => [row.created_at, row.group_id], toGroup)
}

/** Lists apps, for the operator. */

import type { AppList, Page } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { readCursor, toPage } from '../page.ts'
import { toApp } from '../wire.ts'

/** A page of apps in the order of their making. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listApps(ctx: Context, page: Page): Promise<AppList> {
  const after = readCursor(page.cursor, ['number', 'text'])
  const rows = await ctx.store.apps.list(after, page.limit + 1)
  return toPage(rows, page.limit, (row) => [row.created_at, row.appid], toApp)
}

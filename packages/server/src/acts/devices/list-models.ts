/** Lists the app's models. */

import type { ModelList, Page } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { readCursor, toPage } from '../page.ts'
import { toModel } from '../wire.ts'

/** A page of models in the order of their making. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listModels(ctx: Context, caller: { appid: string }, page: Page): Promise<ModelList> {
  const after = readCursor(page.cursor, ['number', 'text'])
  const rows = await ctx.store.models.list(caller.appid, after, page.limit + 1)
  return toPage(rows, page.limit, (row) => [row.created_at, row.model_id], toModel)
}

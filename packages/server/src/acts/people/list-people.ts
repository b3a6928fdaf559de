/** Lists the people whom an app knows. */

import type { KnownPersonPage, ListPeople } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { readCursor, toPage } from '../page.ts'

/** A page of them by openid. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listPeople(
  ctx: Context,
  { appid }: { appid: string },
  { q: prefix, limit, cursor }: ListPeople,
): Promise<KnownPersonPage> {
  const after = readCursor(cursor, ['text'])?.[0]
  const rows = await ctx.store.people.list(appid, { prefix, after, limit: limit + 1 })
  return toPage(
    rows,
    limit,
    ({ openid }) => [openid],
    ({ created_at, ...person }) => ({ ...person, known_since: created_at }),
  )
}

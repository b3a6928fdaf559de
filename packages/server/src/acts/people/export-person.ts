/** All that is kept of one person, for the right of access. */

import type { Page, PersonExportPage } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { listCalls } from '../calls/list-calls.ts'
import { ownSettings } from '../calls/own-settings.ts'
import { listAuthorizations } from '../consent/list-authorizations.ts'
import { listConsentRecords } from '../consent/list-consent-records.ts'
import { listWechatAuthorizations } from '../ledger/list-wechat-authorizations.ts'

type Item = PersonExportPage['items'][number]
interface Caller {
  appid: string
}
interface Query {
  openid: string
  limit: number
  cursor: string | undefined
}
type ReadPart = (
  ctx: Context,
  caller: Caller,
  query: Query,
) => Promise<{ items: Item[]; next_cursor: string | null }>

/** One kind of data after the other; a page has rows of one kind. */
const PARTS: [Item['type'], ReadPart][] = [
  ['person', readPerson],
  ['authorization', (...of) => typed('authorization', listAuthorizations(...of))],
  ['wechat_authorization', (...of) => typed('wechat_authorization', listWechatAuthorizations(...of))],
  ['consent_record', (...of) => typed('consent_record', listConsentRecords(...of))],
  ['call', (...of) => typed('call', listCalls(...of))],
  ['push_subscription', readSubscriptions],
]

/**
 * A page of it. Events say the same again, and are not among it.
 * @throws CallgrantError `openid_unknown`; `bad_request` for a cursor that is not ours
 */
export async function exportPerson(
  ctx: Context,
  caller: Caller,
  openid: string,
  { limit, cursor }: Page,
): Promise<PersonExportPage> {
  const [, name, inner] = /^(\w+)(?:\.(.+))?$/.exec(cursor ?? 'person') ?? []
  const index = PARTS.findIndex(([type]) => type === name)
  const [type, read] = PARTS[index] ?? []
  if (!type || !read) {
    throw new CallgrantError('bad_request', {
      faults: [{ parameter: 'cursor', message: 'should be `next_cursor` of the page before' }],
    })
  }
  const { items, next_cursor } = await read(ctx, caller, { openid, limit, cursor: inner })
  if (next_cursor !== null) return { items, next_cursor: `${type}.${next_cursor}` }
  return { items, next_cursor: PARTS[index + 1]?.[0] ?? null }
}

async function readPerson(ctx: Context, { appid }: Caller, { openid }: Query) {
  const since = await ctx.store.people.knownSince(appid, openid)
  if (since === null) throw new CallgrantError('openid_unknown')
  const data = { openid, known_since: since, ...(await ownSettings(ctx, { appid, openid })) }
  return { items: [{ type: 'person' as const, data }], next_cursor: null }
}

/** At most `PUSH_SUBSCRIPTIONS_MAX`, whatever the size of a page. */
async function readSubscriptions(ctx: Context, { appid }: Caller, { openid }: Query) {
  const rows = await ctx.store.pushes.ofPerson(appid, openid)
  const items = rows.map(({ id, kind, service, language, created_at, seen_at }) => ({
    type: 'push_subscription' as const,
    data: { subscription_id: id, kind, service, language, created_at, seen_at },
  }))
  return { items, next_cursor: null }
}

async function typed<T extends Item['type'], D>(
  type: T,
  page: Promise<{ items: D[]; next_cursor: string | null }>,
): Promise<{ items: { type: T; data: D }[]; next_cursor: string | null }> {
  const { items, next_cursor } = await page
  return { items: items.map((data) => ({ type, data })), next_cursor }
}

/** Every list and filter that the console offers, and what is looked for again and again, is read by an index, whatever an app has of it. */

import { CompiledQuery, type RootOperationNode } from 'kysely'
import { expect, it } from 'vitest'
import { eachStore } from '../../test/each-store.ts'
import { fillMany, MANY_APP, MANY_FROM, MANY_MODEL, MANY_WEBHOOK } from '../../test/many-rows.ts'
import { type Repositories, repositoriesOf } from './repositories.ts'

const ROWS = 20_000
const LATER = MANY_FROM + 500_000_000_000
const from = { from: MANY_FROM, to: MANY_FROM + 60_000 }

interface Listed {
  name: string
  list(of: Repositories): Promise<unknown>
  /** Columns by which its index finds the rows; none: it is read in the order of an index, until the page is full. */
  by: string[]
  /** Where the index itself holds only such rows. */
  index?: RegExp
}

const [app, limit] = [MANY_APP, 50]
const calls = (query: object) => (of: Repositories) => of.calls.list(app, { ...query, limit })
const devices = (filter: object) => (of: Repositories) => of.devices.list(app, filter, null, limit)
const after = { createdAt: MANY_FROM + 10_000_000, roomId: 'c-1' }

const LISTS: Listed[] = [
  { name: 'people', list: ({ people }) => people.list(app, { limit }), by: ['appid'] },
  {
    name: 'people by openid',
    list: ({ people }) => people.list(app, { prefix: 'p-1000', limit }),
    by: ['openid'],
  },
  {
    name: 'people, next page',
    list: ({ people }) => people.list(app, { after: 'p-1', limit }),
    by: ['openid'],
  },
  {
    name: 'what a person decided',
    list: ({ consent }) => consent.list(app, { openid: 'p-10000001' }, null, limit, 1),
    by: ['openid'],
  },
  {
    name: 'who allowed a device',
    list: ({ consent }) => consent.list(app, { subject: 'd:1' }, null, limit, 1),
    by: ['subject'],
  },
  {
    name: 'the record of a person',
    list: ({ records }) => records.list(app, { openid: 'p-10000001' }, null, limit),
    by: ['openid'],
  },
  { name: 'devices', list: devices({}), by: ['appid'] },
  { name: 'devices by serial number', list: devices({ prefix: 'd-10000' }), by: ['sn'] },
  {
    name: 'devices by model',
    list: devices({ modelId: MANY_MODEL, prefix: 'd-10000' }),
    by: ['model_id', 'sn'],
  },
  { name: 'devices of a group', list: devices({ groupId: 'g_10001' }), by: ['group_id'] },
  { name: 'devices that are online', list: devices({ seenSince: LATER }), by: ['last_seen_at'] },
  {
    name: 'devices that are online, by serial number',
    list: devices({ seenSince: LATER, prefix: 'd-10000' }),
    by: ['appid'],
  },
  { name: 'groups', list: ({ groups }) => groups.list(app, null, limit), by: ['appid'] },
  { name: 'calls', list: calls({}), by: ['appid'] },
  { name: 'calls, next page', list: calls({ before: after }), by: ['created_at'] },
  { name: 'live calls', list: calls({ open: true }), by: [], index: /call_open/ },
  { name: 'calls that ring', list: calls({ state: 'ringing' }), by: [], index: /call_open/ },
  { name: 'missed calls', list: calls({ missed: true }), by: ['appid'], index: /call_missed_by_app/ },
  {
    name: 'missed calls, next page',
    list: calls({ missed: true, before: after }),
    by: ['created_at'],
    index: /call_missed_by_app/,
  },
  {
    name: 'missed calls of a person',
    list: calls({ missed: true, openid: 'p-10000001' }),
    // Among the person’s calls; or among the missed ones, where these are few.
    by: ['appid'],
  },
  { name: 'past calls', list: calls({ open: false }), by: ['appid'] },
  { name: 'calls of a day', list: calls(from), by: ['created_at'] },
  { name: 'calls of a person', list: calls({ openid: 'p-10000001' }), by: ['openid'] },
  { name: 'live calls of a person', list: calls({ openid: 'p-10000001', open: true }), by: ['openid'] },
  {
    name: 'calls of a device',
    list: calls({ modelId: MANY_MODEL, sn: 'd-10000001' }),
    by: ['model_id', 'sn'],
  },
  { name: 'calls of a serial number', list: calls({ sn: 'd-10000001' }), by: ['sn'] },
  { name: 'calls of a model in a day', list: calls({ modelId: MANY_MODEL, ...from }), by: ['created_at'] },
  {
    name: 'deliveries',
    list: ({ deliveries }) => deliveries.list(MANY_WEBHOOK, undefined, null, limit),
    by: [],
  },
  {
    name: 'deliveries that were given up',
    list: ({ deliveries }) => deliveries.list(MANY_WEBHOOK, 'failed', null, limit),
    by: ['webhook_id', 'state'],
  },
  {
    name: 'deliveries that wait, next page',
    list: ({ deliveries }) => deliveries.list(MANY_WEBHOOK, 'waiting', 'dlv_2', limit),
    by: ['webhook_id', 'state'],
  },
  {
    name: 'deliveries that are due',
    list: ({ deliveries }) => deliveries.due(MANY_WEBHOOK, LATER, limit),
    by: ['webhook_id', 'next_at'],
    index: /webhook_delivery_waiting/,
  },
  {
    name: 'deliveries that wait, to be tried now',
    list: ({ deliveries }) => deliveries.hasten(MANY_WEBHOOK, LATER),
    by: ['webhook_id'],
    index: /webhook_delivery_(waiting|by_state)/,
  },
  {
    name: 'deliveries that were given up, to be tried again',
    list: ({ deliveries }) => deliveries.replay(MANY_WEBHOOK, null, LATER, LATER),
    by: ['webhook_id', 'state'],
    index: /webhook_delivery_by_state/,
  },
  {
    name: 'deliveries about a person, to be removed',
    list: ({ deliveries }) => deliveries.removeAllOf(app, 'p-10000001'),
    by: ['openid'],
  },
  {
    name: 'webhooks with something to send',
    list: ({ webhooks }) => webhooks.anyWaiting(LATER),
    by: [],
    index: /webhook_delivery_(waiting|by_state)/,
  },
  {
    name: 'whether another app knows a person',
    list: ({ people }) => people.isKnownElsewhere(app, 'p-1'),
    by: ['openid'],
  },
  {
    name: 'apps with old records of asking',
    list: ({ records }) => records.appsAskedBefore(LATER, limit),
    by: ['appid', 'chain'],
  },
  {
    name: 'records that are in no chain',
    list: ({ records }) => records.unchained(app, limit),
    by: ['appid'],
    index: /consent_record_unchained/,
  },
  {
    name: 'who refuses',
    list: ({ consent }) => consent.list(app, { status: 0 }, null, limit, 1),
    by: ['appid'],
    index: /authorization_refusing/,
  },
  { name: 'calls of a ring', list: calls({ ringId: 'ring_1' }), by: ['ring_id'], index: /call_of_ring/ },
  {
    name: 'the log',
    list: ({ audit }) => audit.list({ appid: app, before: undefined, limit }),
    by: [],
  },
  {
    name: 'the log, next page',
    list: ({ audit }) => audit.list({ appid: app, before: 'a-2', limit }),
    by: ['id'],
  },
]

/** But for tables of which there are a handful of rows for each app. */
const A_TABLE_THROUGH = /(\bSCAN|Seq Scan on) (?!"?(app|model|webhook|event_counter)\b)/

eachStore((open, dialect) => {
  it('each list is read by an index, and none reads a table through', async () => {
    const { db } = await open()
    await fillMany(db, ROWS)
    const seen: RootOperationNode[] = []
    const of = repositoriesOf(
      db.withPlugin({
        transformQuery({ node }) {
          seen.push(node)
          return node
        },
        transformResult: async ({ result }) => result,
      }),
    )
    for (const { name, list, by, index = /^/ } of LISTS) {
      seen.length = 0
      await list(of)
      // The last: a query within it was made before it.
      const node = seen.at(-1)
      if (!node) throw new Error(`${name}: no query`)
      const { sql, parameters } = db.getExecutor().compileQuery(node, { queryId: name })
      const explain = dialect === 'sqlite' ? 'explain query plan' : 'explain'
      const { rows } = await db.executeQuery<Record<string, string>>(
        CompiledQuery.raw(`${explain} ${sql}`, [...parameters]),
      )
      const plan = rows.map((row) => row.detail ?? row['QUERY PLAN'] ?? '')
      const whole = plan.join('\n')
      expect.soft(whole, `${name}\n${whole}`).not.toMatch(A_TABLE_THROUGH)
      const searches = plan.filter((line) => /SEARCH|Index Cond|Index Scan|Index Only Scan/.test(line))
      const found = searches.some((line) => by.every((column) => new RegExp(`\\b${column}\\b`).test(line)))
      expect.soft(found, `${name} by ${by}\n${whole}`).toBe(true)
      expect.soft(whole, `${name}\n${whole}`).toMatch(index)
    }
  })
})

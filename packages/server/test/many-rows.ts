/** Fills a store with as many rows of each kind as a large app has, by the database itself: for plans and measurements. */

import { type Kysely, type RawBuilder, sql } from 'kysely'
import { newCall } from '../src/rules/call/fixture.ts'
import { subjectKey } from '../src/rules/consent/subject.ts'
import { columnsOfCall } from '../src/store/call-columns.ts'
import { hasRowLocks } from '../src/store/db.ts'
import type { Tables } from '../src/store/schema.ts'

export const MANY_APP = 'cg_many'
export const MANY_MODEL = 'm_many'
export const MANY_WEBHOOK = 'wh_many'
/** When the first row of each table was made, unless it is said. */
export const MANY_FROM = 1_700_000_000_000

const SUBJECT = subjectKey({ kind: 'device', modelId: MANY_MODEL, sn: 'd-' })

type Value = string | number | null | RawBuilder<unknown>
/** Of what is not over for long. */
const FAR = MANY_FROM + 1_000_000_000_000
/** Of row `i`, from 1 on: a name that sorts as the numbers do, and a time. */
const numbered = (prefix: string) => sql`${sql.lit(prefix)} || (10000000 + i)`

/**
 * @param count rows of each: people with a consent to a device each, devices in groups of 50, calls, events, deliveries, log, records.
 *   One of a thousand is what is looked for: a device seen lately, a call that is open, another that was missed, a delivery that
 *   was given up
 * @param from when the first row of each table was made, in milliseconds since 1970; each is a second later than the one before
 */
export async function fillMany(db: Kysely<Tables>, count: number, from = MANY_FROM): Promise<void> {
  const time = sql`${sql.lit(from)} + i * 1000`
  const insert = async (table: keyof Tables, row: Record<string, Value>, rows = count) => {
    const values = Object.values(row).map(literal)
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(rows)})
      insert into ${sql.table(table)} (${sql.join(Object.keys(row).map((name) => sql.ref(name)))})
      select ${sql.join(values)} from n`.execute(db)
  }
  const appid = MANY_APP
  const rare = (then: Value, otherwise: Value) =>
    sql`case when i % 1000 = 0 then ${literal(then)} else ${literal(otherwise)} end`
  /** Of a call that was missed, of one that was answered; none of one that rings. */
  const ended = (missed: Value, answered: Value) =>
    sql`case when i % 1000 = 500 then ${literal(missed)} when i % 1000 > 0 then ${literal(answered)} end`
  const group = sql`'g_' || (10000 + i / 50)`
  await insert(
    'app',
    {
      appid,
      name: 'Many',
      secret_hash: '',
      calling: 1,
      ring_timeout_seconds: 60,
      oidc_issuers: '[]',
      created_at: MANY_FROM,
    },
    1,
  )
  await insert('model', { appid, model_id: MANY_MODEL, model_type: 'door phone', created_at: MANY_FROM }, 1)
  await insert('device_group', {
    ...{ appid, group_id: sql`'g_' || (10000 + i)`, group_name: 'Group', model_id: MANY_MODEL },
    ...{ model_type: 'door phone', created_at: time },
  })
  await insert('person', { appid, openid: numbered('p-'), created_at: time })
  await insert('device', {
    ...{ appid, model_id: MANY_MODEL, sn: numbered('d-'), group_id: group },
    ...{ last_seen_at: rare(FAR, MANY_FROM), created_at: time },
  })
  await insert('authorization', {
    ...{
      appid,
      openid: numbered('p-'),
      subject: sql`${sql.lit(SUBJECT)} || (10000000 + i)`,
      kind: 'device',
      model_id: MANY_MODEL,
    },
    ...{ sn: numbered('d-'), status: 1, display_name: 'Door', created_at: time, updated_at: time },
  })
  await insert('consent_record', {
    ...{ id: numbered('r-'), appid, openid: numbered('p-'), at: time, act: 'authorized', kind: 'device' },
    ...{ model_id: MANY_MODEL, sn: numbered('d-'), display_name: 'Door', chain: 'answers', seq: sql`i` },
  })
  const { room_id: _, ...call } = columnsOfCall(
    newCall({ appid, modelId: MANY_MODEL, callerClient: null, deadlineAt: FAR }),
  )
  await insert('call', {
    ...(call as Record<string, Value>),
    ...{ room_id: numbered('c-'), openid: numbered('p-'), sn: numbered('d-'), created_at: time },
    ...{ state: rare('ringing', 'ended'), end_reason: ended('timeout', 'hung_up') },
    ...{ accepted_at: ended(null, time), started_at: ended(null, sql`${time} + 200 + i % 700`) },
    ...{ ended_at: ended(time, sql`${time} + 60000`) },
  })
  await insert('event', {
    ...{ id: numbered('evt_'), appid, number: sql`i`, type: 'call.changed', at: time },
    ...{ openid: numbered('p-'), data: '{}' },
  })
  await insert(
    'webhook',
    {
      ...{
        id: MANY_WEBHOOK,
        appid,
        url: 'https://a.example',
        secret: '',
        enabled: 0,
        position: 0,
        failures: 0,
      },
      ...{ retry_at: 0, lease_until: 0, created_at: from },
    },
    1,
  )
  await insert('webhook_delivery', {
    ...{ id: numbered('dlv_'), webhook_id: MANY_WEBHOOK, event_id: numbered('evt_'), number: sql`i` },
    ...{ type: 'call.changed', openid: numbered('p-'), url: 'https://a.example', body: '{}' },
    ...{ state: rare('failed', 'done'), attempts: 1, created_at: time, give_up_at: time },
  })
  await insert('console_audit', {
    ...{
      id: numbered('a-'),
      at: time,
      who: 'me',
      role: 'owner',
      appid,
      act: 'PATCH /v1/app',
      names_person: 0,
    },
  })
  // PostgreSQL does it by itself after a while; on SQLite nobody does.
  if (hasRowLocks(db)) await sql`analyze`.execute(db)
}

function literal(value: Value) {
  return value !== null && typeof value === 'object' ? value : sql`${sql.lit(value)}`
}

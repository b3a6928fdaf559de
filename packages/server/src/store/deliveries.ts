/** Deliveries of events to webhooks: one row for each event and webhook, with its last attempt. */

import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import { fixedQuery } from './fixed-query.ts'
import type { WebhookDeliveryTable } from './schema.ts'

export type DeliveryRow = Selectable<WebhookDeliveryTable>

/** The literals that the partial indices are made with. */
const WAITING = sql.lit('waiting' as const)
const DONE = sql.lit('done' as const)
const FAILED = sql.lit('failed' as const)

/** Columns, with their types on PostgreSQL. */
const COLUMNS = {
  ...{ id: 'text', webhook_id: 'text', event_id: 'text', number: 'bigint', type: 'text', openid: 'text' },
  ...{
    url: 'text',
    body: 'text',
    state: 'text',
    attempts: 'integer',
    created_at: 'bigint',
    next_at: 'bigint',
  },
  ...{ give_up_at: 'bigint', attempted_at: 'bigint', duration_ms: 'integer', status: 'integer' },
  ...{ answer: 'text', error: 'text' },
} satisfies Record<keyof DeliveryRow, string>
const NAMES = Object.keys(COLUMNS) as (keyof DeliveryRow)[]
/** What an attempt changes. */
const OF_ATTEMPT = [
  'url',
  'state',
  'attempts',
  'next_at',
  'attempted_at',
  'duration_ms',
  'status',
  'answer',
  'error',
]
const putAll = (from: string) =>
  `insert into webhook_delivery (${NAMES}) ${from}
    on conflict (id) do update set ${OF_ATTEMPT.map((name) => `${name} = excluded.${name}`)}`
/** One text for any number of rows. */
const putRows = fixedQuery('delivery_put', {
  sqlite: putAll(`select ${NAMES.map((_, place) => `value ->> ${place}`)} from json_each($1) where true`),
  postgres: putAll(
    `select ${NAMES.map((name, place) => `(value ->> ${place})::${COLUMNS[name]}`)} from json_array_elements($1::json) as _(value)`,
  ),
})

/** Adds deliveries that are new, and writes what came of an attempt of others; at most some hundred. */
export async function put(db: Db, rows: readonly DeliveryRow[]): Promise<void> {
  if (rows.length === 0) return
  await putRows(db, [JSON.stringify(rows.map((row) => NAMES.map((name) => row[name])))])
}

/** Of a webhook's deliveries that are to be tried now, those that are due for longest, in the order of their events. */
export async function due(db: Db, webhookId: string, now: number, limit: number): Promise<DeliveryRow[]> {
  const rows = await db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .where('state', '=', WAITING)
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .orderBy('number')
    .limit(limit)
    .execute()
  return rows.toSorted((a, b) => a.number - b.number)
}

/** Lets all that wait be tried now: the receiver is back. */
export async function hasten(db: Db, webhookId: string, now: number): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set({ next_at: now })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', WAITING)
    .execute()
}

/** Lets deliveries be tried again as if they were new. @param ids absent: all that were given up @returns how many */
export async function replay(
  db: Db,
  webhookId: string,
  ids: readonly string[] | null,
  now: number,
  giveUpAt: number,
): Promise<number> {
  const query = db
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', attempts: 0, next_at: now, give_up_at: giveUpAt })
    .where('webhook_id', '=', webhookId)
  const result = await (ids
    ? query.where('id', 'in', ids)
    : // Said twice so that the index of these serves.
      query.where('state', '=', FAILED).where('state', '!=', DONE)
  ).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** A page of a webhook's deliveries, newest first. @param before id of the last one before */
export async function list(
  db: Db,
  webhookId: string,
  state: DeliveryRow['state'] | undefined,
  before: string | null,
  limit: number,
): Promise<DeliveryRow[]> {
  let query = db.selectFrom('webhook_delivery').selectAll().where('webhook_id', '=', webhookId)
  if (state !== undefined) query = query.where('state', '=', state)
  // Said so that the index of these serves.
  if (state !== undefined && state !== 'done') query = query.where('state', '!=', DONE)
  if (before !== null) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

export async function find(db: Db, webhookId: string, id: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('id', '=', id)
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst()
}

/** Removes deliveries, of every app, that were begun before `before`. @returns how many, at most `limit` */
export async function removeBefore(db: Db, before: number, limit: number): Promise<number> {
  return deleteOldest(db, 'webhook_delivery', ['id'], 'created_at', before, limit)
}

/** Removes deliveries of events about a person, of webhooks that were removed too. @returns how many */
export async function removeAllOf(tx: Db, appid: string, openid: string): Promise<number> {
  const ofOthers = tx.selectFrom('webhook').select('id').where('appid', '!=', appid)
  const { numDeletedRows } = await tx
    .deleteFrom('webhook_delivery')
    .where('openid', '=', openid)
    .where('webhook_id', 'not in', ofOthers)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

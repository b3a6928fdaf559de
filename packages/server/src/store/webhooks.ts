/** Webhooks of apps. Which node sends for one is decided by a lease, taken in one conditional write. */

import { type Selectable, sql } from 'kysely'
import { type Db, hasRowLocks } from './db.ts'
import type { WebhookTable } from './schema.ts'

export type WebhookRow = Selectable<WebhookTable>

/** Adds a webhook unless the app has `max` already. Call it inside a transaction. @returns false when it has */
export async function insert(db: Db, row: WebhookRow, max: number): Promise<boolean> {
  // Whoever adds one holds the app's row, so that the last place is given once.
  await db
    .selectFrom('app')
    .select('appid')
    .where('appid', '=', row.appid)
    .$if(hasRowLocks(db), (query) => query.forUpdate())
    .execute()
  const { count } = await db
    .selectFrom('webhook')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('appid', '=', row.appid)
    .executeTakeFirstOrThrow()
  if (Number(count) >= max) return false
  await db.insertInto('webhook').values(row).execute()
  return true
}

export async function list(db: Db, appid: string): Promise<WebhookRow[]> {
  return db
    .selectFrom('webhook')
    .selectAll()
    .where('appid', '=', appid)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function find(db: Db, appid: string, id: string): Promise<WebhookRow | undefined> {
  return db
    .selectFrom('webhook')
    .selectAll()
    .where('id', '=', id)
    .where('appid', '=', appid)
    .executeTakeFirst()
}

/** @returns the row as it is now; undefined when there is none */
export async function update(
  db: Db,
  appid: string,
  id: string,
  columns: Partial<WebhookRow>,
): Promise<WebhookRow | undefined> {
  return db
    .updateTable('webhook')
    .set(columns)
    .where('id', '=', id)
    .where('appid', '=', appid)
    .returningAll()
    .executeTakeFirst()
}

/** Its deliveries stay until they are old. @returns false when there is none */
export async function remove(db: Db, appid: string, id: string): Promise<boolean> {
  const result = await db
    .deleteFrom('webhook')
    .where('id', '=', id)
    .where('appid', '=', appid)
    .executeTakeFirst()
  return result.numDeletedRows === 1n
}

/** Webhooks, of every app, for which no node sends and there is something to send now. */
function waiting(db: Db, now: number, limit: number) {
  return db
    .selectFrom('webhook')
    .selectAll()
    .where('enabled', '=', 1)
    .where('lease_until', '<=', now)
    .where('retry_at', '<=', now)
    .where((where) =>
      where.or([
        sql<boolean>`position < (select last from event_counter where event_counter.appid = webhook.appid)`,
        where.exists(
          where
            .selectFrom('webhook_delivery as delivery')
            .select('delivery.id')
            .whereRef('delivery.webhook_id', '=', 'webhook.id')
            .where('delivery.state', '=', sql.lit('waiting' as const))
            .where('delivery.next_at', '<=', now),
        ),
      ]),
    )
    .orderBy('retry_at')
    .limit(limit)
}

/** True when `claim` would find something. */
export async function anyWaiting(db: Db, now: number): Promise<boolean> {
  return (await waiting(db, now, 1).execute()).length > 0
}

/**
 * Takes the lease of webhooks with something to send. Call it inside a transaction. Nodes that do it at once get
 * different ones.
 */
export async function claim(
  db: Db,
  now: number,
  lease: { by: string; until: number },
  limit: number,
): Promise<WebhookRow[]> {
  const rows = await waiting(db, now, limit)
    .$if(hasRowLocks(db), (query) => query.forUpdate().skipLocked())
    .execute()
  if (rows.length === 0) return []
  const columns = { lease_until: lease.until, lease_by: lease.by }
  const ids = rows.map(({ id }) => id)
  await db.updateTable('webhook').set(columns).where('id', 'in', ids).execute()
  return rows.map((row) => ({ ...row, ...columns }))
}

/**
 * Writes how far a node has come, if it still has the lease and nobody set the position back meanwhile.
 * @returns the row as it is now; undefined when it has not, and nothing was changed
 */
export async function progress(
  db: Db,
  row: WebhookRow,
  columns: Partial<WebhookRow>,
): Promise<WebhookRow | undefined> {
  return db
    .updateTable('webhook')
    .set(columns)
    .where('id', '=', row.id)
    .where('lease_by', '=', row.lease_by)
    .where('lease_until', '=', row.lease_until)
    .where('position', '=', row.position)
    .returningAll()
    .executeTakeFirst()
}

/** How many webhooks, of every app, have given up on something. */
export async function countFailing(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('webhook')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('failing_since', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Of every app: how far the webhook that is furthest behind is, in events; and how many deliveries wait for another attempt. */
export async function queue(db: Db): Promise<{ behind: number; waiting: number }> {
  const { behind } = await db
    .selectFrom('webhook')
    .innerJoin('event_counter as counter', 'counter.appid', 'webhook.appid')
    .select(sql<number | null>`max(counter.last - webhook.position)`.as('behind'))
    .where('webhook.enabled', '=', 1)
    .executeTakeFirstOrThrow()
  const { waiting } = await db
    .selectFrom('webhook_delivery')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('state', '=', sql.lit('waiting' as const))
    .executeTakeFirstOrThrow()
  return { behind: Math.max(0, Number(behind ?? 0)), waiting: Number(waiting) }
}

/** Takes the leases of an app's webhooks back, so that no node writes what it has read before. */
export async function endLeases(tx: Db, appid: string): Promise<void> {
  await tx.updateTable('webhook').set({ lease_until: 0, lease_by: null }).where('appid', '=', appid).execute()
}

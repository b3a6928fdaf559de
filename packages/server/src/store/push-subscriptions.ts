/** Browsers and apps that a person's rings are pushed to. What is pushed once is decided by one conditional write each. */

import { type Selectable, sql } from 'kysely'
import type { CallState } from '../rules/call/call-state.ts'
import { callOfRow } from './call-columns.ts'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'
import type { CallTable, PushSubscriptionTable } from './schema.ts'

export type SubscriptionRow = Selectable<PushSubscriptionTable>

/**
 * Adds a subscription, or takes it over: a browser's is of the person who signed in to it last. Beyond `max` of a person, the
 * one that was seen least lately goes. Inside a transaction that holds the person's lock.
 */
export async function save(tx: Db, row: Omit<SubscriptionRow, 'rung'>, max: number): Promise<void> {
  const { openid, kind, service, sealed, kid, language, seen_at } = row
  await tx
    .insertInto('push_subscription')
    .values({ ...row, rung: null })
    .onConflict((conflict) =>
      conflict
        .columns(['appid', 'id'])
        .doUpdateSet({ openid, kind, service, sealed, kid, language, seen_at }),
    )
    .execute()
  const mine = await tx
    .selectFrom('push_subscription')
    .select('id')
    .where('appid', '=', row.appid)
    .where('openid', '=', openid)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute()
  const tooMany = mine.map(({ id }) => id).filter((id) => id !== row.id)
  for (const id of tooMany.slice(max - 1)) await remove(tx, row.appid, id)
}

const ofOnePerson = fixedQuery<SubscriptionRow>(
  'push_of_person',
  `select appid, id, openid, kind, service, sealed, kid, language, created_at, seen_at, rung
    from push_subscription where appid = $1 and openid = $2 order by id`,
)

/** All of a person: read for each ring. */
export async function ofPerson(db: Db, appid: string, openid: string): Promise<SubscriptionRow[]> {
  return ofOnePerson(db, [appid, openid])
}

export async function find(db: Db, appid: string, id: string): Promise<SubscriptionRow | undefined> {
  return db
    .selectFrom('push_subscription')
    .selectAll()
    .where('appid', '=', appid)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** @param openid only if it is of this person @returns whether there was one */
export async function remove(db: Db, appid: string, id: string, openid?: string): Promise<boolean> {
  let query = db.deleteFrom('push_subscription').where('appid', '=', appid).where('id', '=', id)
  if (openid !== undefined) query = query.where('openid', '=', openid)
  return (await query.executeTakeFirst()).numDeletedRows > 0n
}

/** Removes all of a person. @returns how many */
export async function removeAllOf(tx: Db, appid: string, openid: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('push_subscription')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Whoever gets true pushes the ring of this room to it: once, whatever nodes are about to. */
export async function claimRing(db: Db, appid: string, id: string, roomId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('push_subscription')
    .set({ rung: roomId })
    .where('appid', '=', appid)
    .where('id', '=', id)
    .where((where) => where.or([where('rung', 'is', null), where('rung', '!=', roomId)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Whoever gets them pushes the end of this ring to them: each once. */
export async function claimEnds(db: Db, appid: string, roomId: string): Promise<SubscriptionRow[]> {
  return db
    .updateTable('push_subscription')
    .set({ rung: null })
    .where('rung', '=', roomId)
    .where('appid', '=', appid)
    .returningAll()
    .execute()
}

/** This one needs not be told of the end of this ring. */
export async function release(db: Db, appid: string, id: string, roomId: string): Promise<void> {
  await db
    .updateTable('push_subscription')
    .set({ rung: null })
    .where('appid', '=', appid)
    .where('id', '=', id)
    .where('rung', '=', roomId)
    .execute()
}

const withCall = (db: Db) =>
  db
    .selectFrom('push_subscription as push')
    .innerJoin('call', (join) => join.onRef('call.room_id', '=', 'push.rung'))
    .whereRef('call.appid', '=', 'push.appid')
    .selectAll('call')
    .distinct()

/** Calls, of every app, whose ring was pushed and is over, and whose end was not pushed: the node that was to is gone. */
export async function endsLeft(db: Db, before: number, limit: number): Promise<CallState[]> {
  const rows = await withCall(db)
    .where((where) =>
      where.or([where('call.ended_at', '<=', before), where('call.accepted_at', '<=', before)]),
    )
    .limit(limit)
    .execute()
  return rows.map((row) => callOfRow(row as CallTable))
}

/** Calls, of every app, that began to ring between two times, and whose ring was not pushed to each subscription. */
export async function ringsLeft(db: Db, from: number, to: number, limit: number): Promise<CallState[]> {
  const rows = await db
    .selectFrom('call')
    .selectAll()
    // The literal of the partial index.
    .where('state', '!=', sql.lit('ended' as const))
    .where('accepted_at', 'is', null)
    .where('caller_kind', '=', 'device')
    .where('awaits_backend', '=', 0)
    .where('created_at', '>', from)
    .where('created_at', '<=', to)
    .where((where) =>
      where.exists(
        where
          .selectFrom('push_subscription as push')
          .select('push.id')
          .whereRef('push.appid', '=', 'call.appid')
          .whereRef('push.openid', '=', 'call.openid')
          .where((own) =>
            own.or([own('push.rung', 'is', null), own('push.rung', '!=', own.ref('call.room_id'))]),
          ),
      ),
    )
    .limit(limit)
    .execute()
  return rows.map(callOfRow)
}

/** How many there are, of every app. */
export async function count(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('push_subscription')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The calls in the store: each change one write, conditional on `version`; who is in a call, one row a party (C8). */

import { sql } from 'kysely'
import { type Party, partyKey } from '../domain/call-parties.ts'
import type { Db } from './db.ts'
import type { CallTable } from './schema.ts'

/** The literal that the partial indexes are made with; a bound parameter would not let them be used. */
const ENDED = sql.lit('ended' as const)

export async function insertCall(db: Db, row: CallTable): Promise<void> {
  await db.insertInto('call').values(row).execute()
}

/** A call of this app by its room, or undefined. */
export async function findCall(db: Db, appid: string, roomId: string): Promise<CallTable | undefined> {
  return db
    .selectFrom('call')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('appid', '=', appid)
    .executeTakeFirst()
}

/**
 * Writes `changes`, if the call is still as `row` was read (C9).
 * @returns false when somebody else was first: read again and decide again
 */
export async function updateCall(db: Db, row: CallTable, changes: Partial<CallTable>): Promise<boolean> {
  const result = await db
    .updateTable('call')
    .set(changes)
    .where('room_id', '=', row.room_id)
    .where('version', '=', row.version)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/**
 * Enters both parties of a new call as being in one (C8), in one statement and in the order in which everybody
 * locks them. Another transaction that is about to enter one of them is waited for.
 * @returns the keys that were free and are taken now; a key that is missing belongs to a party in another call
 */
export async function takeParties(
  db: Db,
  appid: string,
  roomId: string,
  parties: readonly [Party, Party],
): Promise<string[]> {
  const rows = parties.map((party) => ({ appid, party: partyKey(party), room_id: roomId }))
  rows.sort((a, b) => (a.party < b.party ? -1 : 1))
  const taken = await db
    .insertInto('busy')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['appid', 'party']).doNothing())
    .returning('party')
    .execute()
  return taken.map((row) => row.party)
}

/** Sets both parties of a call free. After `updateCall` of that call in the same transaction: its row is the lock. */
export async function freeParties(db: Db, roomId: string): Promise<void> {
  await db.deleteFrom('busy').where('room_id', '=', roomId).execute()
}

/** The open calls of a person or a device: at most one, but for the moments between two nodes' writes. */
export async function openCallsOf(db: Db, appid: string, party: Party): Promise<CallTable[]> {
  const open = db.selectFrom('call').selectAll().where('appid', '=', appid).where('state', '!=', ENDED)
  if (party.role === 'person') return open.where('openid', '=', party.openid).execute()
  return open.where('model_id', '=', party.modelId).where('sn', '=', party.sn).execute()
}

/** Calls, of every app, whose state has run out, or one side of which was not seen since `unseenSince`. */
export async function dueCalls(
  db: Db,
  now: number,
  unseenSince: number,
  limit: number,
): Promise<CallTable[]> {
  return db
    .selectFrom('call')
    .selectAll()
    .where('state', '!=', ENDED)
    .where((where) =>
      where.or([
        where('deadline_at', '<=', now),
        where('listener_seen_at', '<=', unseenSince),
        where.and([where('joined_at', 'is not', null), where('caller_seen_at', '<=', unseenSince)]),
      ]),
    )
    .limit(limit)
    .execute()
}

/** What to list; `before` is where the page before ended. */
export interface CallQuery {
  openid?: string | undefined
  modelId?: string | undefined
  sn?: string | undefined
  /** true: only calls still open; false: only ended ones. */
  open?: boolean | undefined
  before?: { createdAt: number; roomId: string } | undefined
  limit: number
}

/** A page of an app's calls, newest first. */
export async function listCalls(db: Db, appid: string, query: CallQuery): Promise<CallTable[]> {
  let rows = db.selectFrom('call').selectAll().where('appid', '=', appid)
  if (query.openid !== undefined) rows = rows.where('openid', '=', query.openid)
  if (query.modelId !== undefined) rows = rows.where('model_id', '=', query.modelId)
  if (query.sn !== undefined) rows = rows.where('sn', '=', query.sn)
  if (query.open !== undefined) rows = rows.where('state', query.open ? '!=' : '=', ENDED)
  const { before } = query
  if (before !== undefined) {
    rows = rows.where((where) =>
      where(where.refTuple('created_at', 'room_id'), '<', where.tuple(before.createdAt, before.roomId)),
    )
  }
  return rows.orderBy('created_at', 'desc').orderBy('room_id', 'desc').limit(query.limit).execute()
}

/** True when another app knows this openid. By way of the apps, so that the person's key serves as index. */
export async function isKnownElsewhere(db: Db, appid: string, openid: string): Promise<boolean> {
  const row = await db
    .selectFrom('app')
    .innerJoin('person', (join) =>
      join.onRef('person.appid', '=', 'app.appid').on('person.openid', '=', openid),
    )
    .select('person.appid')
    .where('app.appid', '!=', appid)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

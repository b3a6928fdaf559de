/** Calls: each change is one write, conditional on `version`. The table `busy` has one row for each party in a call (C8). */

import { sql } from 'kysely'
import type { CallState } from '../rules/call/call-state.ts'
import { type Party, partyKey } from '../rules/call/parties.ts'
import { CALL_COLUMNS, callOfRow, columnsOfCall } from './call-columns.ts'
import type { Db } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import { fixedQuery } from './fixed-query.ts'
import { MISSED } from './missed-calls.ts'
import { idsOf } from './models.ts'
import type { CallTable } from './schema.ts'

/** The literal that the partial indexes are made with; a bound parameter would not let them be used. */
const ENDED = sql.lit('ended' as const)

const insertCall = fixedQuery(
  'call_insert',
  `insert into "call" (${CALL_COLUMNS.join(', ')}) values (${CALL_COLUMNS.map((_, n) => `$${n + 1}`).join(', ')})`,
)
const findCall = fixedQuery<CallTable>(
  'call_find',
  `select ${CALL_COLUMNS.join(', ')} from "call" where room_id = $1 and appid = $2`,
)
const enterBoth = fixedQuery<{ party: string }>(
  'call_enter_both',
  `insert into busy (appid, party, room_id) values ($1, $3, $2), ($1, $4, $2)
    on conflict (appid, party) do nothing returning party`,
)
const enterOne = fixedQuery<{ party: string }>(
  'call_enter_one',
  `insert into busy (appid, party, room_id) values ($1, $3, $2)
    on conflict (appid, party) do nothing returning party`,
)
const freeBoth = fixedQuery('call_free_both', 'delete from busy where room_id = $1')

export async function insert(db: Db, call: CallState): Promise<void> {
  const columns = columnsOfCall(call)
  await insertCall(
    db,
    CALL_COLUMNS.map((name) => columns[name] ?? null),
  )
}

const findCalls = fixedQuery<CallTable>('call_find_all', {
  sqlite: `select ${CALL_COLUMNS.join(', ')} from "call" where room_id in (select value from json_each($1))`,
  postgres: `select ${CALL_COLUMNS.join(', ')} from "call"
    where room_id in (select value collate "C" from json_array_elements_text($1::json))`,
})

/** A call of this app by its room, or undefined. */
export async function find(db: Db, appid: string, roomId: string): Promise<CallState | undefined> {
  const [row] = await findCall(db, [roomId, appid])
  return row && callOfRow(row)
}

/** Calls by their rooms, in that order; undefined for a room that the app does not have. */
export async function findAll(
  db: Db,
  asked: readonly { appid: string; roomId: string }[],
): Promise<(CallState | undefined)[]> {
  const rows = await findCalls(db, [JSON.stringify(asked.map(({ roomId }) => roomId))])
  const found = new Map(rows.map((row) => [row.room_id, row]))
  return asked.map(({ appid, roomId }) => {
    const row = found.get(roomId)
    return row?.appid === appid ? callOfRow(row) : undefined
  })
}

/**
 * Notes that a call rings where nobody is (C14). The call's version stays: neither side sees it.
 * @returns the call, once for each, whatever nodes find it out
 */
export async function noteListenerOffline(db: Db, roomId: string): Promise<CallState | undefined> {
  const row = await db
    .updateTable('call')
    .set({ listener_offline: 1 })
    .where('room_id', '=', roomId)
    .where('state', 'in', ['created', 'ringing'])
    .where('listener_offline', '=', 0)
    .returningAll()
    .executeTakeFirst()
  return row && callOfRow(row)
}

/**
 * Keeps what one side says of an ended call, unless it said so before.
 * @param quality JSON
 * @returns false when it did, and nothing was changed
 */
export async function keepQuality(
  db: Db,
  roomId: string,
  side: 'caller' | 'listener',
  quality: string,
): Promise<boolean> {
  const column = side === 'caller' ? 'caller_quality' : 'listener_quality'
  const result = await db
    .updateTable('call')
    .set({ [column]: quality })
    .where('room_id', '=', roomId)
    .where(column, 'is', null)
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
  const taken = await enterBoth(db, [appid, roomId, ...parties.map(partyKey).toSorted()])
  return taken.map(({ party }) => party)
}

/** The same for one party. @returns whether it was free, and is taken now */
export async function takeParty(db: Db, appid: string, roomId: string, party: Party): Promise<boolean> {
  return (await enterOne(db, [appid, roomId, partyKey(party)])).length === 1
}

/** Whoever was in this ring is in this call of it from now on. */
export async function moveParty(db: Db, ringId: string, roomId: string): Promise<void> {
  await db.updateTable('busy').set({ room_id: roomId }).where('room_id', '=', ringId).execute()
}

/** Sets both parties of a call free. After `update` of that call in the same transaction: its row is the lock. */
export async function freeParties(db: Db, roomId: string): Promise<void> {
  await freeBoth(db, [roomId])
}

/** The open calls of a person or a device: at most one, but for the moments between two nodes' writes. */
export async function openOf(db: Db, appid: string, party: Party): Promise<CallState[]> {
  const open = db.selectFrom('call').selectAll().where('appid', '=', appid).where('state', '!=', ENDED)
  const rows =
    party.role === 'person'
      ? await open.where('openid', '=', party.openid).execute()
      : await open.where('model_id', '=', party.modelId).where('sn', '=', party.sn).execute()
  return rows.map(callOfRow)
}

/** Every call that has not ended, of every app: a test kit's few. */
export async function allOpen(db: Db): Promise<CallState[]> {
  const rows = await db.selectFrom('call').selectAll().where('state', '!=', ENDED).execute()
  return rows.map(callOfRow)
}

/** How many calls have not ended, of every app. */
export async function countOpen(db: Db): Promise<number> {
  const { open } = await db
    .selectFrom('call')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('state', '!=', ENDED)
    .executeTakeFirstOrThrow()
  return Number(open)
}

/** Calls, of every app, whose state has run out, or one side of which was not seen since `unseenSince`. */
export async function due(db: Db, now: number, unseenSince: number, limit: number): Promise<CallState[]> {
  const rows = await db
    .selectFrom('call')
    .selectAll()
    .where('state', '!=', ENDED)
    .where((where) =>
      where.or([
        where('deadline_at', '<=', now),
        where('listener_seen_at', '<=', unseenSince),
        where.and([where('caller_client', 'is not', null), where('caller_seen_at', '<=', unseenSince)]),
      ]),
    )
    .limit(limit)
    .execute()
  return rows.map(callOfRow)
}

/** What to list; `before` is where the page before ended. */
export interface CallQuery {
  openid?: string | undefined
  modelId?: string | undefined
  sn?: string | undefined
  ringId?: string | undefined
  /** true: only calls still open; false: only ended ones. */
  open?: boolean | undefined
  state?: CallState['state'] | undefined
  /** Placed from this time on, and before that one. */
  from?: number | undefined
  to?: number | undefined
  /** Only those that rang and that nobody answered. */
  missed?: boolean | undefined
  before?: { createdAt: number; roomId: string } | undefined
  limit: number
}

/** A page of an app's calls, newest first. */
export async function list(db: Db, appid: string, query: CallQuery): Promise<CallState[]> {
  let rows = db.selectFrom('call').selectAll().where('appid', '=', appid)
  if (query.openid !== undefined) rows = rows.where('openid', '=', query.openid)
  if (query.modelId !== undefined) rows = rows.where('model_id', '=', query.modelId)
  if (query.sn !== undefined) rows = rows.where('sn', '=', query.sn)
  // By way of the app's few models, so that the index of a device's calls serves.
  const byModels = query.sn !== undefined && query.modelId === undefined
  if (byModels) rows = rows.where('model_id', 'in', idsOf(db, appid))
  if (query.ringId !== undefined) rows = rows.where('ring_id', '=', query.ringId)
  if (query.open !== undefined) rows = rows.where('state', query.open ? '!=' : '=', ENDED)
  if (query.state !== undefined) {
    rows = rows.where('state', '=', query.state)
    // Said so that the index of open calls serves.
    if (query.state !== 'ended') rows = rows.where('state', '!=', ENDED)
  }
  if (query.from !== undefined) rows = rows.where('created_at', '>=', query.from)
  if (query.to !== undefined) rows = rows.where('created_at', '<', query.to)
  if (query.missed) rows = rows.where(MISSED)
  const { before } = query
  if (before !== undefined) {
    rows = rows.where((where) =>
      where(where.refTuple('created_at', 'room_id'), '<', where.tuple(before.createdAt, before.roomId)),
    )
  }
  // With a plus, SQLite does not read all calls of the app for the sake of their order.
  const placed = byModels ? sql<number>`+created_at` : 'created_at'
  rows = rows.orderBy(placed, 'desc').orderBy('room_id', 'desc').limit(query.limit)
  return (await rows.execute()).map(callOfRow)
}

/** Removes calls, of every app, that ended before `before`. @returns how many, at most `limit` */
export async function removeEndedBefore(db: Db, before: number, limit: number): Promise<number> {
  return deleteOldest(db, 'call', ['room_id'], 'ended_at', before, limit, sql`state = ${ENDED}`)
}

/** Removes every call of a person. @returns how many */
export async function removeAllOf(tx: Db, appid: string, openid: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('call')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

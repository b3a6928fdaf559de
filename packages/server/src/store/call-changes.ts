/**
 * Changes of calls, each with all that goes with it: conditional on the call being as it was read (C9); one that ends sets
 * its parties free (C6); its events are written if and only if it was. On PostgreSQL any number of them is one
 * statement, so that those that wait at the same moment share one way there and one commit.
 */

import { CompiledQuery } from 'kysely'
import type { CallState } from '../rules/call/call-state.ts'
import { columnsOfChanges } from './call-columns.ts'
import { freeParties } from './calls.ts'
import { type Db, hasRowLocks } from './db.ts'
import { append, type NewEvent } from './events.ts'
import { fixedQuery } from './fixed-query.ts'
import type { CallTable } from './schema.ts'

export interface CallChange {
  /** As it was read. */
  call: CallState
  changes: Partial<CallState>
  events: readonly NewEvent[]
}

/** What changes in the life of a call. All the rest is written once, when it begins. */
const CHANGING = {
  version: 'integer',
  state: 'text',
  awaits_backend: 'integer',
  caller_client: 'text',
  listener_client: 'text',
  caller_media: 'integer',
  listener_media: 'integer',
  joined_at: 'bigint',
  accepted_at: 'bigint',
  started_at: 'bigint',
  ended_at: 'bigint',
  end_reason: 'text',
  end_by: 'text',
  end_origin: 'text',
  end_message: 'text',
  answered_by: 'text',
  deadline_at: 'bigint',
  caller_seen_at: 'bigint',
  listener_seen_at: 'bigint',
} as const satisfies Partial<Record<keyof CallTable, string>>

const NAMES = Object.keys(CHANGING)

/** Rows are locked in one order, so that the statements of two nodes wait for each other and do not block each other. */
const changeCalls = fixedQuery<{ place: number }>(
  'call_changes',
  `with asked as materialized (
      select * from json_to_recordset($1::json) as _(place integer, room_id text collate "C", was_version integer,
        by_signs boolean, caller_was_seen bigint, listener_was_seen bigint,
        ${Object.entries(CHANGING)
          .map(([name, type]) => `${name} ${type}`)
          .join(', ')})
    ), locked as materialized (
      select room_id from "call" where room_id in (select room_id from asked) order by room_id for update
    ), changed as (
      update "call" as old set ${NAMES.map((name) => `${name} = asked.${name}`).join(', ')}
      from asked, locked
      where old.room_id = locked.room_id and asked.room_id = locked.room_id and old.version = asked.was_version
        and (not asked.by_signs or (old.caller_seen_at = asked.caller_was_seen
          and old.listener_seen_at is not distinct from asked.listener_was_seen))
      returning asked.place, old.room_id, old.state
    ), freed as (
      delete from busy using changed where busy.room_id = changed.room_id and changed.state = 'ended'
    ), told as (
      insert into event (id, appid, type, at, openid, data)
      select told.id, told.appid, told.type, told.at, told.openid, told.data
      from json_to_recordset($2::json) as told(place integer, nth integer, id text, appid text, type text, at bigint,
        openid text, data text)
      join changed on changed.place = told.place
      order by told.place, told.nth
    )
    select place from changed`,
)

/**
 * Carries out one change. On SQLite inside a transaction only, since it takes several statements.
 * @returns false when somebody else was first, and nothing was written: read again and decide again
 */
export async function change(db: Db, asked: CallChange): Promise<boolean> {
  if (hasRowLocks(db)) return (await changeAll(db, [asked]))[0] === true
  const { call, changes, events } = asked
  if (!(await update(db, asked))) return false
  if (changes.state === 'ended') await freeParties(db, call.roomId)
  await append(db, call.appid, events)
  return true
}

/** Texts for SQLite by what changes: as many as the rules have ways to change a call. To make one takes longer than to run it. */
const updateTexts = new Map<string, string>()

async function update(db: Db, { call, changes }: CallChange): Promise<boolean> {
  const columns = changingColumns(changes)
  const bySigns = dependsOnSigns(changes)
  const key = `${Object.keys(columns)} ${bySigns}`
  let text = updateTexts.get(key)
  if (text === undefined) {
    text = `update "call" set ${Object.keys(columns).map((name) => `${name} = ?`)} where room_id = ? and version = ?
      ${bySigns ? 'and caller_seen_at = ? and listener_seen_at is ?' : ''} returning room_id`
    updateTexts.set(key, text)
  }
  const seen = bySigns ? [call.callerSeenAt, call.listenerSeenAt] : []
  const parameters = [...Object.values(columns), call.roomId, call.version, ...seen]
  return (await db.executeQuery(CompiledQuery.raw(text, parameters))).rows.length === 1
}

/** Carries out many changes one after the other: for SQLite, inside a transaction. @returns for each whether it was */
export async function changeEach(db: Db, asked: readonly CallChange[]): Promise<boolean[]> {
  const carriedOut: boolean[] = []
  for (const one of asked) carriedOut.push(await change(db, one))
  return carriedOut
}

/**
 * Carries out many changes, on PostgreSQL only. Of two of the same call one is carried out.
 * @returns for each whether it was, in their order
 */
export async function changeAll(db: Db, asked: readonly CallChange[]): Promise<boolean[]> {
  const changes = asked.map(({ call, changes }, place) => ({
    ...columnsNow(call, changes),
    place,
    room_id: call.roomId,
    was_version: call.version,
    by_signs: dependsOnSigns(changes),
    caller_was_seen: call.callerSeenAt,
    listener_was_seen: call.listenerSeenAt,
  }))
  const events = asked.flatMap(({ call, events }, place) =>
    events.map((event, nth) => ({
      ...event,
      appid: call.appid,
      data: JSON.stringify(event.data),
      place,
      nth,
    })),
  )
  const rows = await changeCalls(db, [JSON.stringify(changes), JSON.stringify(events)])
  const carriedOut = new Set(rows.map(({ place }) => place))
  return asked.map((_, place) => carriedOut.has(place))
}

/** @throws TypeError for a field that is written once */
function changingColumns(changes: Partial<CallState>): Partial<CallTable> {
  const columns = columnsOfChanges(changes)
  const unknown = Object.keys(columns).find((name) => !(name in CHANGING))
  if (unknown !== undefined) throw new TypeError(`The column ${unknown} of a call does not change.`)
  return columns
}

/** All columns that may change, as they are to be. */
function columnsNow(call: CallState, changes: Partial<CallState>): Record<string, unknown> {
  const all: Partial<CallTable> = { ...columnsOfChanges(call), ...changingColumns(changes) }
  return Object.fromEntries(
    Object.keys(CHANGING).map((name) => {
      const value = all[name as keyof CallTable] ?? null
      // Half a character, as a client may send, has no place in JSON of PostgreSQL.
      return [name, typeof value === 'string' ? value.toWellFormed() : value]
    }),
  )
}

/** Signs of life raise no version: they themselves, and an end, depend on when the sides were last seen. */
function dependsOnSigns(changes: Partial<CallState>): boolean {
  return changes.version === undefined || changes.state === 'ended'
}

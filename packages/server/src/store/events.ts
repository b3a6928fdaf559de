/**
 * Events: appended in the transaction of what they tell, read by their numbers. Numbers have no gaps, and a reader that
 * has read up to one never finds a smaller one later.
 *
 * SQLite's transactions are serial, so an event is numbered when it is written. On PostgreSQL a number taken inside the
 * transaction would make all changes of an app wait for each other's commit; there events are numbered after their
 * commit, many at once, by whoever holds the app's counter.
 */

import { sql } from 'kysely'
import { type Db, hasRowLocks } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import { fixedQuery } from './fixed-query.ts'

export interface NewEvent {
  id: string
  type: string
  /** Milliseconds since 1970. */
  at: number
  /** The person it is about. */
  openid: string | null
  data: object
  /** `traceparent` of what it was written in; absent: nothing is traced. */
  trace?: string
}

/** An event with its number. */
export interface StoredEvent {
  id: string
  number: number
  type: string
  at: number
  openid: string | null
  /** JSON. */
  data: string
  /** `traceparent`; null: it is part of no trace. */
  trace: string | null
}

/** Rows of one insert. */
const ROWS_AT_ONCE = 500
/** Most events that are numbered in one transaction. */
const NUMBERED_AT_ONCE = 1000

const takeNumbers = fixedQuery<{ last: number }>(
  'event_take_numbers',
  `insert into event_counter (appid, last) values ($1, $2)
    on conflict (appid) do update set last = event_counter.last + $2 returning last`,
)
const insertOne = fixedQuery(
  'event_insert',
  `insert into event (id, appid, number, type, at, openid, data, trace) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)
const lockCounter = fixedQuery<{ last: number }>(
  'event_lock_counter',
  'select last from event_counter where appid = $1',
  { lock: true },
)
/** On PostgreSQL only, after `lockCounter`. */
const numberCommitted = fixedQuery<{ count: number }>(
  'event_number',
  `with fresh as materialized (
      select id, row_number() over (order by written) as place from event
      where appid = $1 and number is null order by written limit $2
    ), counter as (
      update event_counter set last = last + (select count(*) from fresh)
      where appid = $1 and exists (select from fresh) returning last
    ), numbered as (
      update event set number = counter.last - (select count(*) from fresh) + fresh.place
      from fresh, counter where event.id = fresh.id returning 1
    )
    select count(*) as count from numbered`,
)
const readAfter = fixedQuery<StoredEvent>(
  'event_read_after',
  `select id, number, type, at, openid, data, trace from event
    where appid = $1 and number is not null and number > $2 order by number limit $3`,
)

/** Writes events of an app. Call it inside the transaction of what they tell. */
export async function append(db: Db, appid: string, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  let number: number | null = null
  if (!numbersAfterCommit(db)) {
    const [taken] = await takeNumbers(db, [appid, events.length])
    number = (taken?.last ?? 0) - events.length + 1
  }
  const rows = events.map(({ data, trace = null, ...event }, index) => ({
    ...event,
    trace,
    appid,
    number: number === null ? null : number + index,
    data: JSON.stringify(data),
  }))
  const [row, ...others] = rows
  if (row && others.length === 0) {
    await insertOne(db, [row.id, row.appid, row.number, row.type, row.at, row.openid, row.data, row.trace])
    return
  }
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await db
      .insertInto('event')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute()
  }
}

/** True where events get their numbers by `giveNumbers`, once their transaction is over. */
export function numbersAfterCommit(db: Db): boolean {
  return hasRowLocks(db)
}

/**
 * Numbers what was committed in an app and has no number. In a transaction of its own, which others that number the
 * same app wait for: so what they committed before they began to wait has a number when they are let in.
 * @returns true when there may be more
 */
export async function giveNumbers(db: Db, appid: string): Promise<boolean> {
  // Two statements, the second of which sees what was committed while the lock was waited for.
  const [[counter], [numbered]] = await Promise.all([
    lockCounter(db, [appid]),
    numberCommitted(db, [appid, NUMBERED_AT_ONCE]),
  ])
  if (counter) return numbered?.count === NUMBERED_AT_ONCE
  await db
    .insertInto('event_counter')
    .values({ appid, last: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return giveNumbers(db, appid)
}

/** Apps with events that have no number yet. */
export async function appsToNumber(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('event').select('appid').distinct().where('number', 'is', null).execute()
  return rows.map(({ appid }) => appid)
}

/** The newest number in each of these apps; those without events are left out. */
export async function newestNumbers(db: Db, appids: readonly string[]): Promise<Map<string, number>> {
  if (appids.length === 0) return new Map()
  const rows = await db.selectFrom('event_counter').selectAll().where('appid', 'in', appids).execute()
  return new Map(rows.map(({ appid, last }) => [appid, last]))
}

/** The number of an event by its id; undefined when it is not kept, or no reader can have seen it. */
export async function numberOf(db: Db, appid: string, id: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('event')
    .select('number')
    .where('id', '=', id)
    .where('appid', '=', appid)
    .executeTakeFirst()
  return row?.number ?? undefined
}

/** The id of the event with this number; undefined when it is not kept. */
export async function idOf(db: Db, appid: string, number: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('event')
    .select('id')
    .where('appid', '=', appid)
    .where('number', '=', number)
    .executeTakeFirst()
  return row?.id
}

/** The number of the last event of an app from before a time; of those that are kept, 0 or the one before them. */
export async function numberBefore(db: Db, appid: string, at: number): Promise<number> {
  const first = await db
    .selectFrom('event')
    .select((eb) => eb.fn.min('number').as('number'))
    .where('appid', '=', appid)
    .where('number', 'is not', null)
    .where('at', '>=', at)
    .executeTakeFirst()
  if (first?.number != null) return first.number - 1
  return (await newestNumbers(db, [appid])).get(appid) ?? 0
}

/** Events of an app whose number is greater, in their order. */
export async function after(db: Db, appid: string, number: number, limit: number): Promise<StoredEvent[]> {
  return readAfter(db, [appid, number, limit])
}

/**
 * Removes events, of every app, of before `before`; the newest of each app stays, so that a reader who has read all can
 * go on from it.
 * @returns how many, at most `limit`
 */
export async function removeBefore(db: Db, before: number, limit: number): Promise<number> {
  const notNewest = sql<boolean>`number < (select last from event_counter where appid = event.appid)`
  return deleteOldest(db, 'event', ['id'], 'at', before, limit, notNewest)
}

/** The type of an event whose person was forgotten: it keeps its number, so that readers go on from it, and says nothing. */
export const ERASED_EVENT = 'event.erased'

/** Makes every event about a person blank. @returns how many */
export async function erasePerson(tx: Db, appid: string, openid: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('event')
    .set({ type: ERASED_EVENT, openid: null, data: '{}' })
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Events about a person from a time on and before another, in their order. */
export async function ofPerson(
  db: Db,
  appid: string,
  openid: string,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<Omit<StoredEvent, 'number' | 'trace'>[]> {
  return db
    .selectFrom('event')
    .select(['id', 'type', 'at', 'openid', 'data'])
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('number')
    .limit(limit)
    .execute()
}

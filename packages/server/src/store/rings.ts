/** Rings of several people. The row of a ring is the lock by which each of its steps is taken once, by whatever node. */

import { sql } from 'kysely'
import type { CallState } from '../rules/call/call-state.ts'
import type { RingLeg, RingState, RingWithLegs } from '../rules/ring/ring-state.ts'
import { callOfRow } from './call-columns.ts'
import { type Db, hasRowLocks } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import type { RingTable } from './schema.ts'

/** The literal that the partial indexes are made with. */
const ENDED = sql.lit('ended' as const)

type NewLeg = Pick<RingLeg, 'openid' | 'name' | 'seconds'>

export async function insert(tx: Db, ring: RingState, people: readonly NewLeg[]): Promise<void> {
  const { ringId, appid } = ring
  await tx
    .insertInto('ring')
    .values({
      ring_id: ringId,
      appid,
      version: ring.version,
      state: ring.state,
      plan: ring.plan,
      model_id: ring.modelId,
      sn: ring.sn,
      caller: JSON.stringify(ring.caller),
      wish: JSON.stringify(ring.wish),
      created_at: ring.createdAt,
      ended_at: ring.endedAt,
      end_reason: ring.endReason,
      answered_room: ring.answeredRoom,
    })
    .execute()
  const none = { room_id: null, refusal: null, refusal_message: null }
  await tx
    .insertInto('ring_leg')
    .values(people.map((person, place) => ({ ring_id: ringId, place, appid, ...person, ...none })))
    .execute()
}

/** A ring of this app with its people, or undefined. */
export async function find(db: Db, appid: string, ringId: string): Promise<RingWithLegs | undefined> {
  const row = await db
    .selectFrom('ring')
    .selectAll()
    .where('ring_id', '=', ringId)
    .where('appid', '=', appid)
    .executeTakeFirst()
  return row && { ring: ringOf(row), legs: await legs(db, ringId) }
}

/** A ring that nobody else changes, nor any of its calls. */
export interface LockedRing extends RingWithLegs {
  /** Those that are open. */
  calls: CallState[]
}

/**
 * Locks a ring, and then its open calls in the order in which everybody locks several, for the rest of the transaction.
 * Lock order everywhere: person, device, ring, busy rows, calls.
 */
export async function lock(tx: Db, appid: string, ringId: string): Promise<LockedRing | undefined> {
  const row = await tx
    .selectFrom('ring')
    .selectAll()
    .where('ring_id', '=', ringId)
    .where('appid', '=', appid)
    .$if(hasRowLocks(tx), (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) return undefined
  const calls = await tx
    .selectFrom('call')
    .selectAll()
    .where('ring_id', '=', ringId)
    .where('state', '!=', ENDED)
    .orderBy('room_id')
    .$if(hasRowLocks(tx), (query) => query.forUpdate())
    .execute()
  return { ring: ringOf(row), calls: calls.map(callOfRow), legs: await legs(tx, ringId) }
}

/** The people of a ring, each with their call as it is now. */
async function legs(db: Db, ringId: string): Promise<RingLeg[]> {
  const rows = await db
    .selectFrom('ring_leg as leg')
    .leftJoin('call', 'call.room_id', 'leg.room_id')
    .where('leg.ring_id', '=', ringId)
    .select(['leg.place', 'leg.openid', 'leg.name', 'leg.seconds', 'leg.room_id'])
    .select(['leg.refusal', 'leg.refusal_message'])
    .select(['call.state', 'call.accepted_at', 'call.end_reason', 'call.end_by', 'call.answered_by'])
    .orderBy('leg.place')
    .execute()
  return rows.map((row) => ({
    place: row.place,
    openid: row.openid,
    name: row.name,
    seconds: row.seconds,
    roomId: row.room_id,
    refusal: row.refusal === null ? null : { code: row.refusal, message: row.refusal_message ?? '' },
    call:
      row.state === null
        ? null
        : {
            state: row.state,
            acceptedAt: row.accepted_at,
            endReason: row.end_reason,
            endBy: row.end_by,
            answeredBy: row.answered_by,
          },
  }))
}

/** The rings that go on, of every app. @param limit most of them */
export async function open(db: Db, limit: number): Promise<{ appid: string; ringId: string }[]> {
  const rows = await db
    .selectFrom('ring')
    .select(['appid', 'ring_id'])
    .where('state', '!=', ENDED)
    .limit(limit)
    .execute()
  return rows.map(({ appid, ring_id }) => ({ appid, ringId: ring_id }))
}

/** The ring of a device that goes on: at most one (C8). */
export async function openOf(
  db: Db,
  appid: string,
  { modelId, sn }: { modelId: string; sn: string },
): Promise<RingWithLegs[]> {
  const rows = await db
    .selectFrom('ring')
    .selectAll()
    .where('appid', '=', appid)
    .where('model_id', '=', modelId)
    .where('sn', '=', sn)
    .where('state', '!=', ENDED)
    .execute()
  return Promise.all(rows.map(async (row) => ({ ring: ringOf(row), legs: await legs(db, row.ring_id) })))
}

/** The call that rings a person. The ring is locked. */
export async function setRoom(tx: Db, ringId: string, place: number, roomId: string): Promise<void> {
  await setLeg(tx, ringId, place, { room_id: roomId })
}

/** Why no call rings a person. The ring is locked. */
export async function setRefusal(
  tx: Db,
  ringId: string,
  place: number,
  { code, message }: { code: string; message: string },
): Promise<void> {
  await setLeg(tx, ringId, place, { refusal: code, refusal_message: message })
}

async function setLeg(
  tx: Db,
  ringId: string,
  place: number,
  change: { room_id: string } | { refusal: string; refusal_message: string },
): Promise<void> {
  await tx
    .updateTable('ring_leg')
    .set(change)
    .where('ring_id', '=', ringId)
    .where('place', '=', place)
    .execute()
  await tx
    .updateTable('ring')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('ring_id', '=', ringId)
    .execute()
}

/** Ends a ring, once. @returns false when it had ended, and nothing was changed */
export async function end(
  tx: Db,
  ringId: string,
  { reason, roomId }: { reason: NonNullable<RingState['endReason']>; roomId: string | null },
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('ring')
    .set((eb) => ({
      state: 'ended' as const,
      version: eb('version', '+', 1),
      ended_at: now,
      end_reason: reason,
      answered_room: roomId,
    }))
    .where('ring_id', '=', ringId)
    .where('state', '!=', ENDED)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Removes rings, of every app, that ended before `before`, with their people. @returns how many, at most `limit` */
export async function removeEndedBefore(db: Db, before: number, limit: number): Promise<number> {
  return deleteOldest(db, 'ring', ['ring_id'], 'ended_at', before, limit, sql`state = ${ENDED}`)
}

/**
 * Takes a person out of every ring, and their name from the calls of the others whom they were quicker than.
 * @returns how many rings
 */
export async function removeAllOf(tx: Db, appid: string, openid: string): Promise<number> {
  const theirs = tx
    .selectFrom('ring_leg as leg')
    .innerJoin('ring', (join) =>
      join.onRef('ring.ring_id', '=', 'leg.ring_id').onRef('ring.answered_room', '=', 'leg.room_id'),
    )
    .where('leg.appid', '=', appid)
    .where('leg.openid', '=', openid)
    .select('leg.ring_id')
  await tx
    .updateTable('call')
    .set({ answered_by: '' })
    .where('ring_id', 'in', theirs)
    .where('answered_by', 'is not', null)
    .execute()
  const { numDeletedRows } = await tx
    .deleteFrom('ring_leg')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

function ringOf(row: RingTable): RingState {
  return {
    ringId: row.ring_id,
    appid: row.appid,
    version: row.version,
    state: row.state,
    plan: row.plan,
    modelId: row.model_id,
    sn: row.sn,
    caller: JSON.parse(row.caller),
    wish: JSON.parse(row.wish),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    answeredRoom: row.answered_room,
  }
}

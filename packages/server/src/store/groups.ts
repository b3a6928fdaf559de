/** Groups of devices. Membership is a column of the device, so that it is in one group at most. */

import type { Selectable } from 'kysely'
import { type Db, hasRowLocks } from './db.ts'
import type { DeviceGroupTable } from './schema.ts'

export type GroupRow = Selectable<DeviceGroupTable>
/** A group with the number of its devices now. */
export type CountedGroup = GroupRow & { device_count: number }

/** Adds the group if there is none of this id. @returns false when there was one, and nothing was changed */
export async function insert(db: Db, row: GroupRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('device_group')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function find(db: Db, appid: string, groupId: string): Promise<CountedGroup | null> {
  const row = await counted(db, appid).where('group_id', '=', groupId).executeTakeFirst()
  return row ?? null
}

/**
 * The group, locked for the rest of the transaction: whoever adds devices holds it, so that the count stays right.
 * Lock it before any device.
 */
export async function lock(tx: Db, appid: string, groupId: string): Promise<GroupRow | null> {
  const row = await tx
    .selectFrom('device_group')
    .selectAll()
    .where('appid', '=', appid)
    .where('group_id', '=', groupId)
    .$if(hasRowLocks(tx), (query) => query.forUpdate())
    .executeTakeFirst()
  return row ?? null
}

/** Of these groups, those that the app has. */
export async function among(db: Db, appid: string, groupIds: string[]): Promise<Set<string>> {
  if (groupIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('device_group')
    .select('group_id')
    .where('appid', '=', appid)
    .where('group_id', 'in', groupIds)
    .execute()
  return new Set(rows.map((row) => row.group_id))
}

/** Groups in the order of their making. @param after key of the last row before: created_at, group_id */
export async function list(
  db: Db,
  appid: string,
  after: [number, string] | null,
  limit: number,
): Promise<CountedGroup[]> {
  let query = counted(db, appid)
  if (after) query = query.where((eb) => eb(eb.refTuple('created_at', 'group_id'), '>', eb.tuple(...after)))
  return query.orderBy('created_at').orderBy('group_id').limit(limit).execute()
}

export async function countMembers(db: Db, appid: string, groupId: string): Promise<number> {
  const { count } = await db
    .selectFrom('device')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('appid', '=', appid)
    .where('group_id', '=', groupId)
    .executeTakeFirstOrThrow()
  return count
}

function counted(db: Db, appid: string) {
  return db
    .selectFrom('device_group')
    .selectAll('device_group')
    .select((eb) =>
      eb
        .selectFrom('device')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('device.appid', '=', 'device_group.appid')
        .whereRef('device.group_id', '=', 'device_group.group_id')
        .$castTo<{ count: number }>()
        .as('device_count'),
    )
    .where('device_group.appid', '=', appid)
    .$castTo<CountedGroup>()
}

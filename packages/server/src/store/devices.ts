/** Devices: their keys, and the group of each. */

import type { DeviceRef } from '@callgrant/protocol'
import type { ExpressionBuilder, Selectable, Updateable } from 'kysely'
import { afterAll } from './after-all.ts'
import { type Db, hasRowLocks } from './db.ts'
import { DeviceMap } from './device-map.ts'
import { fixedQuery } from './fixed-query.ts'
import { idsOf } from './models.ts'
import type { DeviceTable, Tables } from './schema.ts'

export type DeviceRow = Selectable<DeviceTable>
/** The key of a device in its app. */
export interface DeviceKey {
  modelId: string
  sn: string
}

const UNREGISTERED = { group_id: null, public_key: null, registered_at: null, last_seen_at: null }

export async function find(db: Db, appid: string, key: DeviceKey): Promise<DeviceRow | null> {
  const row = await db
    .selectFrom('device')
    .selectAll()
    .where('appid', '=', appid)
    .where('model_id', '=', key.modelId)
    .where('sn', '=', key.sn)
    .executeTakeFirst()
  return row ?? null
}

const deviceLocked = fixedQuery<DeviceRow>(
  'device_locked',
  `select appid, model_id, sn, group_id, public_key, registered_at, last_seen_at, created_at
    from device where appid = $1 and model_id = $2 and sn = $3`,
  { lock: true },
)

/** The device, locked for the rest of the transaction; null when there is none, and then nothing is locked. */
export async function lock(tx: Db, appid: string, key: DeviceKey): Promise<DeviceRow | null> {
  const [row] = await deviceLocked(tx, [appid, key.modelId, key.sn])
  return row ?? null
}

/** Makes the device known, with no key and in no group, if it was not. */
export async function ensure(db: Db, appid: string, key: DeviceKey, at: number): Promise<void> {
  await db
    .insertInto('device')
    .values({ appid, model_id: key.modelId, sn: key.sn, ...UNREGISTERED, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Changes the columns given. @returns the device after, or null when there is none */
export async function update(
  db: Db,
  appid: string,
  key: DeviceKey,
  change: Updateable<Pick<DeviceTable, 'group_id' | 'public_key' | 'registered_at' | 'last_seen_at'>>,
): Promise<DeviceRow | null> {
  const row = await db
    .updateTable('device')
    .set(change)
    .where('appid', '=', appid)
    .where('model_id', '=', key.modelId)
    .where('sn', '=', key.sn)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** What to list. */
export interface DeviceFilter {
  modelId?: string | undefined
  groupId?: string | undefined
  /** How the serial number begins. */
  prefix?: string | undefined
  /** Only those that were seen since, in milliseconds since 1970. */
  seenSince?: number | undefined
}

/** Devices by model and serial. @param after key of the last row before: model_id, sn */
export async function list(
  db: Db,
  appid: string,
  filter: DeviceFilter,
  after: [string, string] | null,
  limit: number,
): Promise<DeviceRow[]> {
  let query = db.selectFrom('device').selectAll().where('appid', '=', appid)
  if (filter.modelId !== undefined) query = query.where('model_id', '=', filter.modelId)
  if (filter.groupId !== undefined) query = query.where('group_id', '=', filter.groupId)
  const { prefix, seenSince } = filter
  if (prefix !== undefined) {
    query = query.where('sn', '>=', prefix).where('sn', '<', afterAll(prefix))
    // An app has few models: by way of them the key serves as index.
    if (filter.modelId === undefined) query = query.where('model_id', 'in', idsOf(db, appid))
  }
  if (seenSince !== undefined) query = query.where('last_seen_at', '>=', seenSince)
  if (after) query = query.where((eb) => eb(eb.refTuple('model_id', 'sn'), '>', eb.tuple(...after)))
  return query.orderBy('model_id').orderBy('sn').limit(limit).execute()
}

/**
 * Locks those of the devices that there are, in one order, so that two transactions cannot wait for each other.
 * @returns the group of each of them, or null
 */
export async function lockAll(
  tx: Db,
  appid: string,
  list: readonly DeviceRef[],
): Promise<DeviceMap<string | null>> {
  const groups = new DeviceMap<string | null>()
  if (list.length === 0) return groups
  const rows = await tx
    .selectFrom('device')
    .select(['model_id', 'sn', 'group_id'])
    .where('appid', '=', appid)
    .where(isAmong(list))
    .orderBy('model_id')
    .orderBy('sn')
    .$if(hasRowLocks(tx), (query) => query.forUpdate())
    .execute()
  for (const row of rows) groups.set(row, row.group_id)
  return groups
}

/** Makes devices known, as `ensure` does, in one order. */
export async function ensureAll(
  db: Db,
  appid: string,
  list: readonly DeviceRef[],
  at: number,
): Promise<void> {
  const refs = [...list].sort((a, b) => order(a.model_id, b.model_id) || order(a.sn, b.sn))
  const rows = refs.map(({ model_id, sn }) => ({ appid, model_id, sn, ...UNREGISTERED, created_at: at }))
  await db
    .insertInto('device')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Puts devices into a group, or with null into none; `lockAll` them first. */
export async function setGroup(
  tx: Db,
  appid: string,
  list: readonly DeviceRef[],
  groupId: string | null,
): Promise<void> {
  if (list.length === 0) return
  await tx
    .updateTable('device')
    .set({ group_id: groupId })
    .where('appid', '=', appid)
    .where(isAmong(list))
    .execute()
}

/** By bytes, as the database orders them. */
const order = (a: string, b: string) => Number(a > b) - Number(a < b)

function isAmong(list: readonly DeviceRef[]) {
  return (eb: ExpressionBuilder<Tables, 'device'>) =>
    eb(
      eb.refTuple('model_id', 'sn'),
      'in',
      list.map(({ model_id, sn }) => eb.tuple(model_id, sn)),
    )
}

/** Notes when the device was last seen, unless that was noted since `before`. */
export async function markSeen(
  db: Db,
  appid: string,
  key: DeviceKey,
  at: number,
  before: number,
): Promise<void> {
  await db
    .updateTable('device')
    .set({ last_seen_at: at })
    .where('appid', '=', appid)
    .where('model_id', '=', key.modelId)
    .where('sn', '=', key.sn)
    .where((eb) => eb.or([eb('last_seen_at', 'is', null), eb('last_seen_at', '<', before)]))
    .execute()
}

/** How many devices the app has. */
export async function count(db: Db, appid: string): Promise<number> {
  const { devices } = await db
    .selectFrom('device')
    .select((eb) => eb.fn.countAll<number>().as('devices'))
    .where('appid', '=', appid)
    .executeTakeFirstOrThrow()
  return Number(devices)
}

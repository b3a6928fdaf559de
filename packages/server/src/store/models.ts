/** Models: the kinds of device that an app has. */

import type { Selectable } from 'kysely'
import type { Db } from './db.ts'
import type { ModelTable } from './schema.ts'

export type ModelRow = Selectable<ModelTable>

/** @returns false when the app has a model with this id already, and nothing was changed */
export async function insert(db: Db, row: ModelRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('model')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function find(db: Db, appid: string, modelId: string): Promise<ModelRow | null> {
  const row = await db
    .selectFrom('model')
    .selectAll()
    .where('appid', '=', appid)
    .where('model_id', '=', modelId)
    .executeTakeFirst()
  return row ?? null
}

/** Of these models, those that the app has. */
export async function among(db: Db, appid: string, modelIds: string[]): Promise<Set<string>> {
  if (modelIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('model')
    .select('model_id')
    .where('appid', '=', appid)
    .where('model_id', 'in', modelIds)
    .execute()
  return new Set(rows.map((row) => row.model_id))
}

/** The device type of each of these models that the app has. */
export async function typesOf(db: Db, appid: string, modelIds: string[]): Promise<Map<string, string>> {
  if (modelIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('model')
    .select(['model_id', 'model_type'])
    .where('appid', '=', appid)
    .where('model_id', 'in', modelIds)
    .execute()
  return new Map(rows.map((row) => [row.model_id, row.model_type]))
}

/** The ids of an app's models, for `in`: by way of them a key that begins with the model serves as index. */
export function idsOf(db: Db, appid: string) {
  return db.selectFrom('model').select('model_id').where('appid', '=', appid)
}

/** Models in the order of their making. @param after key of the last row before: created_at, model_id */
export async function list(
  db: Db,
  appid: string,
  after: [number, string] | null,
  limit: number,
): Promise<ModelRow[]> {
  return db
    .selectFrom('model')
    .selectAll()
    .where('appid', '=', appid)
    .$if(after !== null, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('created_at', 'model_id'), '>', eb.tuple(after?.[0] ?? 0, after?.[1] ?? '')),
      ),
    )
    .orderBy('created_at')
    .orderBy('model_id')
    .limit(limit)
    .execute()
}

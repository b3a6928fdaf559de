/** Apps. */

import type { Selectable, Updateable } from 'kysely'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'
import type { AppTable } from './schema.ts'

export type AppRow = Selectable<AppTable>

/** @returns false when an app has this appid already, and nothing was changed */
export async function insert(db: Db, row: AppRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('app')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

const appById = fixedQuery<AppRow>(
  'app_by_id',
  `select appid, name, secret_hash, calling, ring_timeout_seconds, early_setup, preview, oidc_issuers, origins,
      message_push, created_at
    from app where appid = $1`,
)

export async function find(db: Db, appid: string): Promise<AppRow | null> {
  const [row] = await appById(db, [appid])
  return row ?? null
}

const appWithSecret = fixedQuery(
  'app_with_secret_locked',
  'select appid from app where appid = $1 and secret_hash = $2',
  { lock: true },
)

/**
 * Locks the app for the rest of the transaction, if this is its secret now; a change of it under way is waited for.
 * @returns false when the secret was replaced, and nothing was locked
 */
export async function lockWithSecret(tx: Db, appid: string, secretHash: string): Promise<boolean> {
  return (await appWithSecret(tx, [appid, secretHash])).length === 1
}

const withOrigins = fixedQuery<Pick<AppRow, 'appid' | 'origins'>>(
  'apps_with_origins',
  `select appid, origins from app where origins != '[]'`,
)

/** Apps with an origin in their list. */
export async function ofOrigin(db: Db, origin: string): Promise<string[]> {
  const rows = await withOrigins(db, [])
  return rows.flatMap(({ appid, origins }) => {
    return (JSON.parse(origins) as string[]).includes(origin) ? [appid] : []
  })
}

/** What a call takes from its app and from the model of its device; without such a model, a null. */
export type CallTerms = Pick<
  AppRow,
  'calling' | 'ring_timeout_seconds' | 'early_setup' | 'preview' | 'message_push'
> & {
  model_type: string | null
  model_type_en: string | null
  model_type_zh: string | null
}

const termsOfCall = fixedQuery<CallTerms>(
  'call_terms',
  `select app.calling, app.ring_timeout_seconds, app.early_setup, app.preview, app.message_push, model.model_type,
      model.model_type_en, model.model_type_zh
    from app left join model on model.appid = app.appid and model.model_id = $2
    where app.appid = $1`,
)

/** @returns null when there is no such app */
export async function callTerms(db: Db, appid: string, modelId: string): Promise<CallTerms | null> {
  const [row] = await termsOfCall(db, [appid, modelId])
  return row ?? null
}

/** Changes the columns given. @returns the app after, or null when there is none */
export async function update(
  db: Db,
  appid: string,
  change: Updateable<Omit<AppTable, 'appid' | 'created_at'>>,
): Promise<AppRow | null> {
  const row = await db
    .updateTable('app')
    .set(change)
    .where('appid', '=', appid)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Apps in the order of their making. @param after key of the last row before: created_at, appid */
export async function list(db: Db, after: [number, string] | null, limit: number): Promise<AppRow[]> {
  return db
    .selectFrom('app')
    .selectAll()
    .$if(after !== null, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('created_at', 'appid'), '>', eb.tuple(after?.[0] ?? 0, after?.[1] ?? '')),
      ),
    )
    .orderBy('created_at')
    .orderBy('appid')
    .limit(limit)
    .execute()
}

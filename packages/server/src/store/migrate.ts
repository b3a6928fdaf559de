/** Brings the tables up to date. Several nodes may start at once: on PostgreSQL the migrator takes a lock. */

import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { up as firstTables } from './migrations/0001-first-tables.ts'
import { up as accessTokens } from './migrations/0002-access-tokens.ts'
import { up as messagePush } from './migrations/0003-message-push.ts'
import { up as wechatLedger } from './migrations/0004-wechat-ledger.ts'
import type { Tables } from './schema.ts'

/** By name, in order; a published one is never changed, only followed by another. */
const MIGRATIONS = {
  '0001-first-tables': { up: firstTables },
  '0002-access-tokens': { up: accessTokens },
  '0003-message-push': { up: messagePush },
  '0004-wechat-ledger': { up: wechatLedger },
}

/** @throws what the database answered, after which nothing is half done: each run is one transaction */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await migratorOf(db).migrateToLatest()
  if (error !== undefined) throw error
}

/** Names of the migrations that the next start would run. Changes nothing. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<string[]> {
  const migrations = await migratorOf(db).getMigrations()
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}

function migratorOf(db: Kysely<Tables>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
}

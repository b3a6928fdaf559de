/** Brings the tables up to date. Several nodes may start at once: on PostgreSQL the migrator takes a lock. */

import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { up as firstTables } from './migrations/0001-first-tables.ts'
import { up as accessTokens } from './migrations/0002-access-tokens.ts'
import { up as messagePush } from './migrations/0003-message-push.ts'
import { up as wechatLedger } from './migrations/0004-wechat-ledger.ts'
import { up as limits } from './migrations/0005-limits.ts'
import { up as earlySetup } from './migrations/0006-early-setup.ts'
import { up as modelTypes } from './migrations/0007-model-types.ts'
import { up as listenerOffline } from './migrations/0008-listener-offline.ts'
import { up as callQuality } from './migrations/0009-call-quality.ts'
import type { Tables } from './schema.ts'

/** By name, in order; a published one is never changed, only followed by another. */
const MIGRATIONS = {
  '0001-first-tables': { up: firstTables },
  '0002-access-tokens': { up: accessTokens },
  '0003-message-push': { up: messagePush },
  '0004-wechat-ledger': { up: wechatLedger },
  '0005-limits': { up: limits },
  '0006-early-setup': { up: earlySetup },
  '0007-model-types': { up: modelTypes },
  '0008-listener-offline': { up: listenerOffline },
  '0009-call-quality': { up: callQuality },
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

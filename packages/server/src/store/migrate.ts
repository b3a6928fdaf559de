/** Brings the tables up to date. Several nodes may start at once, also behind a pooler: one does it, the others wait. */

import { type Kysely, sql, type Transaction } from 'kysely'
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration'
import { hasRowLocks } from './db.ts'
import { isLockTimeout, mayRunAgain } from './failures.ts'
import { up as firstTables } from './migrations/0001-first-tables.ts'
import { up as accessTokens } from './migrations/0002-access-tokens.ts'
import { up as messagePush } from './migrations/0003-message-push.ts'
import { up as wechatLedger } from './migrations/0004-wechat-ledger.ts'
import { up as limits } from './migrations/0005-limits.ts'
import { up as earlySetup } from './migrations/0006-early-setup.ts'
import { up as modelTypes } from './migrations/0007-model-types.ts'
import { up as listenerOffline } from './migrations/0008-listener-offline.ts'
import { up as callQuality } from './migrations/0009-call-quality.ts'
import { up as events } from './migrations/0010-events.ts'
import { up as consentChain } from './migrations/0011-consent-chain.ts'
import { up as webhooks } from './migrations/0012-webhooks.ts'
import { up as eventsByPerson } from './migrations/0013-events-by-person.ts'
import { up as console } from './migrations/0014-console.ts'
import { up as refusedRings } from './migrations/0015-refused-rings.ts'
import { up as eventTrace } from './migrations/0016-event-trace.ts'
import { up as push } from './migrations/0017-push.ts'
import { up as rings } from './migrations/0019-rings.ts'
import { up as yesBut } from './migrations/0020-yes-but.ts'
import { up as appOrigins } from './migrations/0022-app-origins.ts'
import { up as lists } from './migrations/0023-lists.ts'
import { up as missedCalls } from './migrations/0025-missed-calls.ts'
import { up as readByIndex } from './migrations/0026-read-by-index.ts'
import { runAgain } from './run-again.ts'
import type { Tables } from './schema.ts'

/** Of PostgreSQL's advisory locks, the one that is ours. */
const LOCK_ID = 71_002_027
/** How long a table is waited for, and with it all who want that table. Shorter than PostgreSQL's look for deadlocks. */
const TABLE_WAIT_MS = 500
const ATTEMPTS = 100

/**
 * By name, in order; a published one is never changed, only followed by another. One only adds: nodes of the version
 * before go on writing while a newer one comes in. What nobody uses any more is removed one release later.
 */
export const MIGRATIONS = {
  '0001-first-tables': { up: firstTables },
  '0002-access-tokens': { up: accessTokens },
  '0003-message-push': { up: messagePush },
  '0004-wechat-ledger': { up: wechatLedger },
  '0005-limits': { up: limits },
  '0006-early-setup': { up: earlySetup },
  '0007-model-types': { up: modelTypes },
  '0008-listener-offline': { up: listenerOffline },
  '0009-call-quality': { up: callQuality },
  '0010-events': { up: events },
  '0011-consent-chain': { up: consentChain },
  '0012-webhooks': { up: webhooks },
  '0013-events-by-person': { up: eventsByPerson },
  '0014-console': { up: console },
  '0015-refused-rings': { up: refusedRings },
  '0016-event-trace': { up: eventTrace },
  '0017-push': { up: push },
  '0019-rings': { up: rings },
  '0020-yes-but': { up: yesBut },
  '0022-app-origins': { up: appOrigins },
  '0023-lists': { up: lists },
  '0025-missed-calls': { up: missedCalls },
  '0026-read-by-index': { up: readByIndex },
}

type Migrations = Record<string, Migration>

/**
 * Does nothing where nothing is missing, so that a node of the version before may start beside newer ones.
 * @throws what the database answered, after which nothing is half done: each migration is one transaction on PostgreSQL, and all
 *   that are missing are one on SQLite, which nobody else writes to
 */
export async function migrate(db: Kysely<Tables>, migrations: Migrations = MIGRATIONS): Promise<void> {
  // Nodes of the version before go on writing, and may hold a table that this waits for while they wait for one that it
  // has. It is this that gives way, and tries again.
  const patience = {
    attempts: ATTEMPTS,
    may: (error: unknown) => mayRunAgain(error) || isLockTimeout(error),
  }
  const missing = await pendingMigrations(db, migrations)
  if (missing.length === 0) return
  if (!hasRowLocks(db)) {
    await db
      .transaction()
      .execute(async (tx) => requireDone(await migratorOf(tx, migrations).migrateToLatest()))
    return
  }
  for (const _ of missing) {
    await runAgain(() => db.transaction().execute((tx) => migrateUp(tx, migrations)), patience)
  }
}

/** On PostgreSQL: the next one that is missing, if another node has not been quicker. */
async function migrateUp(tx: Transaction<Tables>, migrations: Migrations): Promise<void> {
  // Until the end of the transaction. A lock of the session would be left behind on a pooler's connection.
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK_ID)})`.execute(tx)
  await sql`set local lock_timeout = ${sql.lit(TABLE_WAIT_MS)}`.execute(tx)
  requireDone(await migratorOf(tx, migrations).migrateUp())
}

function requireDone({ error }: MigrationResultSet): void {
  if (error !== undefined) throw error
}

/** Names of the migrations that the next start would run. Changes nothing. */
export async function pendingMigrations(
  db: Kysely<Tables>,
  migrations: Migrations = MIGRATIONS,
): Promise<string[]> {
  const all = await migratorOf(db, migrations).getMigrations()
  return all.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}

function migratorOf(db: Kysely<Tables>, migrations: Migrations): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations } })
}

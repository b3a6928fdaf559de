/** The tables as functions, which acts, routes and metrics use. They never see the database itself. */

import * as accessTokens from './access-tokens.ts'
import * as allowances from './allowances.ts'
import * as apps from './apps.ts'
import * as consent from './authorizations.ts'
import * as callChanges from './call-changes.ts'
import * as calls from './calls.ts'
import * as checks from './checks.ts'
import * as chains from './consent-chains.ts'
import * as audit from './console-audit.ts'
import * as consoleSessions from './console-sessions.ts'
import type { Db } from './db.ts'
import * as deliveries from './deliveries.ts'
import * as devices from './devices.ts'
import * as events from './events.ts'
import * as groups from './groups.ts'
import * as missedCalls from './missed-calls.ts'
import * as models from './models.ts'
import * as people from './people.ts'
import * as pushes from './push-subscriptions.ts'
import * as records from './records.ts'
import * as rings from './rings.ts'
import * as stats from './stats.ts'
import * as usedTokens from './used-tokens.ts'
import * as webhooks from './webhooks.ts'
import * as ledger from './wechat-authorizations.ts'

const MODULES = {
  accessTokens,
  allowances,
  apps,
  audit,
  callChanges,
  calls,
  chains,
  checks,
  consent,
  consoleSessions,
  deliveries,
  devices,
  events,
  groups,
  ledger,
  missedCalls,
  models,
  people,
  pushes,
  records,
  rings,
  stats,
  usedTokens,
  webhooks,
}
type Modules = typeof MODULES

/** A module of queries without their first parameter, the database. */
type Bound<Module> = {
  [Name in keyof Module as Module[Name] extends (db: Db, ...rest: never[]) => unknown
    ? Name
    : never]: Module[Name] extends (db: Db, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never
}

/** One repository a table; inside `Store.write` all of them work in its transaction. */
export type Repositories = { readonly [Name in keyof Modules]: Bound<Modules[Name]> }

const databases = new WeakMap<Repositories, Db>()

/** The database, or the transaction, that these repositories work on: for tests of the store itself. */
export function databaseOf(repositories: Repositories): Db {
  const db = databases.get(repositories)
  if (!db) throw new TypeError('These repositories were not made by repositoriesOf.')
  return db
}

/** @param db the database, or a transaction of it */
export function repositoriesOf(db: Db): Repositories {
  const made: Partial<Record<keyof Modules, unknown>> = {}
  const repositories = {}
  for (const name of Object.keys(MODULES) as (keyof Modules)[]) {
    Object.defineProperty(repositories, name, {
      enumerable: true,
      // Most transactions use two or three of them.
      get: () => {
        made[name] ??= bind(MODULES[name], db)
        return made[name]
      },
    })
  }
  databases.set(repositories as Repositories, db)
  return repositories as Repositories
}

type Query = (db: Db, ...rest: unknown[]) => unknown
// Looked up once: this is done for each transaction.
const QUERIES = new Map<object, [string, Query][]>(
  Object.values(MODULES).map((module) => [module, Object.entries(module) as unknown as [string, Query][]]),
)

function bind(module: object, db: Db): object {
  const bound: Record<string, (...rest: unknown[]) => unknown> = {}
  for (const [name, query] of QUERIES.get(module) ?? []) bound[name] = (...rest) => query(db, ...rest)
  return bound
}

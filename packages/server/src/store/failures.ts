/** Tells "the database is not available" from "the query is wrong", for both databases. */

import { CallgrantError } from '@callgrant/protocol/errors'

/** SQLite's primary result codes that mean: not now, not this query's fault. */
const SQLITE_AWAY = new Set([
  5 /* busy */, 6 /* locked */, 8 /* read-only */, 10 /* I/O */, 13 /* full */, 14,
])

/** PostgreSQL's SQLSTATE codes and classes that mean the same, and Node's codes of a connection that failed. */
const POSTGRES_AWAY =
  /^(08...|53...|57P0[1-5]|57014|55P03|25P03|58...|25006|3D000|28...|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)$/
/** `pg`'s own errors of a connection have neither a code nor a class, so only their text tells them apart. */
const POSTGRES_AWAY_WORDS =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|connection error and is not queryable|client was closed|not queryable|connection ended/i

/** Serialization failure and deadlock: the whole transaction may run again. */
const AGAIN = new Set(['40001', '40P01'])

/** The statement is not prepared on this connection, or is already: a pooler has changed the connection in between. */
const NOT_AS_PREPARED = new Set(['26000', '42P05'])

/** True for an error after which the same transaction, run again from its start, may well succeed. */
export function mayRunAgain(error: unknown): boolean {
  return AGAIN.has(codeOf(error) ?? '') || isNotAsPrepared(error)
}

/** True when another transaction held a lock for longer than it was to be waited for. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03' || (error instanceof CallgrantError && codeOf(error.cause) === '55P03')
}

/** True when a prepared statement is not there, or is there twice: statements cannot be kept prepared here. */
export function isNotAsPrepared(error: unknown): boolean {
  return NOT_AS_PREPARED.has(codeOf(error) ?? '')
}

/** True when PgBouncer refused a connection for a setting that was given at its start. */
export function isRefusedSetting(error: unknown): boolean {
  return codeOf(error) === '08P01' && /startup parameter/.test((error as Error).message)
}

/** True when the store could not be reached or could not take the work just now. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isAway)
  const code = codeOf(error)
  if (code === 'ERR_SQLITE_ERROR') {
    return 'errcode' in error && typeof error.errcode === 'number' && SQLITE_AWAY.has(error.errcode & 0xff)
  }
  return (code !== undefined && POSTGRES_AWAY.test(code)) || POSTGRES_AWAY_WORDS.test(error.message)
}

/** The error that the store throws for `error`: `unavailable` when the database is away, else the error itself. */
export function asStoreError(error: unknown): unknown {
  return isAway(error) ? new CallgrantError('unavailable', { cause: error }) : error
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The ledger of what WeChat reported (B5): its rows, and when the newest list of a person was requested. */

import { type Subject, subjectKey } from '../rules/consent/subject.ts'
import type { LedgerEntry } from '../rules/ledger.ts'
import { type Db, hasRowLocks } from './db.ts'
import type { WechatAuthorizationTable } from './schema.ts'
import { subjectColumns, subjectOfRow } from './subject-columns.ts'
import { type SubjectFilter, subjectPage } from './subject-page.ts'

export type LedgerRow = WechatAuthorizationTable
interface Person {
  appid: string
  openid: string
}

/** Rows of one insert: SQLite takes 32,766 values in a statement, a row has 11. */
const ROWS_AT_ONCE = 500

/**
 * Locks the person's part of the ledger for the rest of the transaction, so that reports that come at once are taken
 * one after the other. The same lock as that of consent: one row, and nothing is locked after it.
 * @returns when the newest list was asked for, null when there was none; undefined when there is no such person
 */
export async function lock(tx: Db, appid: string, openid: string): Promise<number | null | undefined> {
  const row = await tx
    .selectFrom('person')
    .select('wechat_listed_at')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .$if(hasRowLocks(tx), (query) => query.forUpdate())
    .executeTakeFirst()
  return row?.wechat_listed_at
}

/**
 * Notes that a list was taken, unless a newer one was; the person stays locked for the rest of the transaction.
 * @returns false when there is a newer one, and nothing was changed
 */
export async function noteList(tx: Db, appid: string, openid: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('person')
    .set({ wechat_listed_at: at })
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where((eb) => eb.or([eb('wechat_listed_at', 'is', null), eb('wechat_listed_at', '<=', at)]))
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** What is known of one person and one device or group, or null. */
export async function find(db: Db, { appid, openid }: Person, subject: Subject): Promise<LedgerEntry | null> {
  const row = await db
    .selectFrom('wechat_authorization')
    .selectAll()
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where('subject', '=', subjectKey(subject))
    .executeTakeFirst()
  return row ? entryOfRow(row) : null
}

/** All that is known of one person. */
export async function ofPerson(db: Db, { appid, openid }: Person): Promise<LedgerEntry[]> {
  const rows = await db
    .selectFrom('wechat_authorization')
    .selectAll()
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .orderBy('subject')
    .execute()
  return rows.map(entryOfRow)
}

export async function count(db: Db, appid: string, openid: string): Promise<number> {
  const { count } = await db
    .selectFrom('wechat_authorization')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirstOrThrow()
  return count
}

/** Writes entries, each one over what is older; what is newer stays, whoever else writes just now. */
export async function put(db: Db, person: Person, entries: LedgerEntry[]): Promise<void> {
  const rows = entries.map((entry) => rowOfEntry(person, entry))
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await db
      .insertInto('wechat_authorization')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict
          .columns(['appid', 'openid', 'subject'])
          .doUpdateSet((eb) => ({
            status: eb.ref('excluded.status'),
            known_by: eb.ref('excluded.known_by'),
            observed_at: eb.ref('excluded.observed_at'),
            changed_at: eb.ref('excluded.changed_at'),
          }))
          .whereRef('wechat_authorization.observed_at', '<=', 'excluded.observed_at'),
      )
      .execute()
  }
}

/** Removes what is known of these devices and groups, unless it was observed after `at`. */
export async function remove(db: Db, person: Person, subjects: Subject[], at: number): Promise<void> {
  if (subjects.length === 0) return
  await db
    .deleteFrom('wechat_authorization')
    .where('appid', '=', person.appid)
    .where('openid', '=', person.openid)
    .where('subject', 'in', subjects.map(subjectKey))
    .where('observed_at', '<=', at)
    .execute()
}

/** The app's rows by person and subject. @param after key of the last row before: openid, subject */
export async function list(
  db: Db,
  appid: string,
  filter: SubjectFilter,
  after: [string, string] | null,
  limit: number,
): Promise<LedgerRow[]> {
  const page = db
    .selectFrom('wechat_authorization')
    .selectAll()
    .where(subjectPage(appid, filter, after))
  return page.orderBy('openid').orderBy('subject').limit(limit).execute()
}

function entryOfRow(row: LedgerRow): LedgerEntry {
  return {
    subject: subjectOfRow(row),
    status: row.status === 1 ? 1 : 0,
    knownBy: row.known_by,
    observedAt: row.observed_at,
    changedAt: row.changed_at,
  }
}

function rowOfEntry({ appid, openid }: Person, entry: LedgerEntry): LedgerRow {
  return {
    appid,
    openid,
    ...subjectColumns(entry.subject),
    status: entry.status,
    known_by: entry.knownBy,
    observed_at: entry.observedAt,
    changed_at: entry.changedAt,
  }
}

/** Removes every entry of one person. @returns how many */
export async function removeAllOf(tx: Db, appid: string, openid: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('wechat_authorization')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

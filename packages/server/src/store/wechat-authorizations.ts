/** The ledger of what WeChat knows (B5): its rows, and when a person's newest list was asked for. */

import { type Db, hasRowLocks } from './db.ts'
import type { WechatAuthorizationTable } from './schema.ts'
import { type SubjectFilter, subjectPage } from './subject-page.ts'

type Row = WechatAuthorizationTable

/** Rows of one insert: SQLite takes 32,766 values in a statement, a row has 11. */
const ROWS_AT_ONCE = 500

/**
 * Locks the person's part of the ledger for the rest of the transaction, so that reports that come at once are taken
 * one after the other. The same lock as that of consent: one row, and nothing is locked after it.
 * @returns when the newest list was asked for, null when there was none; undefined when there is no such person
 */
export async function lockLedger(tx: Db, appid: string, openid: string): Promise<number | null | undefined> {
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

/** The row of one person and one device or group, or null. */
export async function findWechatAuthorization(
  db: Db,
  key: Pick<Row, 'appid' | 'openid' | 'subject'>,
): Promise<Row | null> {
  const row = await db
    .selectFrom('wechat_authorization')
    .selectAll()
    .where('appid', '=', key.appid)
    .where('openid', '=', key.openid)
    .where('subject', '=', key.subject)
    .executeTakeFirst()
  return row ?? null
}

/** Every row of one person. */
export async function wechatAuthorizationsOf(db: Db, appid: string, openid: string): Promise<Row[]> {
  return db
    .selectFrom('wechat_authorization')
    .selectAll()
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .orderBy('subject')
    .execute()
}

export async function countWechatAuthorizations(db: Db, appid: string, openid: string): Promise<number> {
  const { count } = await db
    .selectFrom('wechat_authorization')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirstOrThrow()
  return count
}

/** Writes rows, each one over what is older; what is newer stays, whoever else writes just now. */
export async function putWechatAuthorizations(db: Db, rows: Row[]): Promise<void> {
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

/** Takes out those of a person's rows that were not seen after `at`. */
export async function deleteWechatAuthorizations(
  db: Db,
  person: { appid: string; openid: string },
  subjects: string[],
  at: number,
): Promise<void> {
  if (subjects.length === 0) return
  await db
    .deleteFrom('wechat_authorization')
    .where('appid', '=', person.appid)
    .where('openid', '=', person.openid)
    .where('subject', 'in', subjects)
    .where('observed_at', '<=', at)
    .execute()
}

/** The app's rows by person and subject. @param after key of the last row before: openid, subject */
export async function readWechatAuthorizations(
  db: Db,
  appid: string,
  filter: SubjectFilter,
  after: [string, string] | null,
  limit: number,
): Promise<Row[]> {
  const page = db
    .selectFrom('wechat_authorization')
    .selectAll()
    .where(subjectPage(appid, filter, after))
  return page.orderBy('openid').orderBy('subject').limit(limit).execute()
}

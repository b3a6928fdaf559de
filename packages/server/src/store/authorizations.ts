/** Authorizations, and the query that decides whether a device may ring a person. */

import { type Selectable, sql } from 'kysely'
import {
  decideEffective,
  type Effective,
  type Facts,
  isAllowed,
} from '../rules/consent/effective-authorization.ts'
import { type Subject, subjectKey } from '../rules/consent/subject.ts'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'
import type { AuthorizationTable } from './schema.ts'
import { type SubjectFilter, subjectPage } from './subject-page.ts'

export type AuthorizationRow = Selectable<AuthorizationTable>
export type EffectiveAuthorization = Effective<AuthorizationRow>

/** A row that may decide, or nulls where there is none, beside the group that the device is in now. */
type Joined = { group_now: string | null } & (AuthorizationRow | { [K in keyof AuthorizationRow]: null })

/** The device's group, or null, is always one row; beside it stand the rows that can decide: none, one or two. */
const consentOf = fixedQuery<Joined>(
  'consent_of',
  `select here.group_now, found.appid, found.openid, found.subject, found.kind, found.model_id, found.sn,
      found.group_id, found.status, found.display_name, found.created_at, found.updated_at
    from (
      select (select group_id from device where appid = $1 and model_id = $2 and sn = $3) as group_now
    ) as here
    left join "authorization" as found
      on found.appid = $1 and found.openid = $4 and found.subject in ($5, 'g:' || here.group_now)`,
)

/** What is known of this device and this person, but for the words of a refusal: one query. */
async function readConsent(
  db: Db,
  appid: string,
  openid: string,
  modelId: string,
  sn: string,
): Promise<Omit<Facts<AuthorizationRow>, 'elsewhere'>> {
  const own = subjectKey({ kind: 'device', modelId, sn })
  const rows = await consentOf(db, [appid, modelId, sn, openid, own])
  let device: AuthorizationRow | null = null
  let group: AuthorizationRow | null = null
  for (const { group_now: _, ...row } of rows) {
    if (row.subject === null) continue
    // A left join's columns are all there once its key is.
    if (row.subject === own) device = row as AuthorizationRow
    else group = row as AuthorizationRow
  }
  return { sn, groupId: rows[0]?.group_now ?? null, device, group }
}

/**
 * May this device ring this person now, and which row says so (A5, A6)? Reads the device's group at this moment.
 * Inside a transaction that places a call, lock the person and the device first (A7).
 */
export async function effective(
  db: Db,
  appid: string,
  openid: string,
  modelId: string,
  sn: string,
): Promise<EffectiveAuthorization> {
  const facts = await readConsent(db, appid, openid, modelId, sn)
  const { device, group, groupId } = facts
  const elsewhere = device || group ? null : await otherAuthorizedGroup(db, appid, openid, groupId)
  return decideEffective({ ...facts, elsewhere })
}

/** The same in yes or no, without the second query that the words of a refusal may take. */
export async function mayRing(
  db: Db,
  appid: string,
  openid: string,
  modelId: string,
  sn: string,
): Promise<boolean> {
  const facts = await readConsent(db, appid, openid, modelId, sn)
  return isAllowed(facts)
}

/** A group that the person authorized, other than the device's own: for the words of a refusal. */
async function otherAuthorizedGroup(
  db: Db,
  appid: string,
  openid: string,
  groupId: string | null,
): Promise<string | null> {
  const row = await db
    .selectFrom('authorization')
    .select('group_id')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where('kind', '=', 'group')
    .where('status', '=', 1)
    .$if(groupId !== null, (query) => query.where('group_id', '!=', groupId))
    .orderBy('updated_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.group_id ?? null
}

/** The row of one person and one device or group, or null: "none". */
export async function find(
  db: Db,
  appid: string,
  openid: string,
  subject: Subject,
): Promise<AuthorizationRow | null> {
  const row = await db
    .selectFrom('authorization')
    .selectAll()
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where('subject', '=', subjectKey(subject))
    .executeTakeFirst()
  return row ?? null
}

/** Adds the row if there is none. @returns false when there was one, and nothing was changed */
export async function insert(db: Db, row: AuthorizationRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('authorization')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Sets the switch of a row. */
export async function setStatus(
  db: Db,
  row: Pick<AuthorizationRow, 'appid' | 'openid' | 'subject'>,
  status: 0 | 1,
  at: number,
): Promise<void> {
  await db
    .updateTable('authorization')
    .set({ status, updated_at: at })
    .where('appid', '=', row.appid)
    .where('openid', '=', row.openid)
    .where('subject', '=', row.subject)
    .execute()
}

/** Every row of one person, oldest first. */
export async function ofPerson(db: Db, appid: string, openid: string): Promise<AuthorizationRow[]> {
  return db
    .selectFrom('authorization')
    .selectAll()
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .orderBy('created_at')
    .orderBy('subject')
    .execute()
}

/** Removes every row of one person. @returns how many */
export async function removeAllOf(db: Db, appid: string, openid: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('authorization')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** The app's rows by person and subject (B1). @param after key of the last row before: openid, subject */
export async function list(
  db: Db,
  appid: string,
  filter: SubjectFilter,
  after: [string, string] | null,
  limit: number,
): Promise<AuthorizationRow[]> {
  const page = db
    .selectFrom('authorization')
    .selectAll()
    .where(subjectPage(appid, filter, after))
  return page.orderBy('openid').orderBy('subject').limit(limit).execute()
}

/** Of these people, those whom this device may ring now (A5, A6, A15). @param openids each well-formed, at most 200 */
export async function allowedAmong(
  db: Db,
  appid: string,
  openids: string[],
  modelId: string,
  sn: string,
): Promise<Set<string>> {
  if (openids.length === 0) return new Set()
  const own = subjectKey({ kind: 'device', modelId, sn })
  const rows = await db
    .selectFrom('authorization')
    .select(['openid', 'subject', 'status'])
    .where('appid', '=', appid)
    .where('openid', 'in', openids)
    .where((eb) =>
      eb('subject', 'in', [
        eb.val(own),
        sql<string>`'g:' || ${eb
          .selectFrom('device')
          .select('device.group_id')
          .where('appid', '=', appid)
          .where('model_id', '=', modelId)
          .where('sn', '=', sn)}`,
      ]),
    )
    .execute()
  const device = new Map<string, { status: number }>()
  const group = new Map<string, { status: number }>()
  for (const row of rows) (row.subject === own ? device : group).set(row.openid, row)
  return new Set(
    openids.filter((openid) =>
      isAllowed({ device: device.get(openid) ?? null, group: group.get(openid) ?? null }),
    ),
  )
}

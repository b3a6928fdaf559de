/** Authorizations, and the query that decides whether a device may ring a person. */

import { type ExpressionBuilder, type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import {
  decideEffective,
  type Effective,
  type Facts,
  isAllowed,
  isStillAllowed,
} from '../rules/consent/effective-authorization.ts'
import { type Standing, standing } from '../rules/consent/limit.ts'
import { type Subject, subjectKey } from '../rules/consent/subject.ts'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'
import type { AuthorizationTable, Tables } from './schema.ts'
import { type SubjectFilter, subjectPage } from './subject-page.ts'

export type AuthorizationRow = Selectable<AuthorizationTable>
export type EffectiveAuthorization = Effective<AuthorizationRow>

/** A row that may decide, or nulls where there is none, beside the group that the device is in now. */
type Joined = { group_now: string | null } & (AuthorizationRow | { [K in keyof AuthorizationRow]: null })

/** The device's group, or null, is always one row; beside it stand the rows that can decide: none, one or two. */
const consentOf = fixedQuery<Joined>(
  'consent_of',
  `select here.group_now, found.appid, found.openid, found.subject, found.kind, found.model_id, found.sn,
      found.group_id, found.status, found.display_name, found.created_at, found.updated_at,
      found.ends_at, found.rings_left, found.urgent, found.quiet
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
 * @param clock read once the rows are there, which may be after a wait for their locks: so that what ran out meanwhile has
 */
export async function effective(
  db: Db,
  appid: string,
  openid: string,
  modelId: string,
  sn: string,
  clock: () => number,
): Promise<EffectiveAuthorization> {
  const facts = await readConsent(db, appid, openid, modelId, sn)
  const now = clock()
  const { device, group, groupId } = facts
  const decides = standing(device, now) ?? standing(group, now)
  const elsewhere = decides ? null : await otherAuthorizedGroup(db, appid, openid, groupId, now)
  return decideEffective({ ...facts, elsewhere }, now)
}

/**
 * Whether a call that was placed at `placedAt` still has the consent that it was placed with (A7), without the second query that
 * the words of a refusal may take.
 */
export async function stillAllows(
  db: Db,
  appid: string,
  openid: string,
  modelId: string,
  sn: string,
  placedAt: number,
): Promise<boolean> {
  return isStillAllowed(await readConsent(db, appid, openid, modelId, sn), placedAt)
}

/**
 * Takes one ring of what was allowed for a number of them (Y4), in one conditional write; with the last one it has run out.
 * @returns false when none was left, and nothing was changed
 */
export async function takeRing(
  db: Db,
  row: Pick<AuthorizationRow, 'appid' | 'openid' | 'subject'>,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('authorization')
    .set((eb) => ({
      rings_left: eb('rings_left', '-', 1),
      // The first moment of which it does not hold.
      ends_at: eb
        .case()
        .when('rings_left', '=', 1)
        .then(now + 1)
        .else(eb.ref('ends_at'))
        .end(),
    }))
    .where(keyOf(row))
    .where('status', '=', 1)
    .where('rings_left', '>', 0)
    .where((eb) => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', now)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Rows, of every app, that ran out and of which that is not noted yet. @param now milliseconds since 1970 */
export async function runOut(db: Db, now: number, limit: number): Promise<AuthorizationRow[]> {
  return (
    db
      .selectFrom('authorization')
      .selectAll()
      // The literal that the partial index is made with.
      .where(sql<boolean>`status = ${sql.lit(1)}`)
      .where('ends_at', '<=', now)
      .orderBy('ends_at')
      .limit(limit)
      .execute()
  )
}

/**
 * Notes that a row ran out, in one conditional write: once, whatever nodes find it. What is left of it refuses, for nodes of
 * the version before.
 * @returns false when it has not run out, or that was noted before
 */
export async function noteRunOut(db: Db, row: AuthorizationRow, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('authorization')
    .set((eb) => ({ status: 0, rings_left: 0, updated_at: eb.fn.coalesce('ends_at', 'updated_at') }))
    .where(keyOf(row))
    .where('status', '=', 1)
    .where('ends_at', '<=', now)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

function keyOf({ appid, openid, subject }: Pick<AuthorizationRow, 'appid' | 'openid' | 'subject'>) {
  return (eb: ExpressionBuilder<Tables, 'authorization'>) => eb.and({ appid, openid, subject })
}

/** Of SQL what `isRunOut` is. */
function stands(now: number) {
  return sql<boolean>`coalesce(rings_left, 1) > 0 and (status = 0 or ends_at is null or ends_at > ${now})`
}

/** A group that the person authorized, other than the device's own: for the words of a refusal. */
async function otherAuthorizedGroup(
  db: Db,
  appid: string,
  openid: string,
  groupId: string | null,
  now: number,
): Promise<string | null> {
  const row = await db
    .selectFrom('authorization')
    .select('group_id')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where('kind', '=', 'group')
    .where('status', '=', 1)
    .where(stands(now))
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
export async function insert(db: Db, row: Insertable<AuthorizationTable>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('authorization')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Changes what is given of a row. */
export async function update(
  db: Db,
  row: Pick<AuthorizationRow, 'appid' | 'openid' | 'subject'>,
  change: Pick<
    Updateable<AuthorizationTable>,
    'status' | 'updated_at' | 'ends_at' | 'rings_left' | 'urgent' | 'quiet'
  >,
): Promise<void> {
  await db.updateTable('authorization').set(change).where(keyOf(row)).execute()
}

/** Removes what is left of a row that ran out, before another takes its place. */
export async function remove(
  db: Db,
  row: Pick<AuthorizationRow, 'appid' | 'openid' | 'subject'>,
): Promise<void> {
  await db.deleteFrom('authorization').where(keyOf(row)).execute()
}

/** Every row of one person, oldest first, also of what ran out. */
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

/** The app's rows by person and subject (B1), without those that ran out. @param after key of the last row before: openid, subject */
export async function list(
  db: Db,
  appid: string,
  filter: SubjectFilter,
  after: [string, string] | null,
  limit: number,
  now: number,
): Promise<AuthorizationRow[]> {
  const page = db
    .selectFrom('authorization')
    .selectAll()
    .where(subjectPage(appid, filter, after))
    .where(stands(now))
  return page.orderBy('openid').orderBy('subject').limit(limit).execute()
}

/** Of these people, those whom this device may ring now (A5, A6, A15). @param openids each well-formed, at most 200 */
export async function allowedAmong(
  db: Db,
  appid: string,
  openids: string[],
  modelId: string,
  sn: string,
  now: number,
): Promise<Set<string>> {
  if (openids.length === 0) return new Set()
  const own = subjectKey({ kind: 'device', modelId, sn })
  const rows = await db
    .selectFrom('authorization')
    .select(['openid', 'subject', 'status', 'ends_at', 'rings_left'])
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
  const device = new Map<string, Standing>()
  const group = new Map<string, Standing>()
  for (const row of rows) (row.subject === own ? device : group).set(row.openid, row)
  return new Set(
    openids.filter((openid) =>
      isAllowed({ device: device.get(openid) ?? null, group: group.get(openid) ?? null }, now),
    ),
  )
}

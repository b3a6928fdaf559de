/** The law of the ledger (B5) as pure functions: what WeChat's answers say, and what a list does to what was known. */

import type { WechatAuthorizationTable } from '../store/schema.ts'
import { type Subject, subjectColumns, subjectKey } from './authorization.ts'

export type WechatRow = WechatAuthorizationTable
/** What was seen of one device or group. */
export interface Sighting {
  subject: Subject
  status: 0 | 1
}
/** A row that came, changed or went; `after` is null for one that went. */
export interface LedgerChange {
  before: WechatRow | null
  after: WechatRow | null
}

/**
 * What the end of a `requestDeviceVoIP` says: 0 is `success`, 10001 "authorized before", 10021 a refusal, now or before.
 * @returns null where it says nothing: a wrong parameter, an old ticket, a dialog that went away
 */
export function statusOfOutcome(errCode: number): 0 | 1 | null {
  if (errCode === 0 || errCode === 10001) return 1
  return errCode === 10021 ? 0 : null
}

/**
 * What WeChat's answer to a call from a device says: 9 is "has not authorized the device".
 * @returns null for every other: also for 0, since the call may have been let through by a group
 */
export function statusOfCall(errCode: number): 0 | null {
  return errCode === 9 ? 0 : null
}

/** The row after a sighting that counts. @param at when it was, in milliseconds since 1970 */
export function rowAfter(
  who: { appid: string; openid: string },
  { subject, status }: Sighting,
  knownBy: WechatRow['known_by'],
  at: number,
  before: WechatRow | null,
): WechatRow {
  return {
    appid: who.appid,
    openid: who.openid,
    ...subjectColumns(subject),
    status,
    known_by: knownBy,
    observed_at: at,
    changed_at: before?.status === status ? before.changed_at : at,
  }
}

/**
 * What a whole list does to the rows that a person has: what is in it is so, what is not in it is gone. Rows seen after
 * the list was asked for stay as they are. Named twice with both statuses, the refusal counts.
 * @param at when the list was asked for, in milliseconds since 1970
 */
export function changesOfList(
  who: { appid: string; openid: string },
  rows: readonly WechatRow[],
  list: readonly Sighting[],
  at: number,
): LedgerChange[] {
  const listed = new Map<string, Sighting>()
  for (const entry of list) {
    const key = subjectKey(entry.subject)
    if (listed.get(key)?.status !== 0) listed.set(key, entry)
  }
  const known = new Map(rows.map((row) => [row.subject, row]))
  const gone = rows.filter((row) => !listed.has(row.subject) && row.observed_at <= at)
  const seen = [...listed].flatMap(([key, entry]) => {
    const before = known.get(key) ?? null
    if (before && before.observed_at > at) return []
    return [{ before, after: rowAfter(who, entry, 'list', at, before) }]
  })
  return [...gone.map((before) => ({ before, after: null })), ...seen]
}

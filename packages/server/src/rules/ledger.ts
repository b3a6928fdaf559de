/** The rules of the ledger (B5) as pure functions: what WeChat's answers say, and what a list does to what was known. */

import { DEVICE_VOIP_CODES, PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { type Subject, subjectKey } from './consent/subject.ts'

/** What was reported of one device or group. */
export interface Observation {
  subject: Subject
  status: 0 | 1
}
/** What the ledger knows of one person and one device or group. Times are milliseconds since 1970. */
export interface LedgerEntry extends Observation {
  /** The last to say so. */
  knownBy: 'request' | 'list' | 'call_refused'
  /** When it was last seen so: what is older changes nothing. */
  observedAt: number
  /** When it was first seen with this status. */
  changedAt: number
}
/** An entry that came, changed or went; `after` is null for one that went. */
export interface LedgerChange {
  before: LedgerEntry | null
  after: LedgerEntry | null
}

/**
 * What the end of a `requestDeviceVoIP` says: 0 is `success`, 10001 "authorized before", 10021 a refusal, now or before.
 * @returns null where it says nothing: a wrong parameter, an old ticket, a dialog that went away
 */
export function statusOfOutcome(errCode: number): 0 | 1 | null {
  if (errCode === 0 || errCode === DEVICE_VOIP_CODES.ALREADY_AUTHORIZED) return 1
  return errCode === DEVICE_VOIP_CODES.REFUSED ? 0 : null
}

/**
 * What WeChat's answer to a call from a device says: 9 is "has not authorized the device".
 * @returns null for every other: also for 0, since the call may have been let through by a group
 */
export function statusOfCall(errCode: number): 0 | null {
  return errCode === PLUGIN_CODES.NOT_AUTHORIZED ? 0 : null
}

/** The entry after an observation that counts. @param at when it was, in milliseconds since 1970 */
export function entryAfter(
  { subject, status }: Observation,
  knownBy: LedgerEntry['knownBy'],
  at: number,
  before: LedgerEntry | null,
): LedgerEntry {
  const changedAt = before?.status === status ? before.changedAt : at
  return { subject, status, knownBy, observedAt: at, changedAt }
}

/**
 * What a whole list does to the entries of a person: what is in it is so, what is not in it is gone. Entries observed
 * after the list was asked for stay as they are. Named twice with both statuses, the refusal counts.
 * @param at when the list was asked for, in milliseconds since 1970
 */
export function changesOfList(
  entries: readonly LedgerEntry[],
  list: readonly Observation[],
  at: number,
): LedgerChange[] {
  const listed = new Map<string, Observation>()
  for (const entry of list) {
    const key = subjectKey(entry.subject)
    if (listed.get(key)?.status !== 0) listed.set(key, entry)
  }
  const known = new Map(entries.map((entry) => [subjectKey(entry.subject), entry]))
  const gone = entries.filter(
    ({ subject, observedAt }) => !listed.has(subjectKey(subject)) && observedAt <= at,
  )
  const seen = [...listed].flatMap(([key, entry]) => {
    const before = known.get(key) ?? null
    if (before && before.observedAt > at) return []
    return [{ before, after: entryAfter(entry, 'list', at, before) }]
  })
  return [...gone.map((before) => ({ before, after: null })), ...seen]
}

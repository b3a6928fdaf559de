/** Reads a history, and what the store has at the end, and says what is at odds with the rules. Pure. */

import type { Call } from '@callgrant/protocol'
import { checkEvents, type StoredEvent } from './check-events.ts'
import type { History, Operation, Phase, Told } from './history.ts'

/** What the store has when everything is well again. */
export interface Stored {
  records: { id: string; openid: string; sn: string; act: string; words: string | null }[]
  authorizations: { openid: string; sn: string; status: number }[]
  calls: StoredCall[]
  /** Parties that are in a call. */
  busy: string[]
  /** By their numbers. */
  events: StoredEvent[]
}

export interface StoredCall {
  roomId: string
  openid: string
  sn: string
  /** The `tag` of the operation that placed it. */
  payload: string | null
  state: Call['state']
  end: Call['end']
}

export interface Violations {
  /** (a) Something acknowledged is not there. */
  lost: string[]
  /** (b) A call was placed, or rang on, after a refusal was acknowledged (A7). */
  callsAfterRefusal: string[]
  /** (c), (d) A call that did not end once, with one reason, for both sides; somebody who stayed busy. */
  halfOpen: string[]
  /** (e) An event that was not sent, or more than once, or out of order, or of what did not happen. */
  eventsLost: string[]
  /** A call that was ended before its time was up. */
  endedEarly: string[]
}

/** A time that the store's clock, the load's clock and a sweep may differ by, in milliseconds. */
const SLACK_MS = 1_500
/** No call may end for such a reason before it is so old, in milliseconds (calls.md). */
const AT_LEAST: [words: RegExp, ms: number][] = [
  [/gave no sign of life/, 15_000],
  [/media could not be set up/, 30_000],
  [/waitOtherToJoin/, 20_000],
]
const RING_MS = 60_000

/** @param readers what each reader of the app's events was sent, from the beginning */
export function check(
  history: Pick<History, 'operations' | 'phases' | 'told'>,
  stored: Stored,
  readers: readonly (readonly { id: string }[])[],
): Violations {
  const records = stored.records.map(({ id }) => id)
  const found: Violations = {
    lost: [],
    callsAfterRefusal: [],
    halfOpen: [],
    eventsLost: checkEvents(stored.events, readers, records, stored.calls, history.told),
    endedEarly: [],
  }
  const decisions = decisionsOf(history.phases, stored.records)
  const decided = (subject: string): Decisions =>
    decisions.get(subject) ?? { subject, phases: [], records: [], isAmbiguous: false }
  const statuses = new Map(stored.authorizations.map((row) => [subjectOf(row), row.status]))
  for (const [subject, those] of decisions) {
    if (those.phases.length > 0) checkDecisions(those, statuses.get(subject) ?? null, found)
  }
  const starts = history.operations.filter(({ type }) => type === 'call.start')
  const callsOf = Map.groupBy(stored.calls, ({ payload }) => payload)
  const rooms = new Map(stored.calls.map((call) => [call.roomId, call]))
  for (const start of starts) {
    // One that met a busy person keeps no payload.
    const placed = new Set(start.tag === undefined ? [] : callsOf.get(start.tag))
    const room = start.roomId === undefined ? undefined : rooms.get(start.roomId)
    if (room) placed.add(room)
    checkStart(start, placed.size, decided(start.subject ?? ''), found)
  }
  const startOf = new Map(starts.map((start) => [start.roomId, start]))
  const acts = Map.groupBy(history.operations, ({ roomId }) => roomId)
  const told = Map.groupBy(history.told, ({ roomId }) => roomId)
  for (const call of stored.calls) {
    checkRinging(acts.get(call.roomId) ?? [], decided(subjectOf(call)), found)
    checkEnd(call, startOf.get(call.roomId), told.get(call.roomId) ?? [], found)
  }
  checkOrder(history, found)
  for (const party of stored.busy) found.halfOpen.push(`${party} stayed busy`)
  return found
}

/** What a person decided about a door, and what is recorded of it. */
interface Decisions {
  subject: string
  phases: readonly Phase[]
  records: Stored['records']
  /**
   * A request that was not answered, and was made again, may be carried out after later ones: then there are more records
   * than acts, and nobody can say what was so when.
   */
  isAmbiguous: boolean
}

const subjectOf = ({ openid, sn }: { openid: string; sn: string }) => `${openid} ${sn}`

function decisionsOf(allPhases: readonly Phase[], allRecords: Stored['records']): Map<string, Decisions> {
  const phasesOf = Map.groupBy(allPhases, ({ subject }) => subject)
  const recordsOf = Map.groupBy(allRecords, subjectOf)
  const subjects = new Set([...phasesOf.keys(), ...recordsOf.keys()])
  return new Map(
    Array.from(subjects, (subject) => {
      const [phases, records] = [phasesOf.get(subject) ?? [], recordsOf.get(subject) ?? []]
      const isAmbiguous = [...counts(phases, records).values()].some(({ least, found }) => found > least)
      return [subject, { subject, phases, records, isAmbiguous }]
    }),
  )
}

/** (a) Each acknowledged decision has its record, and the last one is what is so now. */
function checkDecisions(
  { subject, phases, records, isAmbiguous }: Decisions,
  status: number | null,
  found: Violations,
): void {
  for (const { words } of phases) {
    if (words === undefined) continue
    const times = records.filter((record) => record.words === words).length
    if (times !== 1) found.lost.push(`${subject}: the answer "${words}" has ${times} records`)
  }
  for (const [act, { least, found: has }] of counts(phases, records)) {
    if (has < least) found.lost.push(`${subject}: ${act} was acknowledged ${least} times, recorded ${has}`)
  }
  if (isAmbiguous) return
  if (phases.some(({ vanished }) => vanished)) {
    found.lost.push(`${subject}: there was nothing to switch, and nobody cleared it`)
  }
  const last = phases.at(-1)
  if (last && status !== statusAfter(last)) {
    found.lost.push(`${subject}: ${last.act} was the last to be acknowledged, and the status is ${status}`)
  }
}

/** (b) No call after a refusal; (a) and none refused after a consent. */
function checkStart(
  { tag, sent, answered, outcome, code }: Operation,
  placed: number,
  { subject, phases, isAmbiguous }: Decisions,
  found: Violations,
): void {
  if (placed > 1) found.halfOpen.push(`${subject}: the request ${tag} placed ${placed} calls`)
  if (outcome === 'ok' && placed === 0) found.lost.push(`${subject}: the call ${tag} is not there`)
  if (outcome === 'refused' && placed > 0) {
    found.halfOpen.push(`${subject}: the request ${tag} was refused (${code}) and placed a call`)
  }
  if (isAmbiguous) return
  // Of one that was not answered nobody knows when it was carried out.
  const until = outcome === 'unknown' ? Number.POSITIVE_INFINITY : answered
  const status = throughout(phases, sent, until)
  if (placed > 0 && status !== undefined && status !== 1) {
    found.callsAfterRefusal.push(`${subject}: the call ${tag} was placed at ${sent}..${answered}`)
  }
  if (code === 'not_authorized' && status === 1) {
    found.lost.push(`${subject}: the call ${tag} was refused in spite of a consent`)
  }
}

/** (b) Nothing rings on: no act of ringing succeeds wholly within the time of a refusal. */
function checkRinging(
  acts: readonly Operation[],
  { subject, phases, isAmbiguous }: Decisions,
  found: Violations,
): void {
  if (isAmbiguous) return
  const accepted = acts.find(({ type, outcome }) => type === 'call.accept' && outcome !== 'refused')
  for (const { type, sent, answered, outcome, roomId, call } of acts) {
    if (type !== 'call.accept' && type !== 'call.join') continue
    if (outcome !== 'ok' || call?.state === 'ended') continue
    const status = throughout(phases, sent, answered)
    const refusedSince = status === undefined || status === 1 ? undefined : since(phases, sent)
    // A conversation goes on.
    if (refusedSince === undefined || (type === 'call.join' && accepted && accepted.sent < refusedSince))
      continue
    if (type === 'call.accept' && accepted && accepted.sent < refusedSince) continue
    found.callsAfterRefusal.push(
      `${subject}: ${type} of ${roomId} at ${sent} after a refusal was acknowledged`,
    )
  }
}

/** (c) It ended, once, with one reason, the same for everybody who was told; and not before its time. */
function checkEnd(
  call: StoredCall,
  start: Operation | undefined,
  told: readonly Told[],
  found: Violations,
): void {
  if (call.state !== 'ended' || call.end === null) {
    found.halfOpen.push(`${call.roomId} is ${call.state} at the end`)
    return
  }
  const ends = told.filter(({ state }) => state === 'ended')
  const reasons = new Set([call.end, ...ends.map(({ end }) => end)].map(inWords))
  if (reasons.size > 1) found.halfOpen.push(`${call.roomId} ended as ${[...reasons].join(', and as ')}`)
  const first = Math.min(...ends.map(({ at }) => at))
  const least =
    call.end.reason === 'timeout'
      ? RING_MS
      : (AT_LEAST.find(([words]) => words.test(call.end?.message ?? ''))?.[1] ?? 0)
  if (start && Number.isFinite(first) && first - start.sent < least - SLACK_MS) {
    const seconds = Math.round((first - start.sent) / 1000)
    found.endedEarly.push(`${call.roomId} ended after ${seconds} s: ${inWords(call.end)}`)
  }
}

/** (c) Nobody is told anything of a call after its end, nor of an older state after a newer one. */
function checkOrder({ told }: Pick<History, 'told'>, found: Violations): void {
  const newest = new Map<string, Told>()
  for (const one of told) {
    const key = `${one.client} ${one.roomId}`
    const before = newest.get(key)
    const isOver = before?.state === 'ended' && one.state !== 'ended'
    if (before && (one.version < before.version || isOver)) {
      const [now, then] = [one, before].map(
        ({ version, state, by, at }) => `version ${version}, ${state}, by ${by} at ${Math.round(at)}`,
      )
      found.halfOpen.push(`${one.client} was told of ${one.roomId}: ${now} after ${then}`)
    }
    newest.set(key, one)
  }
}

/**
 * The status that holds at every moment of this time, whatever was under way; undefined: more than one may.
 * null is "never asked", which is no consent either.
 */
function throughout(phases: readonly Phase[], from: number, to: number): 0 | 1 | null | undefined {
  const index = phases.findLastIndex(({ acknowledged }) => acknowledged < from)
  const next = phases[index + 1]
  if (next && next.sent <= to) return undefined
  const last = phases[index]
  return last ? statusAfter(last) : null
}

/** Since when no consent is in force, at this moment. */
function since(phases: readonly Phase[], at: number): number {
  let since = Number.NEGATIVE_INFINITY
  for (const phase of phases) {
    if (phase.acknowledged >= at) break
    if (statusAfter(phase) === 1) since = Number.POSITIVE_INFINITY
    else if (since === Number.POSITIVE_INFINITY) since = phase.acknowledged
  }
  return since
}

function counts(phases: readonly Phase[], records: readonly { act: string }[]) {
  const acts: Phase['act'][] = ['authorized', 'refused', 'switched_on', 'switched_off', 'cleared']
  return new Map(
    acts.map((act) => [
      act,
      {
        least: phases.filter((phase) => phase.act === act && !phase.vanished).length,
        found: records.filter((record) => record.act === act).length,
      },
    ]),
  )
}

function statusAfter({ act }: Phase): 0 | 1 | null {
  if (act === 'cleared') return null
  return act === 'authorized' || act === 'switched_on' ? 1 : 0
}

const inWords = (end: Call['end']) =>
  end === null ? 'nothing' : [end.reason, end.by, end.origin, end.message].filter((word) => word).join(' ')

/** What an app's back end is told of (B2), from what changed. The catalogue is `EVENTS` of the protocol. */

import type { AppEvent, Call, CallQuality, DeviceRef, Erased, EventType, SideName } from '@callgrant/protocol'
import { recordId as newRecordId } from '../../credentials/ids.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { isMissed } from '../../rules/call/missed.ts'
import { ringsUntil } from '../../rules/call/pushed.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import type { LedgerChange } from '../../rules/ledger.ts'
import type { RingWithLegs } from '../../rules/ring/ring-state.ts'
import { toRing } from '../../rules/ring/snapshot.ts'
import type { EffectiveAuthorization } from '../../store/authorizations.ts'
import type { NewEvent } from '../../store/events.ts'
import { subjectColumns } from '../../store/subject-columns.ts'
import { currentTrace } from '../../telemetry/tracing.ts'
import type { NewRecord } from '../consent/record-chain.ts'

/** @param openid the person it is about */
function event<T extends EventType>(
  type: T,
  at: number,
  openid: string | null,
  data: Extract<AppEvent, { type: T }>['data'],
): NewEvent {
  const trace = currentTrace()
  return { id: `evt_${newRecordId(at)}`, type, at, openid, data, ...(trace !== undefined && { trace }) }
}

/**
 * A call took a step; when nobody answered it, it was missed as well.
 * @param at milliseconds since 1970, here and below
 */
export function callChanged(row: CallState, at: number): NewEvent[] {
  const data = { call: namingNobodyElse(toSnapshot(row)) }
  const changed = event('call.changed', at, row.openid, data)
  if (!isMissed(row)) return [changed]
  return [changed, event('call.missed', at, row.openid, { ...data, ...(row.quiet && { quiet: true }) })]
}

/** An event is of one person, and goes with them when they are forgotten: the name of another has no place in it. */
function namingNobodyElse(call: Call): Call {
  return call.end?.answered_by ? { ...call, end: { ...call.end, answered_by: { name: null } } } : call
}

/** It rings, and no client of the listener is connected (C14). @param pushed subscriptions whose push service took the ring */
export function listenerOffline(row: CallState, pushed: number, at: number): NewEvent {
  const data = { call: toSnapshot(row), pushed, rings_until: ringsUntil(row) }
  return event('call.listener_offline', at, row.openid, data)
}

/** Somebody rang, or had a device ring, without the consent that it takes. */
export function ringRefused(
  {
    openid,
    modelId,
    sn,
    ringId,
  }: { openid: string; modelId: string; sn: string; ringId?: string | undefined },
  startedBy: 'device' | 'person' | 'backend',
  { decidedBy, row, groupId, reason }: EffectiveAuthorization,
  at: number,
): NewEvent {
  return event('call.refused', at, openid, {
    openid,
    model_id: modelId,
    sn,
    started_by: startedBy,
    decided_by: decidedBy,
    decided_at: row?.updated_at ?? null,
    group_id: groupId,
    reason,
    ...(ringId !== undefined && { ring_id: ringId }),
  })
}

/** A device began to ring several people, or that is over. It names none of them, as long as it is kept. */
export function ringChanged(found: RingWithLegs, at: number): NewEvent {
  const { people, client_id: _, ...ring } = toRing(found)
  const nameless = people.map(({ seconds, room_id, outcome, refusal }) => {
    return { seconds, room_id, outcome, refusal: refusal?.code ?? null }
  })
  return event('ring.changed', at, null, { ring: { ...ring, people: nameless } })
}

/** One side said how good a call was. */
export function qualityReported(
  { roomId, openid }: CallState,
  side: SideName,
  quality: CallQuality,
  at: number,
): NewEvent {
  return event('call.quality', at, openid, { room_id: roomId, openid, side, quality })
}

/** One event for each new entry of the record of consent. */
export function consentRecorded(records: readonly NewRecord[]): NewEvent[] {
  return records.map(({ id, appid: _, act, at, terms, ...about }) => ({
    ...event(`authorization.${act}`, at, about.openid, {
      record_id: id,
      ...about,
      ...(terms !== null && { terms: JSON.parse(terms) }),
    }),
    id: `evt_${id}`,
  }))
}

/** Devices joined a group, or left it. */
export function groupChanged(
  groupId: string,
  { added = [], removed = [] }: { added?: DeviceRef[]; removed?: DeviceRef[] },
  at: number,
): NewEvent {
  return event('group.changed', at, null, { group_id: groupId, added, removed })
}

export function deviceRegistered({ model_id, sn }: DeviceRef, at: number): NewEvent {
  return event('device.registered', at, null, { model_id, sn })
}

export function deviceReset({ model_id, sn }: DeviceRef, at: number): NewEvent {
  return event('device.reset', at, null, { model_id, sn })
}

/** One event for each entry of the ledger whose status is another than before (B5); what was only seen again is no news. */
export function ledgerChanged(openid: string, changes: readonly LedgerChange[], at: number): NewEvent[] {
  return changes.flatMap(({ before, after }) => {
    const entry = after ?? before
    if (!entry || before?.status === after?.status) return []
    const { kind, model_id, sn, group_id } = subjectColumns(entry.subject)
    const status = after?.status ?? null
    // Only a list says that something is gone.
    const known_by = after?.knownBy ?? 'list'
    return event('wechat.changed', at, openid, { openid, kind, model_id, sn, group_id, status, known_by })
  })
}

/** Somebody was forgotten; it does not say who. @param recordId of the erasure, which `DELETE /v1/people/{openid}` answered */
export function personErased(recordId: string, counts: Erased, at: number): NewEvent {
  return event('person.erased', at, null, { record_id: recordId, ...counts })
}

/** What an app's back end is told of (B2): one function a type, from what changed. */

import type { Call, CallQuality, ConsentRecord, DeviceRef, SideName } from '@callgrant/protocol'
import { recordId } from '../../credentials/ids.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import type { LedgerChange } from '../../rules/ledger.ts'
import type { NewEvent } from '../../store/events.ts'
import type { ConsentRecordRow } from '../../store/records.ts'
import { subjectColumns } from '../../store/subject-columns.ts'

interface EventOf<Type extends string, Data> {
  id: string
  type: Type
  /** Milliseconds since 1970. */
  at: number
  data: Data
}

/** As a back end reads it. */
export type AppEvent =
  | EventOf<'call.changed' | 'call.listener_offline', { call: Call }>
  | EventOf<'call.quality', { room_id: string; side: SideName; quality: CallQuality }>
  | EventOf<`authorization.${ConsentRecord['act']}`, Record<string, unknown>>
  | EventOf<'group.changed', { group_id: string; added: DeviceRef[]; removed: DeviceRef[] }>
  | EventOf<'device.registered' | 'device.reset', DeviceRef>
  | EventOf<'wechat.changed', Record<string, unknown>>

/** @param openid the person it is about */
function event<E extends AppEvent>(
  type: E['type'],
  at: number,
  openid: string | null,
  data: E['data'],
): NewEvent {
  return { id: `evt_${recordId(at)}`, type, at, openid, data }
}

/** @param at milliseconds since 1970, here and below */
export function callChanged(row: CallState, at: number): NewEvent {
  return event('call.changed', at, row.openid, { call: toSnapshot(row) })
}

/** It rings, and no client of the listener is connected (C14). */
export function listenerOffline(row: CallState, at: number): NewEvent {
  return event('call.listener_offline', at, row.openid, { call: toSnapshot(row) })
}

/** One side said how good a call was. */
export function qualityReported(
  { roomId, openid }: CallState,
  side: SideName,
  quality: CallQuality,
  at: number,
): NewEvent {
  return event('call.quality', at, openid, { room_id: roomId, side, quality })
}

/** One event for each new entry of the record of consent. */
export function consentRecorded(records: readonly ConsentRecordRow[]): NewEvent[] {
  return records.map(({ id, appid: _, act, at, ...about }) => ({
    id: `evt_${id}`,
    type: `authorization.${act}`,
    at,
    openid: about.openid,
    data: { record_id: id, ...about },
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

/** Converts the state of a call to columns and back. Booleans are 1 and 0 in every table. */

import type { CallState } from '../rules/call/call-state.ts'
import type { CallTable } from './schema.ts'

const COLUMNS = {
  roomId: 'room_id',
  appid: 'appid',
  version: 'version',
  state: 'state',
  roomType: 'room_type',
  businessType: 'business_type',
  chargeType: 'charge_type',
  callerKind: 'caller_kind',
  modelId: 'model_id',
  sn: 'sn',
  openid: 'openid',
  callerName: 'caller_name',
  listenerName: 'listener_name',
  callerCamera: 'caller_camera',
  listenerCamera: 'listener_camera',
  earlySetup: 'early_setup',
  preview: 'preview',
  callerClient: 'caller_client',
  listenerClient: 'listener_client',
  customQuery: 'custom_query',
  payload: 'payload',
  timeLimitSeconds: 'time_limit_seconds',
  ringSeconds: 'ring_seconds',
  awaitsBackend: 'awaits_backend',
  quiet: 'quiet',
  callerMedia: 'caller_media',
  listenerMedia: 'listener_media',
  createdAt: 'created_at',
  joinedAt: 'joined_at',
  acceptedAt: 'accepted_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  endReason: 'end_reason',
  endBy: 'end_by',
  endOrigin: 'end_origin',
  endMessage: 'end_message',
  callerQuality: 'caller_quality',
  listenerQuality: 'listener_quality',
  ringId: 'ring_id',
  answeredBy: 'answered_by',
  deadlineAt: 'deadline_at',
  callerSeenAt: 'caller_seen_at',
  listenerSeenAt: 'listener_seen_at',
} as const satisfies Record<keyof CallState, keyof CallTable>

const FIELDS = Object.entries(COLUMNS) as [keyof CallState, keyof CallTable][]
const YES_OR_NO: ReadonlySet<keyof CallState> = new Set([
  'callerCamera',
  'listenerCamera',
  'preview',
  'awaitsBackend',
  'quiet',
  'callerMedia',
  'listenerMedia',
])

/** All that a `CallState` is made of, in one order. */
export const CALL_COLUMNS: readonly (keyof CallTable)[] = Object.values(COLUMNS)

/** The columns of a new call. */
export function columnsOfCall(call: CallState): CallTable {
  return columnsOfChanges(call) as CallTable
}

/** The columns of what changes; a field that is not there has no column. */
export function columnsOfChanges(changes: Partial<CallState>): Partial<CallTable> {
  const columns: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(changes) as [keyof CallState, unknown][]) {
    columns[COLUMNS[field]] = typeof value === 'boolean' ? Number(value) : value
  }
  return columns
}

/** The call that a row holds. A column that a newer node added is left out. */
export function callOfRow(row: CallTable): CallState {
  const call: Record<string, unknown> = {}
  for (const [field, column] of FIELDS) call[field] = YES_OR_NO.has(field) ? row[column] === 1 : row[column]
  return call as unknown as CallState
}

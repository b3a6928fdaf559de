/** A new call as a row: ringing to be, or at once ended because the listener is in another call (C8). */

import { BACKEND_WAIT_MS, CALLER_JOIN_MS, type ParsedRequest } from '@callgrant/protocol'
import { end } from './call-acts.ts'
import type { CallRow } from './call-row.ts'

export interface NewCall {
  roomId: string
  appid: string
  callerKind: 'device' | 'person'
  /** The client that calls; null: the back end began it, and a client of the device is yet to join. */
  clientId: string | null
  modelId: string
  sn: string
  openid: string
  callerName: string
  listenerName: string
  ringTimeoutSeconds: number
  /** Whether the back end is to be asked before it rings (C16). */
  awaitsBackend: boolean
}

/**
 * The row of a call that begins now. A voice call has no camera on either side (C13).
 * @param now milliseconds since 1970
 */
export function createCall(call: NewCall, request: ParsedRequest<'call.start'>, now: number): CallRow {
  const video = request.room_type === 'video'
  return {
    room_id: call.roomId,
    appid: call.appid,
    version: 1,
    state: 'created',
    room_type: request.room_type,
    business_type: call.callerKind === 'person' ? 2 : request.business_type,
    charge_type: request.charge_type,
    caller_kind: call.callerKind,
    model_id: call.modelId,
    sn: call.sn,
    openid: call.openid,
    caller_name: call.callerName,
    listener_name: call.listenerName,
    caller_camera: video && request.caller_camera ? 1 : 0,
    listener_camera: video && request.listener_camera ? 1 : 0,
    caller_client: call.clientId,
    listener_client: null,
    custom_query: request.custom_query ?? null,
    payload: request.payload ?? null,
    time_limit_seconds: request.time_limit_seconds ?? null,
    ring_seconds: call.ringTimeoutSeconds,
    awaits_backend: call.awaitsBackend ? 1 : 0,
    caller_media: 0,
    listener_media: 0,
    created_at: now,
    joined_at: null,
    accepted_at: null,
    started_at: null,
    ended_at: null,
    end_reason: null,
    end_by: null,
    end_origin: null,
    end_message: null,
    deadline_at:
      now + (call.awaitsBackend ? BACKEND_WAIT_MS : ringMs(call.ringTimeoutSeconds, call.clientId)),
    caller_seen_at: now,
    listener_seen_at: null,
  }
}

/** How long a call may ring: nobody is rung for long by a device none of whose clients takes the call up. */
export function ringMs(ringSeconds: number, callerClient: string | null): number {
  const whole = ringSeconds * 1000
  return callerClient === null ? Math.min(whole, CALLER_JOIN_MS) : whole
}

/** The same call when the listener is in another: over before it rang, and told to the caller only (C8). */
export function endAsBusy(row: CallRow, now: number): CallRow {
  const outcome = end(row, now, { reason: 'busy', by: 'listener', origin: 'other' })
  return outcome.kind === 'changed' ? { ...row, ...outcome.changes } : row
}

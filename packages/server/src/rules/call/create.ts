/** The state of a new call: about to ring, or ended at once because the listener is in another call (C8). */

import { BACKEND_WAIT_MS, CALLER_JOIN_MS, type ParsedRequest } from '@callgrant/protocol'
import { end } from './acts.ts'
import type { CallState } from './call-state.ts'
import { type EarlyTerms, earlySetupOf, previewOf } from './early.ts'

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
  /** The ring of several people that it belongs to. Default: none. */
  ringId?: string | undefined
  /** Whether it comes in quiet hours. */
  quiet: boolean
  /** What may happen between the two sides before the answer. */
  early: EarlyTerms
}

/**
 * The row of a call that begins now. A voice call has no camera on either side (C13).
 * @param now milliseconds since 1970
 */
export function createCall(call: NewCall, request: ParsedRequest<'call.start'>, now: number): CallState {
  const video = request.room_type === 'video'
  // A call that the back end began has no caller in it yet.
  const joined = request.join && call.clientId !== null
  return {
    roomId: call.roomId,
    appid: call.appid,
    version: 1,
    state: joined && !call.awaitsBackend ? 'ringing' : 'created',
    roomType: request.room_type,
    businessType: call.callerKind === 'person' ? 2 : request.business_type,
    chargeType: request.charge_type,
    callerKind: call.callerKind,
    modelId: call.modelId,
    sn: call.sn,
    openid: call.openid,
    callerName: call.callerName,
    listenerName: call.listenerName,
    callerCamera: video && request.caller_camera,
    listenerCamera: video && request.listener_camera,
    earlySetup: earlySetupOf(call.early),
    preview: previewOf(call, request),
    callerClient: call.clientId,
    listenerClient: null,
    customQuery: request.custom_query ?? null,
    payload: request.payload ?? null,
    timeLimitSeconds: request.time_limit_seconds ?? null,
    ringSeconds: call.ringTimeoutSeconds,
    awaitsBackend: call.awaitsBackend,
    quiet: call.quiet,
    callerMedia: false,
    listenerMedia: false,
    createdAt: now,
    joinedAt: joined ? now : null,
    acceptedAt: null,
    startedAt: null,
    endedAt: null,
    endReason: null,
    endBy: null,
    endOrigin: null,
    endMessage: null,
    callerQuality: null,
    listenerQuality: null,
    ringId: call.ringId ?? null,
    answeredBy: null,
    deadlineAt: now + (call.awaitsBackend ? BACKEND_WAIT_MS : ringMs(call.ringTimeoutSeconds, call.clientId)),
    callerSeenAt: now,
    listenerSeenAt: null,
  }
}

/** How long a call may ring: nobody is rung for long by a device none of whose clients takes the call up. */
export function ringMs(ringSeconds: number, callerClient: string | null): number {
  const whole = ringSeconds * 1000
  return callerClient === null ? Math.min(whole, CALLER_JOIN_MS) : whole
}

/**
 * The same call where the person lets the caller know that they do not want to be rung now: over before it rang, and listed as
 * missed. The caller is refused, and gets no call.
 */
export function endAsQuiet(row: CallState, now: number): CallState {
  const message = 'the person does not want to be rung now'
  const outcome = end(row, now, { reason: 'cancelled', by: null, origin: 'other', message })
  return outcome.kind === 'changed'
    ? { ...row, ...outcome.changes, joinedAt: null, customQuery: null, payload: null }
    : row
}

/**
 * The same call when the listener is in another: over before it rang or was joined, and told to the caller only (C8). What the caller
 * sent with it was for the listener, and is not kept.
 */
export function endAsBusy(row: CallState, now: number): CallState {
  const outcome = end(row, now, { reason: 'busy', by: 'listener', origin: 'other' })
  return outcome.kind === 'changed'
    ? { ...row, ...outcome.changes, joinedAt: null, customQuery: null, payload: null }
    : row
}

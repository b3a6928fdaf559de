/**
 * WeChat's events of one side, derived from two snapshots of a call: what happened between them, in order. A client
 * that missed snapshots gets the events of those too; one that gets a snapshot twice gets no event twice (C15).
 */

import type { Call as CallSnapshot, SideName } from '@callgrant/protocol'
import type { VoipEvent, VoipEventData, VoipEventName } from './types.ts'

/** Whose events: the side of the call, and the client. */
export interface Viewpoint {
  side: SideName
  clientId: string
}

/** Talking time, in milliseconds. @param now the server's clock */
export function talkedMs(call: CallSnapshot, now: number): number {
  return call.started_at === null ? 0 : Math.max(0, (call.ended_at ?? now) - call.started_at)
}

/** Talking time, in whole seconds (C11). @param now the server's clock */
export function keepTimeOf(call: CallSnapshot, now: number): number {
  return Math.floor(talkedMs(call, now) / 1000)
}

/** True when another client of the same person or device has this call (C7). */
export function takenElsewhere(call: CallSnapshot, { side, clientId }: Viewpoint): boolean {
  const holder = call[side].client_id
  return holder !== null && holder !== clientId
}

/** One event in WeChat's shape. */
export function voipEvent(call: CallSnapshot, eventName: VoipEventName, data: VoipEventData = {}): VoipEvent {
  return { eventName, roomId: call.room_id, groupId: call.room_id, data }
}

/**
 * @param before the last snapshot; null: none
 * @param after the new snapshot
 * @returns the events between them, oldest first
 */
export function eventsBetween(
  before: CallSnapshot | null,
  after: CallSnapshot,
  view: Viewpoint,
): VoipEvent[] {
  const { side } = view
  const events: VoipEvent[] = []
  const add = (name: VoipEventName, data?: VoipEventData) => events.push(voipEvent(after, name, data))
  const first = (was: boolean | undefined, is: boolean) => is && !was

  const elsewhere = takenElsewhere(after, view)
  if (side === 'caller' && first(before?.caller_joined, after.caller_joined)) add('joinedRoomByCaller')
  if (!elsewhere) {
    const accepted = first(before ? before.accepted_at !== null : false, after.accepted_at !== null)
    if (side === 'listener' && accepted) add('hangOnVoip')
    if (first(before ? before.started_at !== null : false, after.started_at !== null)) add('startVoip')
  }
  const over = (call: CallSnapshot) => call.state === 'ended' || takenElsewhere(call, view)
  if (first(before ? over(before) : false, over(after))) events.push(...endOf(after, side, elsewhere))
  return events
}

/** The reason's own event, then `endVoip`, then `finishVoip`. */
function endOf(call: CallSnapshot, side: SideName, elsewhere: boolean): VoipEvent[] {
  // Where another client answered, this one rejected and hung up nothing: it only stops ringing.
  const keepTime = elsewhere ? 0 : keepTimeOf(call, 0)
  const end = {
    keepTime,
    callerName: call.caller.name,
    listenerName: call.listener.name,
    roomType: call.room_type,
    isCaller: side === 'caller',
    businessType: call.business_type,
  }
  return [
    ...(elsewhere ? [] : reasonOf(call, side, keepTime)),
    voipEvent(call, 'endVoip', end),
    voipEvent(call, 'finishVoip', { keepTime }),
  ]
}

function reasonOf(call: CallSnapshot, side: SideName, keepTime: number): VoipEvent[] {
  if (!call.end) return []
  const { reason, by, origin, message } = call.end
  // WeChat gives a side the origin of its own end, and `other` when the other side ended the call.
  const own = by === side || origin === 'timeLimit' ? origin : 'other'
  switch (reason) {
    case 'cancelled':
      return [voipEvent(call, 'cancelVoip', { status: own })]
    case 'rejected':
      return [voipEvent(call, 'rejectVoip', { status: own })]
    case 'timeout':
      return [voipEvent(call, 'timeout')]
    case 'busy':
      return side === 'caller' ? [voipEvent(call, 'busy')] : []
    case 'hung_up': {
      const status = by === 'listener' ? 'endByListener' : 'endByCaller'
      return [voipEvent(call, 'hangUpVoip', { keepTime, status, origin: own })]
    }
    case 'aborted': {
      // WeChat says `unknown` to the side that did not do it (wechat-surface 2.6).
      const status = by === side ? (side === 'caller' ? 'abortByCaller' : 'abortByListener') : 'unknown'
      const errMsg = message ?? 'room status is abort'
      return [voipEvent(call, 'abortVoip', { keepTime, status, error: { errMsg } })]
    }
  }
}

/** The state of a call as it is sent to its two sides and to the back end. */

import type { Call } from '@callgrant/protocol'
import type { CallState } from './call-state.ts'

export function toSnapshot(row: CallState): Call {
  const party = (side: 'caller' | 'listener'): Call['caller'] => {
    const isCaller = side === 'caller'
    const kind = isCaller === (row.callerKind === 'device') ? 'device' : 'person'
    return {
      kind,
      id: kind === 'device' ? row.sn : row.openid,
      name: isCaller ? row.callerName : row.listenerName,
      camera: isCaller ? row.callerCamera : row.listenerCamera,
      client_id: isCaller ? row.callerClient : row.listenerClient,
    }
  }
  return {
    room_id: row.roomId,
    version: row.version,
    state: row.state,
    room_type: row.roomType,
    business_type: row.businessType,
    charge_type: row.chargeType,
    model_id: row.modelId,
    sn: row.sn,
    openid: row.openid,
    caller: party('caller'),
    listener: party('listener'),
    caller_joined: row.joinedAt !== null,
    early_setup: row.earlySetup,
    preview: row.preview,
    custom_query: row.customQuery,
    payload: row.payload,
    time_limit_seconds: row.timeLimitSeconds,
    created_at: row.createdAt,
    joined_at: row.joinedAt,
    accepted_at: row.acceptedAt,
    started_at: row.startedAt,
    ended_at: row.endedAt,
    end:
      row.endReason === null
        ? null
        : {
            reason: row.endReason,
            by: row.endBy,
            origin: row.endOrigin ?? 'other',
            message: row.endMessage,
            ...(row.answeredBy !== null && { answered_by: { name: row.answeredBy || null } }),
          },
    ...(row.ringId !== null && { ring_id: row.ringId }),
  }
}

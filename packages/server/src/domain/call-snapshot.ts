/** A call's row as its two sides and the app's back end see it. */

import type { Call } from '@callgrant/protocol'
import type { CallRow } from './call-row.ts'

export function toSnapshot(row: CallRow): Call {
  const party = (side: 'caller' | 'listener'): Call['caller'] => {
    const isCaller = side === 'caller'
    const kind = isCaller === (row.caller_kind === 'device') ? 'device' : 'person'
    return {
      kind,
      id: kind === 'device' ? row.sn : row.openid,
      name: isCaller ? row.caller_name : row.listener_name,
      camera: (isCaller ? row.caller_camera : row.listener_camera) === 1,
      client_id: isCaller ? row.caller_client : row.listener_client,
    }
  }
  return {
    room_id: row.room_id,
    version: row.version,
    state: row.state,
    room_type: row.room_type,
    business_type: row.business_type,
    charge_type: row.charge_type,
    model_id: row.model_id,
    sn: row.sn,
    openid: row.openid,
    caller: party('caller'),
    listener: party('listener'),
    caller_joined: row.joined_at !== null,
    custom_query: row.custom_query,
    payload: row.payload,
    time_limit_seconds: row.time_limit_seconds,
    created_at: row.created_at,
    joined_at: row.joined_at,
    accepted_at: row.accepted_at,
    started_at: row.started_at,
    ended_at: row.ended_at,
    end:
      row.end_reason === null
        ? null
        : {
            reason: row.end_reason,
            by: row.end_by,
            origin: row.end_origin ?? 'other',
            message: row.end_message,
          },
  }
}

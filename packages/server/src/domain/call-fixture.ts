/** A new call for tests: a device rings a person, nobody has joined yet. */

import type { CallRow } from './call-row.ts'

export const T0 = 1_700_000_000_000

/** @param changes columns that differ; times are milliseconds since 1970 */
export function newCall(changes: Partial<CallRow> = {}): CallRow {
  return {
    room_id: 'r_1',
    appid: 'app',
    version: 1,
    state: 'created',
    room_type: 'video',
    business_type: 1,
    charge_type: 'duration',
    caller_kind: 'device',
    model_id: 'm_door',
    sn: 'door-1',
    openid: 'alice',
    caller_name: 'Front door phone',
    listener_name: '',
    caller_camera: 1,
    listener_camera: 1,
    caller_client: 'client-caller',
    listener_client: null,
    custom_query: null,
    payload: null,
    time_limit_seconds: null,
    ring_seconds: 60,
    awaits_backend: 0,
    caller_media: 0,
    listener_media: 0,
    created_at: T0,
    joined_at: null,
    accepted_at: null,
    started_at: null,
    ended_at: null,
    end_reason: null,
    end_by: null,
    end_origin: null,
    end_message: null,
    deadline_at: T0 + 60_000,
    caller_seen_at: T0,
    listener_seen_at: null,
    ...changes,
  }
}

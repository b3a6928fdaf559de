/** A call for tests: a door rings Alice; nobody has joined yet. */

import type { Call as CallSnapshot } from '@callgrant/protocol'

export function snapshotOf(changes: Partial<CallSnapshot>): CallSnapshot {
  return {
    room_id: 'r_1',
    version: 1,
    state: 'created',
    room_type: 'video',
    business_type: 1,
    charge_type: 'duration',
    model_id: 'm_door',
    sn: 'door-1',
    openid: 'alice',
    caller: {
      kind: 'device',
      id: 'door-1',
      name: 'Front door phone',
      camera: true,
      client_id: 'client-caller',
    },
    listener: { kind: 'person', id: 'alice', name: 'Alice', camera: true, client_id: null },
    caller_joined: false,
    early_setup: 'off',
    preview: false,
    custom_query: null,
    payload: null,
    time_limit_seconds: null,
    created_at: 0,
    joined_at: null,
    accepted_at: null,
    started_at: null,
    ended_at: null,
    end: null,
    ...changes,
  }
}

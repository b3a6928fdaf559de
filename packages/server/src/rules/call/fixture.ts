/** A new call for tests: a device rings a person, nobody has joined yet. */

import type { CallState } from './call-state.ts'

export const T0 = 1_700_000_000_000

/** @param changes columns that differ; times are milliseconds since 1970 */
export function newCall(changes: Partial<CallState> = {}): CallState {
  return {
    roomId: 'r_1',
    appid: 'app',
    version: 1,
    state: 'created',
    roomType: 'video',
    businessType: 1,
    chargeType: 'duration',
    callerKind: 'device',
    modelId: 'm_door',
    sn: 'door-1',
    openid: 'alice',
    callerName: 'Front door phone',
    listenerName: '',
    callerCamera: true,
    listenerCamera: true,
    earlySetup: 'all',
    preview: false,
    callerClient: 'client-caller',
    listenerClient: null,
    customQuery: null,
    payload: null,
    timeLimitSeconds: null,
    ringSeconds: 60,
    awaitsBackend: false,
    quiet: false,
    callerMedia: false,
    listenerMedia: false,
    createdAt: T0,
    joinedAt: null,
    acceptedAt: null,
    startedAt: null,
    endedAt: null,
    endReason: null,
    endBy: null,
    endOrigin: null,
    endMessage: null,
    callerQuality: null,
    listenerQuality: null,
    ringId: null,
    answeredBy: null,
    deadlineAt: T0 + 60_000,
    callerSeenAt: T0,
    listenerSeenAt: null,
    ...changes,
  }
}

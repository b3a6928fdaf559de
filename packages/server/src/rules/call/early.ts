/** What may happen between the two sides before the answer: connecting, and the caller's picture (C17). */

import type { ParsedRequest } from '@callgrant/protocol'
import type { CallState } from './call-state.ts'

export interface EarlyTerms {
  /** The app's setting. */
  policy: 'off' | 'relay' | 'authorized' | 'all'
  /** The person lets this device ring them, at this moment. */
  authorized: boolean
  /** There is a TURN server, without which there is no relay candidate. */
  relayed: boolean
  /** The app lets people see who is there before they answer. */
  preview: boolean
  /** The person wants to. */
  previewWanted: boolean
}

/**
 * Which candidates may be exchanged while it rings. A candidate shows a network address to the other side, except those
 * of a relay; so only a device that the person authorized is given all, unless the app says otherwise.
 */
export function earlySetupOf({ policy, authorized, relayed }: EarlyTerms): CallState['earlySetup'] {
  if (policy === 'all' || (policy === 'authorized' && authorized)) return 'all'
  return policy === 'off' || !relayed ? 'off' : 'relay'
}

/** Whether a device that rings with video sends its picture while it rings (C17): only one that the person authorized. */
export function previewOf(
  { callerKind, early }: { callerKind: CallState['callerKind']; early: EarlyTerms },
  { room_type, caller_camera }: Pick<ParsedRequest<'call.start'>, 'room_type' | 'caller_camera'>,
): boolean {
  const pictured = callerKind === 'device' && room_type === 'video' && caller_camera
  const wanted = early.preview && early.previewWanted && early.authorized
  return pictured && wanted && earlySetupOf(early) !== 'off'
}

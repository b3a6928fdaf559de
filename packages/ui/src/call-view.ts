/** What the call page shows for a call, as plain decisions: no DOM. */

import type { Call } from '@callgrant/sdk/calling'
import { isMissed } from './missed-call.ts'

/** How a call that was answered goes on. */
export type Condition = 'good' | 'weak' | 'reconnecting' | 'held'

/** The worst thing that is so comes first: without a connection it does not matter who has the microphone. */
export function conditionOf(call: Call): Condition {
  if (call.state !== 'talking') return 'good'
  if (!call.online || call.connection === 'reconnecting' || call.quality === 'lost') return 'reconnecting'
  if (call.trouble.microphone === 'held') return 'held'
  return call.connection === 'weak' || call.quality === 'weak' ? 'weak' : 'good'
}

/** Which of the two pictures there are, and which fills the page; `small` lies in a corner. */
export interface Pictures {
  large: 'remote' | 'local' | null
  small: 'remote' | 'local' | null
}

/**
 * @param arrives whether a frame of the other side's picture has arrived
 * @param ownLarge the person, or the app, wants the own picture large
 */
export function picturesOf(call: Call, arrives: boolean, ownLarge: boolean): Pictures {
  if (call.roomType !== 'video' || call.state === 'ended') return { large: null, small: null }
  // Who is at the door is seen while it rings (C17); the own picture only once this side has answered or called.
  const remote = arrives && call.remote.camera && call.remoteStream !== null && call.state !== 'calling'
  const local = call.local.camera && call.localStream !== null && call.state !== 'incoming'
  if (remote && local)
    return ownLarge ? { large: 'local', small: 'remote' } : { large: 'remote', small: 'local' }
  if (remote) return { large: 'remote', small: null }
  if (!local) return { large: null, small: null }
  // Until the other side is seen, one's own picture fills the page, as a mirror does.
  return call.state === 'talking' ? { large: null, small: 'local' } : { large: 'local', small: null }
}

/** How much of a picture must be left for it to be cut to the shape of the screen. */
const LEFT_OF_PICTURE = 0.6

/** `cover`: fills the box and is cut a little. `contain`: shown whole, since cutting would take too much of it. */
export function fitOf(pictureRatio: number, boxRatio: number): 'cover' | 'contain' {
  const left = Math.min(pictureRatio / boxRatio, boxRatio / pictureRatio)
  return left >= LEFT_OF_PICTURE ? 'cover' : 'contain'
}

/** True when nobody has to be told more: both sides know why it ended, and wanted it so. */
export function endedAsMeant({ state, end, side, answeredElsewhere }: Call): boolean {
  if (state !== 'ended') return false
  if (answeredElsewhere || end?.answered_by) return true
  if (end?.reason === 'hung_up') return end.origin !== 'timeLimit'
  return (end?.reason === 'cancelled' || end?.reason === 'rejected') && end.by === side
}

/** Whether to offer a call to the other side now: `again` after one's own call failed, `back` after a missed one. */
export function nextCall(call: Call): 'again' | 'back' | null {
  if (call.state !== 'ended' || call.answeredElsewhere || endedAsMeant(call)) return null
  if (isMissed(call)) return 'back'
  return call.end?.reason === 'rejected' && call.side === 'listener' ? null : 'again'
}

/** How a call ends without a side asking: a deadline passed, a side is gone, consent was withdrawn. */

import { BACKEND_WAIT_MS, MEDIA_SETUP_MS, SIDE_ABSENT_MS } from '@callgrant/protocol'
import { end, type Outcome, type RingOver, UNCHANGED } from './acts.ts'
import { sidesGone } from './alive.ts'
import type { CallState } from './call-state.ts'

/** Ends a call whose present state has run out; before that, changes nothing. */
export function passDeadline(row: CallState, now: number): Outcome {
  if (row.state === 'ended' || row.deadlineAt === null || now < row.deadlineAt) return UNCHANGED
  if (row.awaitsBackend) {
    return endRefused(row, `the app's back end did not answer within ${BACKEND_WAIT_MS / 1000} s`, now)
  }
  switch (row.state) {
    case 'created':
    case 'ringing':
      if (row.callerClient === null) {
        const message = 'no client of the device joined the call'
        return end(row, now, { reason: 'aborted', by: 'caller', origin: 'other', message })
      }
      return end(row, now, { reason: 'timeout', by: null, origin: 'other' })
    case 'connecting':
      if (row.joinedAt === null) {
        // WeChat's own words for it.
        const message = 'listener waitOtherToJoin timeout'
        return end(row, now, { reason: 'aborted', by: 'caller', origin: 'other', message })
      }
      return end(row, now, {
        reason: 'aborted',
        by: null,
        origin: 'other',
        message: `media could not be set up within ${MEDIA_SETUP_MS / 1000} s`,
      })
    case 'talking':
      // The caller set the limit, so it counts as the side that ended it: WeChat knows no "neither" here (C10).
      return end(row, now, { reason: 'hung_up', by: 'caller', origin: 'timeLimit' })
  }
}

/** Ends a call that the back end did not let ring (C16). The caller hears that it was cancelled, by neither side. */
export function endRefused(row: CallState, message: string, now: number): Outcome {
  if (row.state === 'ended' || !row.awaitsBackend) return UNCHANGED
  return end(row, now, { reason: 'cancelled', by: null, origin: 'other', message })
}

/** Ends a call one side of which gave no sign of life for 15 s, by itself or by its media (C15). */
export function endWithoutSide(row: CallState, now: number): Outcome {
  if (row.state === 'ended') return UNCHANGED
  const gone = sidesGone(row, now)
  if (!gone.caller && !gone.listener) return UNCHANGED
  const seconds = SIDE_ABSENT_MS / 1000
  if (gone.caller && gone.listener) {
    const message = `both sides gave no sign of life for ${seconds} s`
    return end(row, now, { reason: 'aborted', by: null, origin: 'other', message })
  }
  const by = gone.caller ? 'caller' : 'listener'
  const message = `the ${by} gave no sign of life for ${seconds} s`
  return end(row, now, { reason: 'aborted', by, origin: 'other', message })
}

/** Ends any call of a person who is to be forgotten, a conversation too. */
export function endForgotten(row: CallState, now: number): Outcome {
  if (row.state === 'ended') return UNCHANGED
  const message = 'the person is not known any more'
  return end(row, now, { reason: 'aborted', by: null, origin: 'other', message })
}

/** Ends a device's call that still rings (A7). A conversation goes on, and so does a call that the person placed. */
export function endWithoutConsent(row: CallState, now: number): Outcome {
  const rings = row.state === 'created' || row.state === 'ringing'
  if (!rings || row.callerKind !== 'device') return UNCHANGED
  const message = 'the authorization was withdrawn'
  return end(row, now, { reason: 'aborted', by: null, origin: 'other', message })
}

/**
 * Ends a call of a ring that is over, or that somebody else has: unless it was answered. Where somebody else answered, neither side
 * ended it.
 */
export function endWithRing(row: CallState, act: RingOver, now: number): Outcome {
  const rings = row.state === 'created' || row.state === 'ringing'
  if (!rings) return UNCHANGED
  switch (act.because) {
    case 'answered': {
      const message = 'another person answered'
      const answeredBy = act.by ?? ''
      return end(row, now, { reason: 'cancelled', by: null, origin: 'other', message, answeredBy })
    }
    case 'cancelled':
      return end(row, now, { reason: 'cancelled', by: 'caller', origin: act.origin })
    case 'aborted': {
      const message = 'the caller is gone'
      return end(row, now, { reason: 'aborted', by: 'caller', origin: 'other', message })
    }
  }
}

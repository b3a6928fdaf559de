/** What the metrics of this node are told of its calls, once it is written. */

import { channel } from 'node:diagnostics_channel'
import type { DecidedBy } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import type { CallState } from '../../rules/call/call-state.ts'

/** Each ring, whatever came of it. */
export const RING_PLACED = channel('callgrant:ring')
export interface RingPlaced {
  ctx: Context
  /** `placed`, `busy`, or the code of the refusal. */
  outcome: string
  /** Of `not_authorized`: which row. */
  decidedBy: DecidedBy | null
  /** Milliseconds until it was told. */
  tookMs: number
}

/** Each call that was answered here, and each that was ended here. */
export const CALL_ANSWERED = channel('callgrant:call-answered')
export const CALL_ENDED = channel('callgrant:call-ended')
export interface CallStepped {
  ctx: Context
  call: CallState
}

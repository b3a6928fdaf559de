/** Runs the sweep at an interval while a node is running. */

import { SIDE_GONE_MS } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { inBackground } from '../background.ts'
import { clearOld } from '../clear-old.ts'
import { noteRunOuts } from '../consent/note-run-outs.ts'
import { findUntoldEvents } from '../events/follow-events.ts'
import { sweepPushes } from '../push/sweep-pushes.ts'
import { advanceRing } from '../rings/advance-ring.ts'
import { sweepRings } from '../rings/sweep-rings.ts'
import { CALL_ENDED, type CallStepped } from './call-figures.ts'
import { sweepCalls } from './sweep.ts'

export interface Sweeper {
  /** Ends after the sweep that is running. */
  stop(): Promise<void>
}

const EVERY_MS = 500
/** Between two looks for what is too old, once there is no more of it. */
const CLEAR_EVERY_MS = 60_000
/** A sweep that is later than this means that the node or its store was away, or the machine asleep. */
const AWAY_MS = 5_000

/**
 * Sweeps twice a second. A failure is logged and tried again; calls that were missed meanwhile are still due.
 * @param everyMs the pause between two sweeps, in milliseconds
 */
export function startSweeper(ctx: Context, everyMs = EVERY_MS): Sweeper {
  let stopped = false
  let timer: NodeJS.Timeout
  let running = Promise.resolve()
  let lastGood = Number.NEGATIVE_INFINITY
  let unseenFrom = 0
  let clearFrom = 0

  const sweepOnce = async () => {
    const now = ctx.now()
    if (now - lastGood > AWAY_MS) unseenFrom = now + SIDE_GONE_MS
    try {
      await sweepCalls(ctx, { unseen: now >= unseenFrom })
      await sweepRings(ctx)
      await noteRunOuts(ctx)
      await findUntoldEvents(ctx)
      await sweepPushes(ctx)
      if (now >= clearFrom && !(await clearOld(ctx))) clearFrom = now + CLEAR_EVERY_MS
      lastGood = now
    } catch (err) {
      ctx.log.warn({ err }, 'the sweep failed; it is tried again')
    }
  }
  const again = () => {
    timer = setTimeout(() => {
      running = sweepOnce().then(() => {
        if (!stopped) again()
      })
    }, everyMs)
  }
  again()
  // A ring of several people goes on at once when one of its calls ends here; the sweep does it for other nodes.
  const follow = (message: unknown) => {
    const { ctx: of, call } = message as CallStepped
    const { appid, ringId } = call
    if (of === ctx && ringId !== null) inBackground(ctx, () => advanceRing(ctx, appid, ringId))
  }
  CALL_ENDED.subscribe(follow)
  return {
    async stop() {
      stopped = true
      CALL_ENDED.unsubscribe(follow)
      clearTimeout(timer)
      await running
    },
  }
}

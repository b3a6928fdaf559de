/** Runs the sweep again and again while a node is alive. */

import { SIDE_GONE_MS } from '@callgrant/protocol'
import type { Context } from '../context.ts'
import { sweepCalls, sweepUsedTokens } from './sweep.ts'

export interface Sweeper {
  /** Ends after the sweep that is running. */
  stop(): Promise<void>
}

const EVERY_MS = 500
const USED_TOKENS_EVERY_MS = 60_000
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
  let tokensFrom = 0

  const sweepOnce = async () => {
    const now = ctx.now()
    if (now - lastGood > AWAY_MS) unseenFrom = now + SIDE_GONE_MS
    try {
      await sweepCalls(ctx, { unseen: now >= unseenFrom })
      if (now >= tokensFrom) {
        await sweepUsedTokens(ctx)
        tokensFrom = now + USED_TOKENS_EVERY_MS
      }
      lastGood = now
    } catch (err) {
      ctx.log.warn({ err }, 'the sweep of calls failed; it is tried again')
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
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

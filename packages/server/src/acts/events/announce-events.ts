/** Tells the readers of an app's events, on all nodes, that there are new ones. */

import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { inBackground } from '../background.ts'

/** Apps whose events a node is numbering now; true: again after that. */
const numbering = new WeakMap<Context, Map<string, boolean>>()

/**
 * To be called after the commit. Returns at once. Should this node die before it has told of them, the sweep of any node
 * does.
 */
export function announceEvents(ctx: Context, appid: string): void {
  if (ctx.store.events.numbersAfterCommit()) numberAndTell(ctx, appid)
  else tellReaders(ctx, appid)
}

/** One at a time for each app: what is committed while numbers are given is numbered with the next ones. */
function numberAndTell(ctx: Context, appid: string): void {
  const running = numbering.get(ctx) ?? new Map<string, boolean>()
  numbering.set(ctx, running)
  const isRunning = running.has(appid)
  running.set(appid, isRunning)
  if (isRunning) return
  inBackground(ctx, async () => {
    try {
      do {
        running.set(appid, false)
        await numberEvents(ctx, appid)
        tellReaders(ctx, appid)
      } while (running.get(appid))
    } finally {
      running.delete(appid)
    }
  })
}

/** Numbers all that was committed in an app, where that is not done already. */
export async function numberEvents(ctx: Context, appid: string): Promise<void> {
  while (await ctx.store.write((tx) => tx.events.giveNumbers(appid)));
}

function tellReaders(ctx: Context, appid: string): void {
  ctx.bus.publish(address.app(appid), { type: 'events' })
}

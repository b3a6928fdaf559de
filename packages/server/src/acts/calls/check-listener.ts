/** Finds out whether anybody is still rung, after a client that was being rung has gone (C14). */

import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../../context.ts'
import { inBackground } from '../background.ts'
import { tellListener } from './announce-calls.ts'

/** A client that only lost its connection is back within this time, in milliseconds. */
const RETURN_MS = 2_000

/** Looks a moment later, and tells the back end when a call rings and no client of its listener is connected. */
export function checkListenerSoon(ctx: Context, appid: string, roomId: string): void {
  inBackground(ctx, async (stopping) => {
    try {
      await pause(RETURN_MS, undefined, { signal: stopping })
    } catch {
      return // the server stops: its clients go on at another, or sign in again to this one
    }
    const row = await ctx.store.calls.find(appid, roomId)
    if (row && (row.state === 'created' || row.state === 'ringing')) await tellListener(ctx, row)
  })
}

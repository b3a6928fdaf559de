/** Tells everybody whom a call concerns how it is now: the clients of both parties, and the app's back end. */

import type { Call, SideName } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { isMissed } from '../../rules/call/missed.ts'
import { isKnownToListener } from '../../rules/call/parties.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import { inBackground } from '../background.ts'
import { announceEvents } from '../events/announce-events.ts'
import { listenerOffline } from '../events/app-events.ts'
import { countSent, pushEndSoon, pushRing } from '../push/push-call.ts'
import { CALL_ENDED, type CallStepped } from './call-figures.ts'
import { tellMissedSoon } from './missed-calls.ts'

/** How long the back end waits to be told that nobody is there, so that it is told too whether the ring was pushed. */
const PUSHED_WITHIN_MS = 3_000

/**
 * Publishes the snapshots of calls that changed. Call it after the commit. Two changes may be published in another
 * order than they were written in, and either may be lost: each receiver keeps the order by the version, and a lost
 * one is made up for by the next, by the client's sign of life, or by its next sign-in.
 */
export function announceCalls(ctx: Context, rows: readonly CallState[]): void {
  for (const row of rows) {
    const call = toSnapshot(row)
    if (row.state === 'ended') CALL_ENDED.publish({ ctx, call: row } satisfies CallStepped)
    ctx.bus.publish(addressOf(row, 'caller'), { type: 'call', call })
    if (isToldToListener(row)) ctx.bus.publish(addressOf(row, 'listener'), { type: 'call', call })
    // Each call is announced by the node that wrote the change.
    if (row.state === 'connecting' || row.state === 'ended') pushEndSoon(ctx, row)
    if (isMissed(row)) tellMissedSoon(ctx, row)
  }
  for (const appid of new Set(rows.map((row) => row.appid))) announceEvents(ctx, appid)
}

/**
 * Announces a call that begins to ring. When no client of the listener is connected, the caller and the back end are told
 * so (C14).
 */
export async function announceStart(ctx: Context, row: CallState): Promise<void> {
  announceEvents(ctx, row.appid)
  ctx.bus.publish(addressOf(row, 'caller'), { type: 'call', call: toSnapshot(row) })
  await tellListener(ctx, row)
}

/**
 * Tells the listener's clients of a call that rings; when none is connected, the caller, and once the back end (C14). It keeps
 * ringing all the same: the listener may open the page yet.
 */
export async function tellListener(ctx: Context, row: CallState): Promise<void> {
  if (row.awaitsBackend) return
  const call = toSnapshot(row)
  const pushing = pushRing(ctx, row)
  if (!row.quiet && (await ring(ctx, row, call))) return
  ctx.bus.publish(addressOf(row, 'caller'), { type: 'call.listener', room_id: row.roomId, online: false })
  // In quiet hours the caller hears what it hears when nobody is there, and nobody is woken (Y9).
  if (row.quiet) return
  const sending = await pushing
  if (sending.length === 0) return noteOffline(ctx, row, 0)
  inBackground(ctx, async () => noteOffline(ctx, row, await countSent(sending, PUSHED_WITHIN_MS)))
}

async function noteOffline(ctx: Context, row: CallState, pushed: number): Promise<void> {
  const isFirst = await ctx.store.write(async (tx) => {
    const noted = await tx.calls.noteListenerOffline(row.roomId)
    if (noted) await tx.events.append(row.appid, [listenerOffline(noted, pushed, ctx.now())])
    return noted !== undefined
  })
  if (isFirst) announceEvents(ctx, row.appid)
}

/** Tells the callers of calls that ring that a client of the listener has come online (C14). */
export function announceListener(ctx: Context, appid: string, calls: readonly Call[]): void {
  for (const { state, room_id, caller, model_id, sn, openid } of calls) {
    if (state !== 'created' && state !== 'ringing') continue
    const to = caller.kind === 'device' ? address.device(appid, model_id, sn) : address.person(appid, openid)
    ctx.bus.publish(to, { type: 'call.listener', room_id, online: true })
  }
}

/** @returns false when no client of the listener is connected, to any node; true also when nobody knows */
async function ring(ctx: Context, row: CallState, call: Call): Promise<boolean> {
  const to = addressOf(row, 'listener')
  try {
    return await ctx.bus.deliver(to, { type: 'call', call })
  } catch (err) {
    // What was committed stays so, whether or not the news of it gets through.
    ctx.log.warn({ err, to }, 'a call that begins to ring could not be told to its listener')
    return true
  }
}

/** Busy is heard by the caller only (C8). */
function isToldToListener(row: CallState): boolean {
  return row.endReason !== 'busy' && isKnownToListener(row)
}

function addressOf(row: CallState, side: SideName) {
  const isDevice = (row.callerKind === 'device') === (side === 'caller')
  return isDevice ? address.device(row.appid, row.modelId, row.sn) : address.person(row.appid, row.openid)
}

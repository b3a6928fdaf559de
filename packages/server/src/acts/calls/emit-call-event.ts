/** Tells the app's back end, live, what happens to a call. */

import { randomUUID } from 'node:crypto'
import type { Call } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { Context } from '../context.ts'

/** Sends one event to whoever listens for the app; nobody listening is fine. */
export async function emitCallEvent(
  ctx: Context,
  appid: string,
  type: 'call.changed' | 'call.listener_offline',
  call: Call,
): Promise<void> {
  await ctx.bus.send(address.app(appid), { id: `evt_${randomUUID()}`, type, at: ctx.now(), data: { call } })
}

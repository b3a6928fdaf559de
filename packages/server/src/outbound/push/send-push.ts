/** Sends one push, with the attempts that its time allows. */

import { setTimeout as pause } from 'node:timers/promises'
import pRetry from 'p-retry'
import type { Context } from '../../context.ts'
import { AddressRefused } from '../public-address.ts'
import { postPush } from './providers.ts'
import { type Push, PushDelayed, PushGone, type PushOutcome } from './push.ts'

/** No attempt is begun later than this, and none later than the message is good. */
const GIVE_UP_MS = 12_000
const RETRIES = 4
const FIRST_PAUSE_MS = 300

/** @param stopping aborted when the server stops @returns what came of it; why it failed is logged */
export async function sendPush(ctx: Context, push: Push, stopping: AbortSignal): Promise<PushOutcome> {
  const { kind, service } = push.subscription
  const until = performance.now() + Math.min(GIVE_UP_MS, push.ttlSeconds * 1000)
  const isWorthIt = async (error: Error) => {
    if (!(error instanceof PushDelayed)) return false
    const wait = error.afterMs ?? 0
    if (performance.now() + wait >= until) return false
    await pause(wait, undefined, { signal: stopping })
    return true
  }
  try {
    await pRetry(() => postPush(ctx, push, stopping), {
      retries: RETRIES,
      minTimeout: FIRST_PAUSE_MS,
      maxRetryTime: GIVE_UP_MS,
      randomize: true,
      signal: stopping,
      shouldRetry: ({ error }) => isWorthIt(error),
    })
    return 'sent'
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const about = { kind, service, type: push.message.type, why }
    // Some client tries what this server can reach.
    if (error instanceof AddressRefused || error instanceof PushGone) {
      ctx.log.info(about, 'a subscription is forgotten')
      return 'gone'
    }
    ctx.log.warn(about, 'a push was not taken')
    return 'failed'
  }
}

/** The push services of each server in the process: opened when they are first pushed to. */

import type { Context } from '../../context.ts'
import type { Push, PushProvider, PushTarget } from './push.ts'
import { openWebPush } from './web-push.ts'

type Kind = PushTarget['kind']
/** Of any kind; what is given to it has to be of its own. */
type AnyProvider = PushProvider<never>

const OPEN: Record<Kind, (ctx: Context) => AnyProvider | Promise<AnyProvider>> = {
  web: openWebPush,
  // Their libraries are loaded where they are set up, and nowhere else.
  apns: async (ctx) => (await import('./apns.ts')).openApns(ctx),
  fcm: async (ctx) => (await import('./fcm.ts')).openFcm(ctx),
}

const opened = new WeakMap<Context, Map<Kind, Promise<AnyProvider>>>()

/** One attempt. @throws PushGone, PushDelayed, or what makes it useless to try again: also that this node is not set up for that kind */
export async function postPush(ctx: Context, push: Push, signal: AbortSignal): Promise<void> {
  const { kind } = push.target
  const mine = opened.get(ctx) ?? new Map<Kind, Promise<AnyProvider>>()
  opened.set(ctx, mine)
  const opening = mine.get(kind) ?? Promise.resolve(OPEN[kind](ctx))
  mine.set(kind, opening)
  const provider = await opening
  await provider.post(push as Push<never>, signal)
}

/** Closes the connections. */
export async function closePushConnections(ctx: Context): Promise<void> {
  const mine = [...(opened.get(ctx)?.values() ?? [])]
  opened.delete(ctx)
  // One that could not be opened has none.
  await Promise.allSettled(mine.map(async (provider) => (await provider).close()))
}

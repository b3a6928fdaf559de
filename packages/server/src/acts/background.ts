/** Work that goes on after an act has answered, and that must be over before the store is closed. */

import type { Context } from '../context.ts'

interface Background {
  stopping: AbortController
  /** What is under way; none of it rejects. */
  work: Set<Promise<void>>
}
/** One for each server in the process. */
const backgrounds = new WeakMap<Context, Background>()

function backgroundOf(ctx: Context): Background {
  const found = backgrounds.get(ctx) ?? { stopping: new AbortController(), work: new Set() }
  backgrounds.set(ctx, found)
  return found
}

/** @param start starts the work; its signal is aborted when the server stops. What the work throws is logged */
export function inBackground(ctx: Context, start: (signal: AbortSignal) => Promise<void>): void {
  const { stopping, work } = backgroundOf(ctx)
  const started = start(stopping.signal)
    .catch((err) => ctx.log.warn({ err }, 'work in the background failed'))
    .finally(() => work.delete(started))
  work.add(started)
}

/** Waits until all of it is done that is under way now. */
export async function backgroundDone(ctx: Context): Promise<void> {
  await Promise.all(backgroundOf(ctx).work)
}

/** Tells all of it to stop, and waits until it has. */
export async function stopBackground(ctx: Context): Promise<void> {
  backgroundOf(ctx).stopping.abort(new Error('the server is stopping'))
  await backgroundDone(ctx)
}

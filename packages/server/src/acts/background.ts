/** Work that goes on after an act has answered, and that must be over before the store is closed. */

import type { Context } from './context.ts'

interface Running {
  stopping: AbortController
  work: Set<Promise<void>>
}
/** One for each server in the process. */
const running = new WeakMap<Context, Running>()

function of(ctx: Context): Running {
  const found = running.get(ctx) ?? { stopping: new AbortController(), work: new Set() }
  running.set(ctx, found)
  return found
}

/** @param work is handed a signal that is aborted when the server stops; what it throws is logged */
export function inBackground(ctx: Context, work: (signal: AbortSignal) => Promise<void>): void {
  const { stopping, work: all } = of(ctx)
  const one = work(stopping.signal)
    .catch((err) => ctx.log.warn({ err }, 'work in the background failed'))
    .finally(() => all.delete(one))
  all.add(one)
}

/** Tells all of it to stop, and waits until it has. */
export async function stopBackground(ctx: Context): Promise<void> {
  const { stopping, work } = of(ctx)
  stopping.abort(new Error('the server is stopping'))
  await Promise.all(work)
}

/** What an app's back end is told, for tests. */

import { numberEvents } from '../src/acts/events/announce-events.ts'
import type { AppEvent } from '../src/acts/events/app-events.ts'
import { newestPosition } from '../src/acts/events/follow-events.ts'
import type { Context } from '../src/context.ts'

/** @returns reads every event that was committed since, in order */
export async function eventsFromNow(ctx: Context, appid: string): Promise<() => Promise<AppEvent[]>> {
  await number(ctx, appid)
  const from = await newestPosition(ctx, appid)
  return async () => {
    await number(ctx, appid)
    const events = await ctx.store.events.after(appid, from.number, 10_000)
    return events.map(({ id, type, at, data }) => ({ id, type, at, data: JSON.parse(data) }) as AppEvent)
  }
}

async function number(ctx: Context, appid: string): Promise<void> {
  if (ctx.store.events.numbersAfterCommit()) await numberEvents(ctx, appid)
}

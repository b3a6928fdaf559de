/** What an app's back end is told, for tests. */

import { type AppEvent, EVENTS, type EventType } from '@callgrant/protocol'
import { expect } from 'vitest'
import { numberEvents } from '../src/acts/events/announce-events.ts'
import { newestPosition } from '../src/acts/events/follow-events.ts'
import type { Context } from '../src/context.ts'

/** @returns reads every event that was committed since, in order */
export async function eventsFromNow(ctx: Context, appid: string): Promise<() => Promise<AppEvent[]>> {
  await number(ctx, appid)
  const from = await newestPosition(ctx, appid)
  return async () => {
    await number(ctx, appid)
    const events = await ctx.store.events.after(appid, from.number, 10_000)
    return events.map(({ id, type, at, data }) => {
      // All that is told is as the catalogue has it, and no more.
      const parsed = EVENTS[type as EventType].data.parse(JSON.parse(data))
      expect(parsed).toEqual(JSON.parse(data))
      return { id, type, at, data: parsed } as AppEvent
    })
  }
}

async function number(ctx: Context, appid: string): Promise<void> {
  if (ctx.store.events.numbersAfterCommit()) await numberEvents(ctx, appid)
}

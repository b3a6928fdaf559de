/** The steps of one call, as far as their events are kept. */

import type { AppEvent } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'

/** How long after its end, in milliseconds, a side may say how good a call was. */
const AFTER_MS = 10 * 60_000
/** Most events of a person in the time of a call. */
const MOST = 1000

/** In their order. @throws CallgrantError `room_unknown` */
export async function listCallEvents(
  ctx: Context,
  { appid }: { appid: string },
  roomId: string,
): Promise<{ items: AppEvent[] }> {
  const call = await ctx.store.calls.find(appid, roomId)
  if (!call) throw new CallgrantError('room_unknown')
  const { openid, createdAt, endedAt } = call
  const to = (endedAt ?? ctx.now()) + AFTER_MS
  const rows = await ctx.store.events.ofPerson(appid, openid, { from: createdAt, to, limit: MOST })
  const events = rows.map(({ id, type, at, data }) => ({ id, type, at, data: JSON.parse(data) }) as AppEvent)
  return { items: events.filter((event) => isAbout(event, roomId)) }
}

function isAbout({ data }: AppEvent, roomId: string): boolean {
  const named = 'room_id' in data ? data.room_id : 'call' in data ? data.call.room_id : undefined
  return named === roomId
}

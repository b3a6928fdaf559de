/** The calls that a person or a device missed, and which of them they have read, on any of their clients. */

import type { ListMissedCalls, MissedCall, MissedCallPage, ReadMissedCalls } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { Context, DeviceCaller, PersonCaller } from '../../context.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import type { MissedRow } from '../../store/missed-calls.ts'
import { inBackground } from '../background.ts'
import { readCursor, toPage } from '../page.ts'

type Listener = PersonCaller | DeviceCaller

/** A page of them, newest first. @throws CallgrantError `bad_request` for a cursor that is none of ours */
export async function listMissedCalls(
  ctx: Context,
  listener: Listener,
  { unread, cursor, limit }: ListMissedCalls,
): Promise<MissedCallPage> {
  const { appid } = listener
  const after = readCursor(cursor, ['number', 'text'])
  const before = after ? { endedAt: after[0], roomId: after[1] } : undefined
  const [rows, count] = [
    await ctx.store.missedCalls.list(appid, listener, {
      unread: unread === 'true',
      before,
      limit: limit + 1,
    }),
    await ctx.store.missedCalls.countUnread(appid, listener),
  ]
  return { ...toPage(rows, limit, (row) => [row.endedAt ?? 0, row.roomId], toMissed), unread: count }
}

/** Marks some as read, or all until a time; all clients of the listener hear how many are left. Rooms that are none of theirs are passed over. */
export async function readMissedCalls(
  ctx: Context,
  listener: Listener,
  which: ReadMissedCalls,
): Promise<{ unread: number }> {
  const { appid } = listener
  const rooms = 'until' in which ? which : { roomIds: which.room_ids }
  const changed = await ctx.store.missedCalls.markRead(appid, listener, rooms, ctx.now())
  const unread = await ctx.store.missedCalls.countUnread(appid, listener)
  if (changed > 0) ctx.bus.publish(address.client(listener), { type: 'missed_calls.changed', unread })
  return { unread }
}

/** Tells the clients of its listener that a call was missed. Returns at once. */
export function tellMissedSoon(ctx: Context, { appid, callerKind, openid, modelId, sn }: CallState): void {
  const listener =
    callerKind === 'device'
      ? ({ role: 'person', appid, openid } as const)
      : ({ role: 'device', appid, modelId, sn } as const)
  inBackground(ctx, async () => {
    const unread = await ctx.store.missedCalls.countUnread(appid, listener)
    ctx.bus.publish(address.client(listener), { type: 'missed_calls.changed', unread })
  })
}

function toMissed(row: MissedRow): MissedCall {
  return {
    room_id: row.roomId,
    name: row.callerName,
    room_type: row.roomType,
    model_id: row.modelId,
    sn: row.sn,
    openid: row.openid,
    reason: row.endReason === 'cancelled' ? 'cancelled' : 'timeout',
    at: row.createdAt,
    ended_at: row.endedAt ?? row.createdAt,
    read_at: row.readAt,
  }
}

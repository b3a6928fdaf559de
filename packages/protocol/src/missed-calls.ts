/** Calls that rang and that nobody answered, as their listener sees them. */

import { z } from 'zod'
import { ModelId, OpenId, Page, Sn, Time } from './fields.ts'
import { PAGE_MAX } from './limits.ts'
import { RoomId, RoomType } from './socket.ts'

export const MissedCall = z.object({
  room_id: RoomId,
  name: z.string().meta({ description: 'Who rang, as the listener was shown it (C5)' }),
  room_type: RoomType,
  model_id: ModelId,
  sn: Sn,
  openid: OpenId,
  reason: z
    .enum(['timeout', 'cancelled'])
    .meta({ description: 'Nobody answered in time; the caller gave up' }),
  at: Time.meta({ description: 'When it rang' }),
  ended_at: Time,
  read_at: Time.nullable().meta({ description: 'When a client of the listener marked it as read' }),
})
export const ListMissedCalls = Page.extend({
  unread: z.enum(['true']).optional().meta({ description: 'Only those that were not read' }),
})
export const MissedCallPage = z.object({
  items: z.array(MissedCall),
  next_cursor: z.string().nullable(),
  unread: z.number().int().meta({ description: 'How many were not read, of all' }),
})
export const ReadMissedCalls = z.union([
  z.strictObject({ room_ids: z.array(RoomId).min(1).max(PAGE_MAX).meta({ description: 'These' }) }),
  z.strictObject({
    until: Time.min(0).meta({
      description: 'All that ended until then, in milliseconds since 1970: what comes meanwhile stays unread',
    }),
  }),
])
export const UnreadMissedCalls = z.object({ unread: z.number().int() })

export type MissedCall = z.infer<typeof MissedCall>
export type ListMissedCalls = z.infer<typeof ListMissedCalls>
export type MissedCallPage = z.infer<typeof MissedCallPage>
export type ReadMissedCalls = z.infer<typeof ReadMissedCalls>
export type UnreadMissedCalls = z.infer<typeof UnreadMissedCalls>

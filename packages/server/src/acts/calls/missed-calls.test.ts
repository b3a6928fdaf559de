import { beforeEach, expect, it } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  NOON,
  ring,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import type { Context, DeviceCaller, PersonCaller } from '../../context.ts'
import { backgroundDone } from '../background.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { acceptCall } from './accept-call.ts'
import { cancelCall, rejectCall } from './leave-call.ts'
import { listCalls } from './list-calls.ts'
import { listMissedCalls, readMissedCalls } from './missed-calls.ts'
import { startCall } from './start-call.ts'
import { sweepCalls } from './sweep.ts'

const ALICE: PersonCaller = { role: 'person', appid: APP, openid: 'alice' }
const BOB: PersonCaller = { role: 'person', appid: APP, openid: 'bob' }

eachStore((open) => {
  let bed: CallTestbed
  let ctx: Context
  beforeEach(async () => {
    bed = await createCallTestbed(await open())
    ctx = bed.ctx
    await bed.decide('alice', 'door-1', 1, 'Front door phone')
  })
  const door = () => bed.door()
  /** A call that the caller gave up. */
  const missed = async () => {
    bed.clock.now += 1_000
    const call = await startCall(ctx, door(), ring('alice', { join: true }))
    await cancelCall(ctx, door(), call.room_id, 'manual')
    return call.room_id
  }
  const list = (of: PersonCaller | DeviceCaller = ALICE, more = {}) =>
    listMissedCalls(ctx, of, { limit: 50, ...more })

  it('are those that nobody answered: given up, or out of time', async () => {
    const given = await missed()
    const late = await startCall(ctx, door(), ring('alice', { join: true }))
    bed.clock.now += 61_000
    await sweepCalls(ctx, { unseen: false })
    expect(await list()).toEqual({
      items: [
        expect.objectContaining({ room_id: late.room_id, reason: 'timeout', read_at: null }),
        {
          room_id: given,
          name: 'Front door phone',
          room_type: 'video',
          model_id: 'm_door',
          sn: 'door-1',
          openid: 'alice',
          reason: 'cancelled',
          at: NOON + 1_000,
          ended_at: NOON + 1_000,
          read_at: null,
        },
      ],
      next_cursor: null,
      unread: 2,
    })
  })

  it('are none that were answered, declined or busy, and none of anybody else', async () => {
    const answered = await startCall(ctx, door(), ring('alice', { join: true }))
    await acceptCall(ctx, bed.person(), answered.room_id)
    await bed.decide('alice', 'door-2', 1)
    expect((await startCall(ctx, bed.door('door-2'), ring('alice'))).end?.reason).toBe('busy')
    await cancelCall(ctx, door(), answered.room_id, 'manual')
    const declined = await startCall(ctx, door(), ring('alice', { join: true }))
    await rejectCall(ctx, bed.person(), declined.room_id, 'manual')
    const own = await startCall(ctx, bed.person(), ringDoor('door-1', { join: true }))
    await cancelCall(ctx, bed.person(), own.room_id, 'manual')
    expect(await list()).toMatchObject({ items: [], unread: 0 })
    await missed()
    expect(await list(BOB)).toMatchObject({ items: [], unread: 0 })
  })

  it('of a device are the calls that people gave up', async () => {
    const device = door() as DeviceCaller
    const call = await startCall(ctx, bed.person(), ringDoor('door-1', { join: true, caller_name: 'Alice' }))
    await cancelCall(ctx, bed.person(), call.room_id, 'manual')
    await missed()
    expect(await list(device)).toMatchObject({ items: [{ room_id: call.room_id, name: 'Alice' }], unread: 1 })
    expect(await readMissedCalls(ctx, device, { room_ids: [call.room_id] })).toEqual({ unread: 0 })
    expect((await list()).unread).toBe(1)
  })

  it('are read for all clients of the listener, which hear how many are left; a room of somebody else is passed over', async () => {
    const [one, two, three] = [await missed(), await missed(), await missed()]
    await backgroundDone(ctx)
    const heard = bed.hear(addressOf(bed.person()))
    expect(await readMissedCalls(ctx, BOB, { room_ids: [one] })).toEqual({ unread: 0 })
    bed.clock.now += 5_000
    expect(await readMissedCalls(ctx, ALICE, { room_ids: [two, 'r_none'] })).toEqual({ unread: 2 })
    const at = bed.clock.now
    bed.clock.now += 5_000
    // Again, it keeps the time of the first, and is no news.
    expect(await readMissedCalls(ctx, ALICE, { room_ids: [two] })).toEqual({ unread: 2 })
    expect((await list()).items.map(({ room_id, read_at }) => [room_id, read_at])).toEqual([
      [three, null],
      [two, at],
      [one, null],
    ])
    expect((await list(ALICE, { unread: 'true' })).items.map(({ room_id }) => room_id)).toEqual([three, one])
    const newest = (await list()).items[0]?.ended_at ?? 0
    const later = await missed()
    expect(await readMissedCalls(ctx, ALICE, { until: newest })).toEqual({ unread: 1 })
    await backgroundDone(ctx)
    expect((await list(ALICE, { unread: 'true' })).items).toMatchObject([{ room_id: later }])
    const news = heard.flatMap((message) => (message.type === 'missed_calls.changed' ? [message.unread] : []))
    expect([news[0], news.at(-1)].toSorted()).toEqual([1, 2])
  })

  it('come in pages, and are a filter of the back end’s calls with what was read', async () => {
    const rooms = [await missed(), await missed(), await missed()].toReversed()
    await readMissedCalls(ctx, ALICE, { room_ids: [rooms[0] as string] })
    const readAt = bed.clock.now
    bed.clock.now += 1_000
    const declined = await startCall(ctx, door(), ring('alice', { join: true }))
    await rejectCall(ctx, bed.person(), declined.room_id, 'manual')
    const first = await list(ALICE, { limit: 2 })
    const rest = await list(ALICE, { limit: 2, cursor: first.next_cursor })
    expect([...first.items, ...rest.items].map(({ room_id }) => room_id)).toEqual(rooms)
    expect(rest.next_cursor).toBeNull()
    const all = await listCalls(ctx, { appid: APP }, { limit: 50, missed: 'true' })
    expect(all.items.map(({ room_id, missed, read_at }) => [room_id, missed, read_at])).toEqual([
      [rooms[0], true, readAt],
      [rooms[1], true, null],
      [rooms[2], true, null],
    ])
    expect((await listCalls(ctx, { appid: APP }, { limit: 1 })).items).toMatchObject([
      { missed: false, read_at: null },
    ])
  })

  it('are erased with their person', async () => {
    await missed()
    await forgetPerson(ctx, { appid: APP }, 'alice')
    expect(await list()).toMatchObject({ items: [], unread: 0 })
  })
})

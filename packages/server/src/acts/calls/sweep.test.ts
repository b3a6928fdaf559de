/** What time does to calls (C6, C10, C15), on both databases. */

import { beforeEach, expect, test, vi } from 'vitest'
import { APP, type CallWorld, callWorld, NOON, ring, ringDoor } from '../../../test/call-world.ts'
import { eachStore } from '../../../test/each-store.ts'
import { acceptCall } from './accept-call.ts'
import { joinCall } from './join-call.ts'
import { keepAlive } from './keep-alive.ts'
import { hangUpCall } from './leave-call.ts'
import { getCall, listCalls } from './list-calls.ts'
import { mediaReady } from './media-ready.ts'
import { startCall } from './start-call.ts'
import { sweep } from './sweep.ts'
import { startSweeper } from './sweeper.ts'

/** Another process may have the machine just now. */
const PATIENCE = { timeout: 15_000 }

eachStore((open) => {
  let world: CallWorld
  beforeEach(async () => {
    world = await callWorld(await open())
    await world.decide('alice', 'door-1', 1)
  })
  const app = { appid: APP }
  const endOf = async (room: string) => (await getCall(world.ctx, app, room)).end
  const start = async (more = {}) => (await startCall(world.ctx, world.door(), ring('alice', more))).room_id
  const talk = async (more = {}) => {
    const room = await start(more)
    await joinCall(world.ctx, world.door(), room)
    await acceptCall(world.ctx, world.person(), room)
    await mediaReady(world.ctx, world.door(), room)
    await mediaReady(world.ctx, world.person(), room)
    return room
  }

  test('lets a call ring as long as the app says, then times out', async () => {
    await world.store.db
      .updateTable('app')
      .set({ ring_timeout_seconds: 5 })
      .where('appid', '=', APP)
      .execute()
    const room = await start()
    world.clock.now += 4_999
    expect(await sweep(world.ctx)).toEqual([])
    world.clock.now += 1
    await sweep(world.ctx)
    expect(await endOf(room)).toEqual({ reason: 'timeout', by: null, origin: 'other', message: null })
    expect((await startCall(world.ctx, world.door(), ring('alice'))).state).toBe('created')
  })

  test('aborts when the caller does not join within 20 s of the answer', async () => {
    const room = await start()
    await acceptCall(world.ctx, world.person(), room)
    for (let second = 0; second < 15; second += 5) {
      world.clock.now += 5_000
      await keepAlive(world.ctx, world.person(), room, false)
      expect(await sweep(world.ctx)).toEqual([])
    }
    world.clock.now += 5_000
    await sweep(world.ctx)
    expect(await endOf(room)).toMatchObject({
      reason: 'aborted',
      message: 'listener waitOtherToJoin timeout',
    })
  })

  test('ends by the time limit, to the second (C10)', async () => {
    const room = await talk({ time_limit_seconds: 10 })
    world.clock.now += 9_999
    expect(await sweep(world.ctx)).toEqual([])
    world.clock.now += 1
    await sweep(world.ctx)
    expect(await endOf(room)).toMatchObject({ reason: 'hung_up', origin: 'timeLimit' })
    const call = await getCall(world.ctx, app, room)
    expect((call.ended_at ?? 0) - (call.started_at ?? 0)).toBe(10_000)
  })

  test('ends a call one side of which is gone, but not while its media still arrives (C15)', async () => {
    const room = await talk()
    for (let second = 0; second < 60; second += 5) {
      world.clock.now += 5_000
      await keepAlive(world.ctx, world.door(), room, true)
      expect(await sweep(world.ctx)).toEqual([])
    }
    for (let second = 0; second < 10; second += 5) {
      world.clock.now += 5_000
      await keepAlive(world.ctx, world.door(), room, false)
      expect(await sweep(world.ctx)).toEqual([])
    }
    world.clock.now += 5_000
    await keepAlive(world.ctx, world.door(), room, false)
    await sweep(world.ctx)
    expect(await endOf(room)).toMatchObject({ reason: 'aborted', by: 'listener' })
  })

  test('gives clients time to come back when the node was away', async () => {
    const room = await talk()
    world.clock.now += 60_000
    expect(await sweep(world.ctx, { unseen: false })).toEqual([])
    await keepAlive(world.ctx, world.door(), room, false)
    await keepAlive(world.ctx, world.person(), room, false)
    expect(await sweep(world.ctx)).toEqual([])
  })

  test('runs by itself while a node is alive, and counts 15 s from its start', async () => {
    const rung = await start()
    await world.decide('bob', 'door-2', 1)
    world.clock.now += 30_000
    const { room_id: unseen } = await startCall(world.ctx, world.door('door-2'), ring('bob'))
    await joinCall(world.ctx, world.door('door-2'), unseen)
    world.clock.now += 30_000
    const sweeper = startSweeper(world.ctx, 5)
    try {
      // What has run out ends at once; a caller unseen for 30 s may still come back to a node just started.
      await vi.waitFor(async () => expect((await endOf(rung))?.reason).toBe('timeout'), PATIENCE)
      expect(await endOf(unseen)).toBeNull()
      // In steps: a jump of the clock would look like a node that was away.
      await vi.waitFor(async () => {
        world.clock.now += 1_000
        expect(await endOf(unseen)).toMatchObject({ reason: 'aborted', by: 'caller' })
      }, PATIENCE)
      expect((await getCall(world.ctx, app, unseen)).ended_at).toBeGreaterThanOrEqual(NOON + 60_000 + 15_000)
    } finally {
      await sweeper.stop()
    }
    const late = await start()
    world.clock.now += 60_000
    expect(await endOf(late)).toBeNull()
  })

  test('forgets used tokens that have expired', async () => {
    const values = [
      { jti: 'old', expires_at: world.clock.now - 3_600_000 },
      { jti: 'good', expires_at: world.clock.now + 1 },
    ]
    await world.store.db.insertInto('used_token').values(values).execute()
    await sweep(world.ctx)
    expect(await world.store.db.selectFrom('used_token').select('jti').execute()).toEqual([{ jti: 'good' }])
  })

  test('keeps the history, newest first, in pages, for its own app only (B1)', async () => {
    const rooms = []
    for (let n = 0; n < 5; n++) {
      // Two in the same millisecond, so that the page's end cuts between equals.
      if (n % 2) world.clock.now += 1000
      const room = await start()
      await hangUpCall(world.ctx, world.door(), room, 'manual')
      rooms.push(room)
    }
    const free = { needs_authorization: false }
    const open = await startCall(world.ctx, world.person('bob'), ringDoor('door-2', free))
    const seen = []
    let cursor: string | undefined
    do {
      const page = await listCalls(world.ctx, app, { limit: 2, ...(cursor && { cursor }) })
      seen.push(...page.items)
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    expect(seen).toHaveLength(6)
    expect(new Set(seen.map((call) => call.room_id))).toEqual(new Set([...rooms, open.room_id]))
    const times = seen.map((call) => call.created_at)
    expect(times).toEqual(times.toSorted((a, b) => b - a))

    const count = async (query: object) =>
      (await listCalls(world.ctx, app, { limit: 50, ...query })).items.length
    expect(await count({ open: 'true' })).toBe(1)
    expect(await count({ open: 'false' })).toBe(5)
    expect(await count({ openid: 'bob' })).toBe(1)
    expect(await count({ model_id: 'm_door', sn: 'door-1' })).toBe(5)
    expect(await count({ model_id: 'm_bell', sn: 'door-1' })).toBe(0)
    expect(await count({ model_id: 'm_door' })).toBe(6)
    expect((await listCalls(world.ctx, { appid: 'other' }, { limit: 50 })).items).toEqual([])
    await expect(getCall(world.ctx, { appid: 'other' }, open.room_id)).rejects.toMatchObject({
      code: 'room_unknown',
    })
    await expect(listCalls(world.ctx, app, { limit: 2, cursor: 'x' })).rejects.toMatchObject({
      code: 'bad_request',
    })
  })
})

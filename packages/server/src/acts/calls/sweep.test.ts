/** What time does to calls (C6, C10, C15), on both databases. */

import { beforeEach, expect, test, vi } from 'vitest'
import {
  APP,
  type CallTestbed,
  createCallTestbed,
  MODEL,
  NOON,
  ring,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { resetDevice } from '../devices/reset-device.ts'
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
  let testbed: CallTestbed
  beforeEach(async () => {
    testbed = await createCallTestbed(await open())
    await testbed.decide('alice', 'door-1', 1)
  })
  const app = { appid: APP }
  const free = { needs_authorization: false }
  const endOf = async (room: string) => (await getCall(testbed.ctx, app, room)).end
  const start = async (more = {}) =>
    (await startCall(testbed.ctx, testbed.door(), ring('alice', more))).room_id
  const talk = async (more = {}) => {
    const room = await start(more)
    await joinCall(testbed.ctx, testbed.door(), room)
    await acceptCall(testbed.ctx, testbed.person(), room)
    await mediaReady(testbed.ctx, testbed.door(), room)
    await mediaReady(testbed.ctx, testbed.person(), room)
    return room
  }

  test('lets a call ring as long as the app says, then times out', async () => {
    await testbed.store.db
      .updateTable('app')
      .set({ ring_timeout_seconds: 5 })
      .where('appid', '=', APP)
      .execute()
    const room = await start()
    testbed.clock.now += 4_999
    expect(await sweep(testbed.ctx)).toEqual([])
    testbed.clock.now += 1
    await sweep(testbed.ctx)
    expect(await endOf(room)).toEqual({ reason: 'timeout', by: null, origin: 'other', message: null })
    expect((await startCall(testbed.ctx, testbed.door(), ring('alice'))).state).toBe('created')
  })

  test('ends the ringing 20 s after its caller was last heard, joined or not, also by a reset (C6)', async () => {
    for (const dies of ['before it joined', 'after it joined', 'by a reset']) {
      const room = await start()
      if (dies === 'after it joined') await joinCall(testbed.ctx, testbed.door(), room)
      testbed.clock.now += 5_000
      await keepAlive(testbed.ctx, testbed.door(), room, false)
      if (dies === 'by a reset') {
        await resetDevice(testbed.ctx, app, { model_id: MODEL, sn: 'door-1' })
      }
      testbed.clock.now += 19_999
      expect(await sweep(testbed.ctx)).toEqual([])
      testbed.clock.now += 1
      await sweep(testbed.ctx)
      const message = 'the caller gave no sign of life for 15 s'
      expect(await endOf(room)).toEqual({ reason: 'aborted', by: 'caller', origin: 'other', message })
      await testbed.register('door-1')
      // Nobody is left busy.
      const again = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', free))
      expect(again.state).toBe('created')
      await hangUpCall(testbed.ctx, testbed.person(), again.room_id, 'manual')
    }
  })

  test('aborts when the caller does not join within 20 s of the answer', async () => {
    const room = await start()
    await acceptCall(testbed.ctx, testbed.person(), room)
    for (let second = 0; second < 15; second += 5) {
      testbed.clock.now += 5_000
      await keepAlive(testbed.ctx, testbed.person(), room, false)
      await keepAlive(testbed.ctx, testbed.door(), room, false)
      expect(await sweep(testbed.ctx)).toEqual([])
    }
    testbed.clock.now += 5_000
    await sweep(testbed.ctx)
    expect(await endOf(room)).toMatchObject({
      reason: 'aborted',
      message: 'listener waitOtherToJoin timeout',
    })
  })

  test('ends by the time limit, to the second (C10)', async () => {
    const room = await talk({ time_limit_seconds: 10 })
    testbed.clock.now += 9_999
    expect(await sweep(testbed.ctx)).toEqual([])
    testbed.clock.now += 1
    await sweep(testbed.ctx)
    expect(await endOf(room)).toMatchObject({ reason: 'hung_up', origin: 'timeLimit' })
    const call = await getCall(testbed.ctx, app, room)
    expect((call.ended_at ?? 0) - (call.started_at ?? 0)).toBe(10_000)
  })

  test('ends a call one side of which is gone, but not while its media still arrives (C15)', async () => {
    const room = await talk()
    for (let second = 0; second < 60; second += 5) {
      testbed.clock.now += 5_000
      await keepAlive(testbed.ctx, testbed.door(), room, true)
      expect(await sweep(testbed.ctx)).toEqual([])
    }
    for (let second = 0; second < 15; second += 5) {
      testbed.clock.now += 5_000
      await keepAlive(testbed.ctx, testbed.door(), room, false)
      expect(await sweep(testbed.ctx)).toEqual([])
    }
    testbed.clock.now += 5_000
    await keepAlive(testbed.ctx, testbed.door(), room, false)
    await sweep(testbed.ctx)
    expect(await endOf(room)).toMatchObject({ reason: 'aborted', by: 'listener' })
  })

  test('gives clients time to come back when the node was away', async () => {
    const room = await talk()
    testbed.clock.now += 60_000
    expect(await sweep(testbed.ctx, { unseen: false })).toEqual([])
    await keepAlive(testbed.ctx, testbed.door(), room, false)
    await keepAlive(testbed.ctx, testbed.person(), room, false)
    expect(await sweep(testbed.ctx)).toEqual([])
  })

  test('runs by itself while a node is alive, and counts 20 s from its start', async () => {
    const rung = await start()
    await testbed.decide('bob', 'door-2', 1)
    testbed.clock.now += 30_000
    const { room_id: unseen } = await startCall(testbed.ctx, testbed.door('door-2'), ring('bob'))
    await joinCall(testbed.ctx, testbed.door('door-2'), unseen)
    testbed.clock.now += 30_000
    const sweeper = startSweeper(testbed.ctx, 5)
    try {
      // What has run out ends at once; a caller unseen for 30 s may still come back to a node just started.
      await vi.waitFor(async () => expect((await endOf(rung))?.reason).toBe('timeout'), PATIENCE)
      expect(await endOf(unseen)).toBeNull()
      // In steps: a jump of the clock would look like a node that was away.
      await vi.waitFor(async () => {
        testbed.clock.now += 1_000
        expect(await endOf(unseen)).toMatchObject({ reason: 'aborted', by: 'caller' })
      }, PATIENCE)
      expect((await getCall(testbed.ctx, app, unseen)).ended_at).toBeGreaterThanOrEqual(
        NOON + 60_000 + 20_000,
      )
    } finally {
      await sweeper.stop()
    }
    const late = await start()
    testbed.clock.now += 60_000
    expect(await endOf(late)).toBeNull()
  })

  test('forgets used tokens that have expired', async () => {
    const values = [
      { jti: 'old', expires_at: testbed.clock.now - 3_600_000 },
      { jti: 'good', expires_at: testbed.clock.now + 1 },
    ]
    await testbed.store.db.insertInto('used_token').values(values).execute()
    await sweep(testbed.ctx)
    expect(await testbed.store.db.selectFrom('used_token').select('jti').execute()).toEqual([{ jti: 'good' }])
  })

  test('keeps the history, newest first, in pages, for its own app only (B1)', async () => {
    const rooms = []
    for (let n = 0; n < 5; n++) {
      // Two in the same millisecond, so that the page's end cuts between equals.
      if (n % 2) testbed.clock.now += 1000
      const room = await start()
      await hangUpCall(testbed.ctx, testbed.door(), room, 'manual')
      rooms.push(room)
    }

    const open = await startCall(testbed.ctx, testbed.person('bob'), ringDoor('door-2', free))
    const seen = []
    let cursor: string | undefined
    do {
      const page = await listCalls(testbed.ctx, app, { limit: 2, ...(cursor && { cursor }) })
      seen.push(...page.items)
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    expect(seen).toHaveLength(6)
    expect(new Set(seen.map((call) => call.room_id))).toEqual(new Set([...rooms, open.room_id]))
    const times = seen.map((call) => call.created_at)
    expect(times).toEqual(times.toSorted((a, b) => b - a))

    const count = async (query: object) =>
      (await listCalls(testbed.ctx, app, { limit: 50, ...query })).items.length
    expect(await count({ open: 'true' })).toBe(1)
    expect(await count({ open: 'false' })).toBe(5)
    expect(await count({ openid: 'bob' })).toBe(1)
    expect(await count({ model_id: 'm_door', sn: 'door-1' })).toBe(5)
    expect(await count({ model_id: 'm_bell', sn: 'door-1' })).toBe(0)
    expect(await count({ model_id: 'm_door' })).toBe(6)
    expect((await listCalls(testbed.ctx, { appid: 'other' }, { limit: 50 })).items).toEqual([])
    await expect(getCall(testbed.ctx, { appid: 'other' }, open.room_id)).rejects.toMatchObject({
      code: 'room_unknown',
    })
    await expect(listCalls(testbed.ctx, app, { limit: 2, cursor: 'x' })).rejects.toMatchObject({
      code: 'bad_request',
    })
  })
})

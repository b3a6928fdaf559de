/** What a call costs the disk, and that signs of life are nobody's news. */

import { describe, expect, it } from 'vitest'
import { addressOf, createCallTestbed, ring } from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { openStore } from '../../store/store.ts'
import { acceptCall } from './accept-call.ts'
import { keepAlive } from './keep-alive.ts'
import { hangUpCall } from './leave-call.ts'
import { mediaReady } from './media-ready.ts'
import { startCall } from './start-call.ts'
import { sweepCalls } from './sweep.ts'

describe('on SQLite', () => {
  it('commits an ordinary call five times: start, answer, media at both sides, end', async () => {
    const store = await openStore('sqlite::memory:')
    const testbed = await createCallTestbed(store, { callsPerMinute: 30, callsPerDay: 500 })
    await testbed.decide('alice', 'door-1', 1)
    // Her client is there.
    testbed.hear(addressOf(testbed.person()))
    const before = store.commits() ?? 0
    const { room_id } = await startCall(testbed.ctx, testbed.door(), ring('alice', { join: true }))
    await acceptCall(testbed.ctx, testbed.person(), room_id)
    await mediaReady(testbed.ctx, testbed.door(), room_id)
    expect(await mediaReady(testbed.ctx, testbed.person(), room_id)).toMatchObject({ state: 'talking' })
    expect(await hangUpCall(testbed.ctx, testbed.person(), room_id, 'manual')).toMatchObject({
      state: 'ended',
    })
    expect((store.commits() ?? 0) - before).toBe(5)
    await store.close()
  })
})

eachStore((open) => {
  it('a sign of life raises no version, and keeps the call from being ended (C15)', async () => {
    const testbed = await createCallTestbed(await open())
    await testbed.decide('alice', 'door-1', 1)
    const { room_id } = await startCall(testbed.ctx, testbed.door(), ring('alice', { join: true }))
    await acceptCall(testbed.ctx, testbed.person(), room_id)
    await mediaReady(testbed.ctx, testbed.door(), room_id)
    const { version } = await mediaReady(testbed.ctx, testbed.person(), room_id)
    const heard = testbed.hear(addressOf(testbed.person()))
    for (let second = 0; second < 40; second += 2) {
      testbed.clock.now += 2000
      expect((await keepAlive(testbed.ctx, testbed.door(), room_id, false)).version).toBe(version)
      expect((await keepAlive(testbed.ctx, testbed.person(), room_id, false)).version).toBe(version)
      expect(await sweepCalls(testbed.ctx)).toEqual([])
    }
    expect(heard).toEqual([])
  })

  it('a sign of life that comes while the sweep decides is not overlooked (C15)', async () => {
    const store = await open()
    const testbed = await createCallTestbed(store)
    await testbed.decide('alice', 'door-1', 1)
    const { room_id } = await startCall(testbed.ctx, testbed.door(), ring('alice', { join: true }))
    const { appid } = testbed.door()
    testbed.clock.now += 30_000
    const asRead = await store.calls.find(appid, room_id)
    await keepAlive(testbed.ctx, testbed.door(), room_id, false)
    if (!asRead) throw new Error('no call')
    const end = { state: 'ended', endedAt: testbed.clock.now, version: asRead.version + 1 } as const
    expect(await store.changeCall({ call: asRead, changes: end, events: [] })).toBe(false)
    expect(await store.calls.find(appid, room_id)).toMatchObject({ state: 'ringing' })
  })
})

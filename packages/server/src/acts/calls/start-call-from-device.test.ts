/** Calls that the app's back end starts from a device, on both databases. */

import { beforeEach, expect, test } from 'vitest'
import { APP, addressOf, type CallWorld, callWorld, OTHER_APP, ring } from '../../../test/call-world.ts'
import { expectRefusal } from '../../../test/consent-world.ts'
import { eachStore, type TestStore } from '../../../test/each-store.ts'
import { acceptCall } from './accept-call.ts'
import { joinCall } from './join-call.ts'
import { cancelCall, hangUpCall } from './leave-call.ts'
import { getCall } from './list-calls.ts'
import { mediaReady } from './media-ready.ts'
import { openCalls } from './open-calls.ts'
import { startCall } from './start-call.ts'
import { startCallFromDevice } from './start-call-from-device.ts'
import { sweep } from './sweep.ts'

const app = { appid: APP }

eachStore((open) => {
  let world: CallWorld
  let store: TestStore
  const start = (more: object = {}, backend = app) =>
    startCallFromDevice(world.ctx, backend, {
      model_id: 'm_door',
      sn: 'door-1',
      openid: 'alice',
      room_type: 'video',
      caller_camera: true,
      listener_camera: true,
      ...more,
    })
  const busy = () => world.store.db.selectFrom('busy').selectAll().execute()

  beforeEach(async () => {
    store = await open()
    world = await callWorld(store)
    await world.decide('alice', 'door-1', 1)
  })

  test('tells both sides, and the device’s first client to join has it', async () => {
    const [door, person] = [world.door(), world.person()]
    const [heardByDoor, heardByAlice] = [world.hear(addressOf(door)), world.hear(addressOf(person))]
    const { room_id } = await start({ listener_name: 'Alice', payload: '{}' })
    for (const heard of [heardByDoor, heardByAlice]) {
      expect(heard).toMatchObject([
        {
          type: 'call',
          call: { state: 'created', caller: { kind: 'device', id: 'door-1', client_id: null } },
        },
      ])
    }
    expect(await openCalls(world.ctx, door)).toMatchObject([{ holds: false }])
    await joinCall(world.ctx, door, room_id)
    await expectRefusal(
      joinCall(world.ctx, world.door('door-1', 'client-two'), room_id),
      'answered_elsewhere',
    )
    await acceptCall(world.ctx, person, room_id)
    await mediaReady(world.ctx, door, room_id)
    expect(await mediaReady(world.ctx, person, room_id)).toMatchObject({ state: 'talking', payload: '{}' })
    await hangUpCall(world.ctx, door, room_id, 'manual')
    expect(await busy()).toEqual([])
  })

  test('is had by exactly one of many clients that join at the same moment, on two nodes', async () => {
    const nodes = [world.ctx, { ...world.ctx, store: await store.secondNode() }]
    const { room_id } = await start()
    const clients = Array.from({ length: 8 }, (_, i) => world.door('door-1', `client-${i}`))
    const joined = await Promise.allSettled(
      clients.map((client, i) => joinCall(nodes[i % 2] as typeof world.ctx, client, room_id)),
    )
    const holders = joined.flatMap((one, i) => (one.status === 'fulfilled' ? [`client-${i}`] : []))
    expect(holders).toEqual([(await getCall(world.ctx, app, room_id)).caller.client_id])
    for (const one of joined) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'answered_elsewhere' })
    }
  })

  test('is aborted when no client of the device joined within 20 s, and rings its full time when one did', async () => {
    const heard = world.hear(addressOf(world.person()))
    const { room_id } = await start()
    world.clock.now += 19_999
    expect(await sweep(world.ctx)).toEqual([])
    world.clock.now += 1
    await sweep(world.ctx)
    expect((await getCall(world.ctx, app, room_id)).end).toEqual({
      reason: 'aborted',
      by: 'caller',
      origin: 'other',
      message: 'no client of the device joined the call',
    })
    expect(heard.at(-1)).toMatchObject({ call: { state: 'ended' } })
    expect(await busy()).toEqual([])
    const second = await start()
    world.clock.now += 10_000
    await joinCall(world.ctx, world.door(), second.room_id)
    world.clock.now += 59_999
    expect(await sweep(world.ctx, { unseen: false })).toEqual([])
    world.clock.now += 1
    await sweep(world.ctx, { unseen: false })
    expect((await getCall(world.ctx, app, second.room_id)).end?.reason).toBe('timeout')
  })

  test('needs the consent of a call of the device (C2), and changes nothing without', async () => {
    const refusal = await expectRefusal(start({ sn: 'door-2' }), 'not_authorized')
    expect(refusal.message).toContain('door-2')
    await world.decide('alice', 'door-1', 0)
    await expectRefusal(start(), 'not_authorized')
    await expectRefusal(start({ openid: 'nobody' }), 'openid_unknown')
    await expectRefusal(start({ openid: 'carol' }), 'openid_other_app')
    await expectRefusal(start({ openid: 'a b' }), 'openid_malformed')
    await expectRefusal(start({ sn: 'unregistered' }), 'device_unknown')
    await expectRefusal(start({ openid: 'carol' }, { appid: OTHER_APP }), 'device_unknown')
    await world.store.db.updateTable('app').set({ calling: 0 }).execute()
    await expectRefusal(start(), 'calling_not_enabled')
    expect(await world.store.db.selectFrom('call').selectAll().execute()).toEqual([])
    expect(await busy()).toEqual([])
  })

  test('is refused while the device, or the person, is in a call (C8)', async () => {
    await world.decide('bob', 'door-1', 1)
    await world.decide('alice', 'door-2', 1)
    const { room_id } = await start()
    await expectRefusal(start({ openid: 'bob' }), 'call_in_progress')
    const refusal = await expectRefusal(start({ sn: 'door-2' }), 'call_in_progress')
    expect(refusal.message).toContain('The person is in another call')
    expect((await startCall(world.ctx, world.door('door-2'), ring('alice'))).end?.reason).toBe('busy')
    // A client of the device that has not joined may give it up all the same.
    await cancelCall(world.ctx, world.door(), room_id, 'manual')
    expect(await busy()).toEqual([])
  })
})

/** Calls that the app's back end starts from a device, on both databases. */

import { beforeEach, expect, test } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  OTHER_APP,
  ring,
} from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
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
  let testbed: CallTestbed
  let store: TestStore
  const start = (more: object = {}, backend = app) =>
    startCallFromDevice(testbed.ctx, backend, {
      model_id: 'm_door',
      sn: 'door-1',
      openid: 'alice',
      room_type: 'video',
      caller_camera: true,
      listener_camera: true,
      ...more,
    })
  const busy = () => testbed.store.db.selectFrom('busy').selectAll().execute()

  beforeEach(async () => {
    store = await open()
    testbed = await createCallTestbed(store)
    await testbed.decide('alice', 'door-1', 1)
  })

  test('tells both sides, and the device’s first client to join has it', async () => {
    const [door, person] = [testbed.door(), testbed.person()]
    const [heardByDoor, heardByAlice] = [testbed.hear(addressOf(door)), testbed.hear(addressOf(person))]
    const { room_id } = await start({ listener_name: 'Alice', payload: '{}' })
    for (const heard of [heardByDoor, heardByAlice]) {
      expect(heard).toMatchObject([
        {
          type: 'call',
          call: { state: 'created', caller: { kind: 'device', id: 'door-1', client_id: null } },
        },
      ])
    }
    expect(await openCalls(testbed.ctx, door)).toMatchObject([{ holds: false }])
    await joinCall(testbed.ctx, door, room_id)
    await expectRefusal(
      joinCall(testbed.ctx, testbed.door('door-1', 'client-two'), room_id),
      'answered_elsewhere',
    )
    await acceptCall(testbed.ctx, person, room_id)
    await mediaReady(testbed.ctx, door, room_id)
    expect(await mediaReady(testbed.ctx, person, room_id)).toMatchObject({ state: 'talking', payload: '{}' })
    await hangUpCall(testbed.ctx, door, room_id, 'manual')
    expect(await busy()).toEqual([])
  })

  test('is had by exactly one of many clients that join at the same moment, on two nodes', async () => {
    const nodes = [testbed.ctx, { ...testbed.ctx, store: await store.secondNode() }]
    const { room_id } = await start()
    const clients = Array.from({ length: 8 }, (_, i) => testbed.door('door-1', `client-${i}`))
    const joined = await Promise.allSettled(
      clients.map((client, i) => joinCall(nodes[i % 2] as typeof testbed.ctx, client, room_id)),
    )
    const holders = joined.flatMap((one, i) => (one.status === 'fulfilled' ? [`client-${i}`] : []))
    expect(holders).toEqual([(await getCall(testbed.ctx, app, room_id)).caller.client_id])
    for (const one of joined) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'answered_elsewhere' })
    }
  })

  test('is aborted when no client of the device joined within 20 s, and rings its full time when one did', async () => {
    const heard = testbed.hear(addressOf(testbed.person()))
    const { room_id } = await start()
    testbed.clock.now += 19_999
    expect(await sweep(testbed.ctx)).toEqual([])
    testbed.clock.now += 1
    await sweep(testbed.ctx)
    expect((await getCall(testbed.ctx, app, room_id)).end).toEqual({
      reason: 'aborted',
      by: 'caller',
      origin: 'other',
      message: 'no client of the device joined the call',
    })
    expect(heard.at(-1)).toMatchObject({ call: { state: 'ended' } })
    expect(await busy()).toEqual([])
    const second = await start()
    testbed.clock.now += 10_000
    await joinCall(testbed.ctx, testbed.door(), second.room_id)
    testbed.clock.now += 59_999
    expect(await sweep(testbed.ctx, { unseen: false })).toEqual([])
    testbed.clock.now += 1
    await sweep(testbed.ctx, { unseen: false })
    expect((await getCall(testbed.ctx, app, second.room_id)).end?.reason).toBe('timeout')
  })

  test('needs the consent of a call of the device (C2), and changes nothing without', async () => {
    const refusal = await expectRefusal(start({ sn: 'door-2' }), 'not_authorized')
    expect(refusal.message).toContain('door-2')
    await testbed.decide('alice', 'door-1', 0)
    await expectRefusal(start(), 'not_authorized')
    await expectRefusal(start({ openid: 'nobody' }), 'openid_unknown')
    await expectRefusal(start({ openid: 'carol' }), 'openid_other_app')
    await expectRefusal(start({ openid: 'a b' }), 'openid_malformed')
    await expectRefusal(start({ sn: 'unregistered' }), 'device_unknown')
    await expectRefusal(start({ openid: 'carol' }, { appid: OTHER_APP }), 'device_unknown')
    await testbed.store.db.updateTable('app').set({ calling: 0 }).execute()
    await expectRefusal(start(), 'calling_not_enabled')
    expect(await testbed.store.db.selectFrom('call').selectAll().execute()).toEqual([])
    expect(await busy()).toEqual([])
  })

  test('is refused while the device is in a call, and ends as busy at once while the person is (C8)', async () => {
    await testbed.decide('bob', 'door-1', 1)
    await testbed.decide('alice', 'door-2', 1)
    const { room_id } = await start()
    await expectRefusal(start({ openid: 'bob' }), 'call_in_progress')
    const bySocket = await startCall(testbed.ctx, testbed.door('door-2'), ring('alice'))
    const byBackend = await start({ sn: 'door-2' })
    const ended = { state: 'ended', end: { reason: 'busy', by: 'listener', origin: 'other', message: null } }
    for (const call of [bySocket, byBackend]) expect(call).toMatchObject(ended)
    expect(await getCall(testbed.ctx, app, byBackend.room_id)).toEqual(byBackend)
    expect(await openCalls(testbed.ctx, testbed.door('door-2'))).toEqual([])
    // A client of the device that has not joined may give it up all the same.
    await cancelCall(testbed.ctx, testbed.door(), room_id, 'manual')
    expect(await busy()).toEqual([])
  })
})

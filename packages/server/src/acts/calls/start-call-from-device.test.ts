/** Calls that the app's back end starts from a device, on both databases. */

import type { CallgrantError, ErrorCode, Language } from '@callgrant/protocol'
import { beforeEach, expect, test } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  OTHER_APP,
  ring,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore, type TestStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { checkAuthorizations } from '../consent/check-authorization.ts'
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
  const start = (more: object = {}, backend = app, options: { language?: Language } = {}) => {
    const wish = { model_id: 'm_door', sn: 'door-1', openid: 'alice', room_type: 'video' } as const
    const cameras = { caller_camera: true, listener_camera: true }
    return startCallFromDevice(testbed.ctx, backend, { ...wish, ...cameras, ...more }, options)
  }
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

  test('a refusal says what decided, since when and why, in the language of the request (A5)', async () => {
    const refusedBy = async (more: object, code: ErrorCode, language: Language = 'en') =>
      (await expectRefusal(start(more, app, { language }), code)).toWire(language)
    const { clock } = testbed
    clock.now += 5_000
    await testbed.decide('alice', 'door-2', 0)
    const decided_at = clock.now
    clock.now += 1_000
    expect(await refusedBy({ sn: 'door-2' }, 'not_authorized')).toMatchObject({
      message: 'openid has refused device door-2',
      decided_by: 'device',
      decided_at,
      explanation: 'The person refused device door-2, or switched it off.',
    })
    expect(await refusedBy({ sn: 'door-2' }, 'not_authorized', 'zh')).toMatchObject({
      decided_by: 'device',
      explanation: '用户拒绝或关闭了设备 door-2。',
    })
    expect(await refusedBy({ openid: 'bob' }, 'not_authorized')).toMatchObject({
      decided_by: 'none',
      decided_at: null,
      explanation: 'The person has given no answer about device door-1, or cleared the app since.',
    })
    for (const [more, code, decided_by] of [
      [{ openid: 'nobody' }, 'openid_unknown', 'person_unknown'],
      [{ openid: 'carol' }, 'openid_other_app', 'person_unknown'],
      [{ sn: 'unregistered' }, 'device_unknown', 'device_unregistered'],
    ] as const) {
      const { message, ...rest } = await refusedBy(more, code, 'zh')
      expect(rest).toMatchObject({ decided_by, decided_at: null, explanation: message })
    }
    await testbed.store.db.updateTable('app').set({ calling: 0 }).execute()
    expect(await refusedBy({}, 'calling_not_enabled')).toMatchObject({ decided_by: 'calling_off' })
    // What is no question of who may ring whom says nothing of it.
    expect(await refusedBy({ openid: 'a b' }, 'openid_malformed')).not.toHaveProperty('decided_by')
  })

  test('says the same as the check does at that moment (B1)', async () => {
    await testbed.decide('alice', 'door-2', 0)
    const pairs = [
      { openid: 'alice', sn: 'door-2' },
      { openid: 'bob', sn: 'door-1' },
      { openid: 'nobody', sn: 'door-1' },
    ]
    const backend = { role: 'backend', ...app } as const
    const questions = pairs.map((pair) => ({ ...pair, model_id: 'm_door' }))
    const checks = await checkAuthorizations(testbed.ctx, backend, questions, 'zh')
    for (const [place, pair] of pairs.entries()) {
      const refusal = await start(pair, app, { language: 'zh' }).catch((error: CallgrantError) => error)
      const { decided_by, decided_at, explanation } = (refusal as CallgrantError).toWire('zh')
      expect(checks[place]).toMatchObject({ allowed: false, decided_by, decided_at, explanation })
    }
  })

  test('a device and a person are told no more than the words (C2)', async () => {
    await testbed.decide('alice', 'door-1', 0)
    const byDevice = await expectRefusal(
      startCall(testbed.ctx, testbed.door(), ring('alice')),
      'not_authorized',
    )
    const wish = ringDoor('door-1', { needs_authorization: true })
    const byPerson = await expectRefusal(startCall(testbed.ctx, testbed.person(), wish), 'not_authorized')
    for (const refusal of [byDevice, byPerson]) {
      expect(Object.keys(refusal.toWire()).sort()).toEqual(['code', 'message', 'wechat'])
    }
  })

  test('the back end hears of each ring that consent did not allow, as often as its caller may call (B2)', async () => {
    testbed = await createCallTestbed(await open(), { callsPerMinute: 2, callsPerDay: 0 })
    const { ctx } = testbed
    await testbed.decide('alice', 'door-2', 0)
    const decided_at = testbed.clock.now
    const events = await eventsFromNow(ctx, APP)
    await expectRefusal(start({ sn: 'door-2' }), 'not_authorized')
    await expectRefusal(startCall(ctx, testbed.door(), ring('bob')), 'not_authorized')
    const wish = ringDoor('door-1', { needs_authorization: true })
    await expectRefusal(startCall(ctx, testbed.person('bob'), wish), 'not_authorized')
    const door = { model_id: 'm_door', sn: 'door-1', decided_by: 'none', decided_at: null }
    expect((await events()).map(({ type, data }) => ({ type, ...data }))).toMatchObject([
      {
        ...{ type: 'call.refused', openid: 'alice', started_by: 'backend', sn: 'door-2' },
        ...{ decided_by: 'device', decided_at, reason: 'openid has refused device door-2' },
      },
      { type: 'call.refused', openid: 'bob', started_by: 'device', ...door },
      { type: 'call.refused', openid: 'bob', started_by: 'person', ...door },
    ])
    // One that goes on trying is told no more; and what somebody may not know leaves no trace either.
    for (let n = 0; n < 5; n++)
      await expectRefusal(startCall(ctx, testbed.door(), ring('bob')), 'not_authorized')
    expect(await events()).toHaveLength(4)
    await expectRefusal(start({ openid: 'nobody' }), 'openid_unknown')
    expect(await events()).toHaveLength(4)
    testbed.clock.now += 60_000
    await expectRefusal(startCall(ctx, testbed.door(), ring('bob')), 'not_authorized')
    expect(await events()).toHaveLength(5)
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

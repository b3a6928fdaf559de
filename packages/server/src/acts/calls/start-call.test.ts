/** Who may ring whom (C1–C5, C8), on both databases. */

import type { ErrorCode } from '@callgrant/protocol'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  MODEL,
  NOON,
  OTHER_APP,
  ring,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore, type TestStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { keyPrint } from '../../credentials/device-key.ts'
import { subjectKey } from '../../rules/consent/subject.ts'
import { acceptCall } from './accept-call.ts'
import type { CallClient } from './act-on-call.ts'
import { joinCall } from './join-call.ts'
import { hangUpCall, rejectCall } from './leave-call.ts'
import { openCalls } from './open-calls.ts'
import { startCall } from './start-call.ts'

eachStore((open) => {
  let store: TestStore
  let testbed: CallTestbed
  beforeEach(async () => {
    store = await open()
    testbed = await createCallTestbed(store)
  })
  const calls = () => testbed.store.db.selectFrom('call').selectAll().execute()
  const busy = () => testbed.store.db.selectFrom('busy').select('party').orderBy('party').execute()
  /** Refused with this code, and nothing is left behind. */
  const refused = async (client: CallClient, wish: Parameters<typeof startCall>[2], code: ErrorCode) => {
    const before = [await calls(), await busy()]
    const refusal = await expectRefusal(startCall(testbed.ctx, client, wish), code)
    expect([await calls(), await busy()]).toEqual(before)
    return refusal
  }

  describe('a device rings a person', () => {
    test('with an authorization in force (C2)', async () => {
      await testbed.decide('alice', 'door-1', 1, 'Front door phone')
      const heard = testbed.hear(addressOf(testbed.person()))
      const call = await startCall(testbed.ctx, testbed.door(), ring('alice'))
      expect(call).toMatchObject({
        state: 'created',
        version: 1,
        caller: { kind: 'device', id: 'door-1', client_id: 'client-door-1' },
        listener: { kind: 'person', id: 'alice', client_id: null },
      })
      expect(heard).toEqual([{ type: 'call', call }])
      expect(await busy()).toEqual([{ party: `d:${MODEL}:door-1` }, { party: 'p:alice' }])
    })

    test('and rings at once where it is in the room from the start', async () => {
      await testbed.decide('alice', 'door-1', 1)
      const heard = testbed.hear(addressOf(testbed.person()))
      const call = await startCall(testbed.ctx, testbed.door(), ring('alice', { join: true }))
      expect(call).toMatchObject({ state: 'ringing', version: 1, caller_joined: true, joined_at: NOON })
      expect(heard).toEqual([{ type: 'call', call }])
      expect(await joinCall(testbed.ctx, testbed.door(), call.room_id)).toEqual(call)
    })

    test('never without, whatever it sends (C2), and is told which row decided', async () => {
      const needs_authorization = false
      for (const business_type of [0, 1, 3]) {
        const wish = ring('alice', { needs_authorization, business_type })
        const refusal = await refused(testbed.door(), wish, 'not_authorized')
        expect(refusal.message).toBe('openid has not authorized device door-1')
        expect(refusal.toWire().wechat?.errCode).toBe(9)
        expect(refusal.toWire()).not.toHaveProperty('not_in_group')
      }
      await testbed.decide('alice', 'door-1', 0)
      const refusal = await refused(testbed.door(), ring('alice'), 'not_authorized')
      expect(refusal.message).toBe('openid has refused device door-1')
    })

    test('by the authorization of the group that it is in at this moment (A5, A6)', async () => {
      const { db } = testbed.store
      const at = testbed.clock.now
      const group_id = 'g_hall'
      await db
        .insertInto('device_group')
        .values({
          appid: APP,
          group_id,
          group_name: 'Hall',
          model_id: MODEL,
          model_type: 'door phone',
          created_at: at,
        })
        .execute()
      await db
        .insertInto('authorization')
        .values({
          ...{ appid: APP, openid: 'alice', subject: subjectKey({ kind: 'group', groupId: group_id }) },
          ...{ kind: 'group', model_id: null, sn: null, group_id, status: 1, display_name: 'Hall' },
          ...{ created_at: at, updated_at: at },
        })
        .execute()
      const move = (to: string | null) =>
        db.updateTable('device').set({ group_id: to }).where('sn', '=', 'door-1').execute()

      const outside = await refused(testbed.door(), ring('alice'), 'not_authorized')
      expect(outside.message).toBe(
        'openid has not authorized device door-1 (group g_hall: device is not in it)',
      )
      expect(outside.toWire().not_in_group).toBe('g_hall')
      await move(group_id)
      const call = await startCall(testbed.ctx, testbed.door(), ring('alice'))
      expect(call.caller.name).toBe('Hall')
      await hangUpCall(testbed.ctx, testbed.door(), call.room_id, 'manual')
      // A door switched off stays off, even inside an authorized group (A5).
      await testbed.decide('alice', 'door-1', 0)
      await refused(testbed.door(), ring('alice'), 'not_authorized')
    })

    test('only as itself (C4)', async () => {
      await testbed.decide('alice', 'door-1', 1)
      await testbed.decide('alice', 'door-2', 1)
      await refused(testbed.door(), ring('alice', { caller_id: 'door-2' }), 'not_this_device')
      await startCall(testbed.ctx, testbed.door(), ring('alice', { caller_id: 'door-1' }))
    })

    test('under the name that the person agreed to, whatever it says (A9, C5)', async () => {
      await testbed.decide('alice', 'door-1', 1, 'Front door phone')
      const wish = ring('alice', { caller_name: 'Your bank', device_name: 'Police' })
      const call = await startCall(testbed.ctx, testbed.door(), wish)
      expect([call.caller.name, call.listener.name]).toEqual(['Front door phone', 'alice'])
    })

    test('not when the openid is malformed, unknown or of another app', async () => {
      await refused(testbed.door(), ring('ali ce'), 'openid_malformed')
      await refused(testbed.door(), ring('nobody'), 'openid_unknown')
      await refused(testbed.door(), ring('carol'), 'openid_other_app')
    })

    test('and no device, nor with a business type that is a person’s', async () => {
      const faults = async (wish: Parameters<typeof startCall>[2]) =>
        (await refused(testbed.door(), wish, 'bad_request')).faults?.[0]?.parameter
      expect(await faults(ringDoor('door-2'))).toBe('to')
      expect(await faults(ring('alice', { business_type: 2 }))).toBe('business_type')
    })

    test('not once its key was reset, nor when the app lost the capability', async () => {
      await testbed.decide('alice', 'door-1', 1)
      const { db } = testbed.store
      await db.updateTable('app').set({ calling: 0 }).where('appid', '=', APP).execute()
      await refused(testbed.door(), ring('alice'), 'calling_not_enabled')
      await db.updateTable('app').set({ calling: 1 }).where('appid', '=', APP).execute()
      await db.updateTable('device').set({ public_key: null }).where('sn', '=', 'door-1').execute()
      await refused(testbed.door(), ring('alice'), 'device_unknown')
    })
  })

  test('a device that was reset and registered anew rings nobody by the key it had before', async () => {
    await testbed.decide('alice', 'door-1', 1)
    const before = testbed.door()
    const public_key = Buffer.from('another'.padEnd(32)).toString('base64url')
    await testbed.store.db.updateTable('device').set({ public_key }).where('sn', '=', 'door-1').execute()
    await refused(before, ring('alice'), 'device_credential_wrong')
    const now = { ...testbed.door(), keyPrint: keyPrint(public_key) }
    expect(await startCall(testbed.ctx, now, ring('alice'))).toMatchObject({ state: 'created' })
  })

  describe('a person rings a device', () => {
    test('without an authorization by callDevice (A4, C3), not by initByCaller', async () => {
      await refused(testbed.person(), ringDoor('door-1'), 'not_authorized')
      const wish = ringDoor('door-1', {
        needs_authorization: false,
        caller_name: 'Alice',
        device_name: 'Gate',
      })
      const call = await startCall(testbed.ctx, testbed.person(), wish)
      expect(call).toMatchObject({
        business_type: 2,
        caller: { kind: 'person', id: 'alice', name: 'Alice' },
        listener: { kind: 'device', id: 'door-1', name: 'Gate' },
      })
    })

    test('and reads the name of the agreement, else the device type, in the caller’s language, and the sn (C5)', async () => {
      const free = { needs_authorization: false }
      const call = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', free))
      expect(call.listener.name).toBe('door phone door-1')
      expect(call.caller.name).toBe('alice')
      await hangUpCall(testbed.ctx, testbed.person(), call.room_id, 'manual')
      const reader = { ...testbed.person(), language: 'zh' as const }
      const inChinese = await startCall(testbed.ctx, reader, ringDoor('door-1', free))
      expect(inChinese.listener.name).toBe('门铃door-1')
      await hangUpCall(testbed.ctx, reader, inChinese.room_id, 'manual')
      await testbed.decide('alice', 'door-1', 0, 'Front door phone')
      const again = await startCall(
        testbed.ctx,
        testbed.person(),
        ringDoor('door-1', { ...free, device_name: 'Gate' }),
      )
      expect(again.listener.name).toBe('Front door phone')
    })

    test('that is registered, and no person, and as nobody else', async () => {
      const free = { needs_authorization: false }
      await refused(testbed.person(), ringDoor('unregistered', free), 'device_unknown')
      await refused(testbed.person(), ringDoor('nowhere', free), 'device_unknown')
      await refused(testbed.person(), ring('bob', free), 'bad_request')
      const asBob = ringDoor('door-1', { ...free, caller_id: 'bob' })
      await refused(testbed.person(), asBob, 'bad_request')
    })

    test('of its own app only', async () => {
      const carol = { ...testbed.person('carol'), appid: OTHER_APP }
      const wish = ringDoor('door-1', { needs_authorization: false })
      await refused(carol, wish, 'device_unknown')
    })

    test('and who has the same openid in another app is in no call, and acts on none', async () => {
      await testbed.store.db
        .insertInto('person')
        .values({ appid: OTHER_APP, openid: 'alice', created_at: NOON })
        .execute()
      const wish = ringDoor('door-1', { needs_authorization: false })
      const { room_id } = await startCall(testbed.ctx, testbed.person(), wish)
      const namesake = { ...testbed.person(), appid: OTHER_APP }
      expect(await openCalls(testbed.ctx, testbed.person())).toHaveLength(1)
      expect(await openCalls(testbed.ctx, namesake)).toEqual([])
      await expectRefusal(hangUpCall(testbed.ctx, namesake, room_id, 'manual'), 'room_unknown')
      const door = { ...testbed.door(), appid: OTHER_APP }
      expect(await openCalls(testbed.ctx, door)).toEqual([])
      await expectRefusal(acceptCall(testbed.ctx, door, room_id), 'room_unknown')
    })
  })

  describe('one call at a time (C8)', () => {
    beforeEach(async () => {
      for (const sn of ['door-1', 'door-2']) {
        for (const openid of ['alice', 'bob']) await testbed.decide(openid, sn, 1)
      }
    })

    test('answers busy to a second caller, who alone hears of it', async () => {
      const first = await startCall(testbed.ctx, testbed.door(), ring('alice'))
      const heard = testbed.hear(addressOf(testbed.person()))
      const told = testbed.hear(addressOf(testbed.door('door-2')))
      const events = await eventsFromNow(testbed.ctx, APP)
      const call = await startCall(testbed.ctx, testbed.door('door-2'), ring('alice', { join: true }))
      expect(call).toMatchObject({
        state: 'ended',
        caller_joined: false,
        end: { reason: 'busy', by: 'listener', origin: 'other' },
      })
      expect(heard).toEqual([])
      expect(told).toEqual([{ type: 'call', call }])
      expect(await events()).toMatchObject([{ type: 'call.changed', data: { call } }])
      // The second door is free at once; the first call rings on.
      expect(await busy()).toHaveLength(2)
      expect((await startCall(testbed.ctx, testbed.door('door-2'), ring('bob'))).state).toBe('created')
      await joinCall(testbed.ctx, testbed.door(), first.room_id)
      await acceptCall(testbed.ctx, testbed.person(), first.room_id)
    })

    test('refuses a caller that is in a call or being rung (1005)', async () => {
      await startCall(testbed.ctx, testbed.door(), ring('alice'))
      const out = ringDoor('door-2', { needs_authorization: false })
      const refusal = await refused(testbed.person(), out, 'call_in_progress')
      expect(refusal.toWire().wechat?.errCode).toBe(1005)
      await refused(testbed.door(), ring('bob'), 'call_in_progress')
    })

    test('lets one of two callers at once ring, and two calls that cross make one (C9)', async () => {
      const other = { ...testbed.ctx, store: await store.secondNode() }
      for (let round = 0; round < 15; round++) {
        const both = await Promise.all([
          startCall(testbed.ctx, testbed.door(), ring('alice')),
          startCall(other, testbed.door('door-2'), ring('alice')),
        ])
        expect(both.map((call) => call.end?.reason ?? 'rings').toSorted()).toEqual(['busy', 'rings'])
        const rung = both.find((call) => call.state === 'created')
        await rejectCall(testbed.ctx, testbed.person(), rung?.room_id ?? '', 'manual')
        expect(await busy()).toEqual([])

        const crossed = await Promise.allSettled([
          startCall(testbed.ctx, testbed.door(), ring('alice')),
          startCall(other, testbed.person(), ringDoor('door-1')),
        ])
        const [winner, ...more] = crossed.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
        expect(more).toEqual([])
        const loser = crossed.find((one) => one.status === 'rejected')
        expect(loser?.reason).toMatchObject({ code: 'call_in_progress' })
        await hangUpCall(testbed.ctx, testbed.door(), winner?.room_id ?? '', 'manual')
        expect(await busy()).toEqual([])
      }
    })
  })
})

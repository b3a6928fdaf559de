/** Rings that are counted, and rings in quiet hours (docs/yes-but.md, Y4, Y5, Y8–Y12), on both databases. */

import type { ChangePersonQuiet } from '@callgrant/protocol'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  MODEL,
  ring,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { OK, pushBackend } from '../../../test/push-backend.ts'
import type { Context } from '../../context.ts'
import { updateApp } from '../apps/update-app.ts'
import { backgroundDone } from '../background.ts'
import { changeAuthorization } from '../consent/change-authorization.ts'
import { checkAuthorization } from '../consent/check-authorization.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { acceptCall } from './accept-call.ts'
import { joinCall } from './join-call.ts'
import { cancelCall, hangUpCall, rejectCall } from './leave-call.ts'
import { getCall, listCalls } from './list-calls.ts'
import { openCalls } from './open-calls.ts'
import { changeOwnSettings, ownSettings } from './own-settings.ts'
import { startCall } from './start-call.ts'
import { startCallFromDevice } from './start-call-from-device.ts'
import { sweep } from './sweep.ts'

const alice = { role: 'person', appid: APP, openid: 'alice' } as const
const app = { appid: APP }
const door = (sn = 'door-1') => ({ model_id: MODEL, sn })
/** NOON of the testbed is 22:13:20 in UTC. */
const NIGHT = { from: '22:00', to: '07:00', days: 'every' } as const
const DAY = { from: '12:00', to: '13:00', days: 'every' } as const
const NINE_HOURS = 9 * 3_600_000

eachStore((open) => {
  let testbed: CallTestbed
  /** Another node on the same data, with the same bus. */
  let node2: Context
  beforeEach(async () => {
    const store = await open()
    testbed = await createCallTestbed(store)
    node2 = { ...testbed.ctx, store: await store.secondNode() }
    await testbed.decide('alice', 'door-1', 1)
  })
  const rings = (sn = 'door-1', ctx = testbed.ctx) => startCall(ctx, testbed.door(sn), ring('alice'))
  const over = async (room: string, sn = 'door-1') => {
    await cancelCall(testbed.ctx, testbed.door(sn), room, 'manual')
    testbed.clock.now += 1
  }
  /** What the person allowed the door, also where it ran out before. */
  const limit = ({ rings = null, until = null }: { rings?: number | null; until?: number | null }) =>
    testbed.store.db
      .updateTable('authorization')
      .set({ status: 1, rings_left: rings, ends_at: until })
      .where('sn', '=', 'door-1')
      .execute()
  const left = async () => {
    const row = await testbed.store.db
      .selectFrom('authorization')
      .select('rings_left')
      .where('sn', '=', 'door-1')
      .executeTakeFirstOrThrow()
    return row.rings_left
  }
  const quiet = (change: ChangePersonQuiet = {}) => {
    const hours = { on: true, hours: [NIGHT], time_zone: 'UTC' }
    return changeOwnSettings(testbed.ctx, alice, { quiet: { ...hours, ...change } })
  }
  const busy = async () =>
    (await testbed.store.db.selectFrom('busy').select('party').orderBy('party').execute()).map(
      ({ party }) => party,
    )
  const listed = async () => (await listCalls(testbed.ctx, app, { limit: 10, openid: 'alice' })).items

  describe('a number of rings (Y4)', () => {
    test('each ring uses one, answered or not, and after the last there is none', async () => {
      await limit({ rings: 2 })
      const { room_id } = await rings()
      await joinCall(testbed.ctx, testbed.door(), room_id)
      await acceptCall(testbed.ctx, testbed.person(), room_id)
      await hangUpCall(testbed.ctx, testbed.person(), room_id, 'manual')
      expect(await left()).toBe(1)
      const second = await rings()
      expect(await left()).toBe(0)
      await rejectCall(testbed.ctx, testbed.person(), second.room_id, 'manual')
      const refusal = await expectRefusal(rings(), 'not_authorized')
      expect(refusal.message).toMatch(/any more: it was for a time, which is over$/)
      testbed.clock.now += 1
      await sweep(testbed.ctx)
      await expectRefusal(rings(), 'not_authorized')
    })

    test('what rings nobody uses none: a busy person, a caller in a call, a refusal, a call of the person’s own', async () => {
      await limit({ rings: 1 })
      await testbed.decide('alice', 'door-2', 1)
      await testbed.decide('bob', 'door-1', 1)
      const other = await rings('door-2')
      expect((await rings()).end).toMatchObject({ reason: 'busy' })
      await over(other.room_id, 'door-2')
      const bobs = await startCall(testbed.ctx, testbed.door(), ring('bob'))
      await expectRefusal(rings(), 'call_in_progress')
      await over(bobs.room_id)
      const own = await startCall(
        testbed.ctx,
        testbed.person(),
        ringDoor('door-1', { needs_authorization: true }),
      )
      await cancelCall(testbed.ctx, testbed.person(), own.room_id, 'manual')
      expect(await left()).toBe(1)
    })

    test('two rings at once, on two nodes, cannot use one ring twice', async () => {
      for (let round = 0; round < 8; round++) {
        await limit({ rings: 1 })
        const answers = await Promise.allSettled([rings('door-1'), rings('door-1', node2)])
        const placed = answers.filter(({ status }) => status === 'fulfilled')
        expect([placed.length, await left()]).toEqual([1, 0])
        for (const one of placed) if (one.status === 'fulfilled') await over(one.value.room_id)
      }
      // Nor where nothing else would keep them apart: no lock, and neither party in a call.
      const row = { appid: APP, openid: 'alice', subject: `d:${MODEL}:door-1` }
      for (let round = 0; round < 8; round++) {
        await limit({ rings: 2 })
        const nodes = [testbed.ctx, node2, testbed.ctx, node2]
        const taken = await Promise.all(
          nodes.map(({ store }) => store.write((tx) => tx.consent.takeRing(row, testbed.clock.now))),
        )
        expect([taken.filter(Boolean).length, await left()]).toEqual([2, 0])
      }
    })

    test('the last ring goes on ringing, and may be answered, though it was the last (Y5)', async () => {
      await limit({ rings: 1 })
      await testbed.decide('alice', 'door-2', 1)
      const { room_id } = await rings()
      testbed.clock.now += 1
      await sweep(testbed.ctx)
      // Another change of what she allows ends nothing that she did not take back (A7).
      await switchAuthorization(testbed.ctx, alice, { ...door('door-2'), status: 0 })
      await joinCall(testbed.ctx, testbed.door(), room_id)
      expect(await acceptCall(testbed.ctx, testbed.person(), room_id)).toMatchObject({ state: 'connecting' })
    })

    test('a ring outlives the time that ran out while it rings; the next is refused (Y5)', async () => {
      await limit({ until: testbed.clock.now + 10 })
      const { room_id } = await rings()
      testbed.clock.now += 10
      await sweep(testbed.ctx)
      expect(await getCall(testbed.ctx, app, room_id)).toMatchObject({ state: 'created' })
      await over(room_id)
      await expectRefusal(rings(), 'not_authorized')
    })

    test('a call that waits for the back end uses none until that lets it ring (C16)', async () => {
      const backend = await pushBackend(APP)
      await updateApp(testbed.ctx, APP, { message_push: { ...backend.settings, calls: 'all' } })
      await limit({ rings: 2 })
      backend.replies = ['{"errcode":1,"errmsg":"no"}', OK]
      for (const expected of [2, 1]) {
        const { room_id } = await rings()
        await backgroundDone(testbed.ctx)
        expect(await left()).toBe(expected)
        await over(room_id)
      }
    })
  })

  describe('quiet hours', () => {
    test('nobody is woken, and the caller hears what it hears when nobody is there (Y9)', async () => {
      const hear = async () => {
        const to = testbed.hear(addressOf(testbed.door()))
        const call = await rings()
        await joinCall(testbed.ctx, testbed.door(), call.room_id)
        testbed.clock.now += 60_000
        await sweep(testbed.ctx)
        const at = call.created_at
        return JSON.parse(
          JSON.stringify(to, (key, value) => {
            if (key === 'room_id') return value === call.room_id
            return key.endsWith('_at') && value !== null ? value - at : value
          }),
        )
      }
      const nobodyThere = await hear()
      await quiet()
      const events = await eventsFromNow(testbed.ctx, APP)
      const heard = testbed.hear(addressOf(testbed.person()))
      expect(await hear()).toEqual(nobodyThere)
      expect(nobodyThere.at(-1)).toMatchObject({ call: { end: { reason: 'timeout' } } })
      // What they missed is counted, which wakes nobody.
      expect(heard).toEqual([{ type: 'missed_calls.changed', unread: 2 }])
      // The back end is not told that nobody is there: it would wake them by a push.
      const told = await events()
      expect(told.map(({ type }) => type)).toEqual([
        'call.changed',
        'call.changed',
        'call.changed',
        'call.missed',
      ])
      expect(told.at(-1)?.data).toMatchObject({ quiet: true })
    })

    test('it is no call to the person while it rings: they are shown nothing of it, and can do nothing to it', async () => {
      await quiet()
      const { room_id } = await rings()
      expect(await openCalls(testbed.ctx, testbed.person())).toEqual([])
      expect(await openCalls(testbed.ctx, testbed.door())).toHaveLength(1)
      await expectRefusal(acceptCall(testbed.ctx, testbed.person(), room_id), 'room_unknown')
      await expectRefusal(rejectCall(testbed.ctx, testbed.person(), room_id, 'manual'), 'room_unknown')
      expect(await listed()).toMatchObject([{ room_id, state: 'created' }])
    })

    test('it keeps nobody from them: they are free for an urgent device, and for a call of their own (C8)', async () => {
      await quiet()
      await testbed.decide('alice', 'door-2', 1)
      await changeAuthorization(testbed.ctx, alice, { ...door('door-2'), urgent: true })
      await rings()
      expect(await busy()).toEqual([`d:${MODEL}:door-1`])
      const heard = testbed.hear(addressOf(testbed.person()))
      const urgent = await rings('door-2')
      expect(heard).toEqual([{ type: 'call', call: urgent }])
      await acceptCall(testbed.ctx, testbed.person(), urgent.room_id)
      // The caller itself is in a call (C8).
      await expectRefusal(startCall(testbed.ctx, testbed.door(), ring('alice')), 'call_in_progress')
    })

    test('a person who lets the caller know is not rung, and the caller is refused in words of its own (Y10)', async () => {
      await quiet({ tell: true })
      const events = await eventsFromNow(testbed.ctx, APP)
      const to = testbed.hear(addressOf(testbed.door()))
      const refusal = await expectRefusal(rings(), 'person_quiet')
      expect(refusal.toWire()).toMatchObject({
        message: 'The person does not want to be rung now. Ring them again later.',
        wechat: { errCode: 100_001 },
      })
      expect([to, await busy()]).toEqual([[], []])
      // For the person it is a missed call like the other.
      expect(await listed()).toMatchObject([{ state: 'ended', end: { reason: 'cancelled', by: null } }])
      expect((await events()).map(({ type }) => type)).toEqual(['call.changed', 'call.missed'])
      const backend = startCallFromDevice(testbed.ctx, app, {
        ...{ openid: 'alice', ...door(), room_type: 'video', caller_camera: true, listener_camera: true },
      })
      await expectRefusal(backend, 'person_quiet')
    })

    test('hours of a device’s own count in place of the person’s, and are in the zone that they were set in', async () => {
      await quiet()
      await changeAuthorization(testbed.ctx, alice, { ...door(), quiet: { hours: [DAY], time_zone: 'UTC' } })
      const { room_id } = await rings()
      expect(await openCalls(testbed.ctx, testbed.person())).toHaveLength(1)
      await over(room_id)
      // 22:13 in UTC is 12:13 in Hawaii.
      const there = { hours: [DAY], time_zone: 'Pacific/Honolulu' }
      await changeAuthorization(testbed.ctx, alice, { ...door(), quiet: there })
      await rings()
      expect(await openCalls(testbed.ctx, testbed.person())).toEqual([])
    })

    test('they end by themselves; a call of the person’s own has none; a ring in them uses none of a number (Y4)', async () => {
      await quiet()
      await limit({ rings: 1 })
      await over((await rings()).room_id)
      expect(await left()).toBe(1)
      const own = await startCall(
        testbed.ctx,
        testbed.person(),
        ringDoor('door-1', { needs_authorization: true }),
      )
      await cancelCall(testbed.ctx, testbed.person(), own.room_id, 'manual')
      testbed.clock.now += NINE_HOURS
      await rings()
      expect(await openCalls(testbed.ctx, testbed.person())).toHaveLength(1)
    })

    test('a refusal comes before quiet hours, and says nothing of them', async () => {
      await quiet({ tell: true })
      await switchAuthorization(testbed.ctx, alice, { ...door(), status: 0 })
      expect((await expectRefusal(rings(), 'not_authorized')).message).toBe(
        'openid has refused device door-1',
      )
      expect(await listed()).toEqual([])
    })

    test('the back end is not asked about a ring that nobody hears (C16)', async () => {
      const backend = await pushBackend(APP)
      await updateApp(testbed.ctx, APP, { message_push: { ...backend.settings, calls: 'all' } })
      await quiet()
      await rings()
      await backgroundDone(testbed.ctx)
      expect(backend.pushed).toEqual([])
    })

    test('the check says so, and may still be rung is what the person allowed (B1, Y12)', async () => {
      const check = () => checkAuthorization(testbed.ctx, app, { openid: 'alice', ...door() })
      expect(await check()).not.toHaveProperty('quiet')
      await quiet()
      expect(await check()).toMatchObject({
        ...{ allowed: true, quiet: true, reason: 'openid has authorized device door-1' },
        explanation: expect.stringContaining('They have quiet hours now'),
      })
      await changeAuthorization(testbed.ctx, alice, { ...door(), urgent: true })
      expect(await check()).not.toHaveProperty('quiet')
      await changeAuthorization(testbed.ctx, alice, { ...door(), urgent: false })
      await switchAuthorization(testbed.ctx, alice, { ...door(), status: 0 })
      expect(await check()).not.toHaveProperty('quiet')
    })

    test('settings keep what is not given, and refuse hours that cannot be', async () => {
      const never = { on: false, hours: [], time_zone: null, tell: false }
      expect(await ownSettings(testbed.ctx, alice)).toEqual({ preview: true, quiet: never })
      const change = (quiet: ChangePersonQuiet) => changeOwnSettings(testbed.ctx, alice, { quiet })
      for (const [wish, parameter] of [
        [{ on: true }, 'quiet.hours'],
        [{ hours: [NIGHT] }, 'quiet.time_zone'],
      ] as const) {
        const { faults } = await expectRefusal(change(wish as ChangePersonQuiet), 'bad_request')
        expect(faults).toMatchObject([{ parameter }])
      }
      await quiet()
      await changeOwnSettings(testbed.ctx, alice, { preview: false })
      const heard = testbed.hear(addressOf(testbed.person()))
      expect(await change({ on: false, tell: true })).toEqual({
        preview: false,
        quiet: { on: false, hours: [NIGHT], time_zone: 'UTC', tell: true },
      })
      expect(heard).toEqual([{ type: 'authorizations.changed' }])
    })
  })
})

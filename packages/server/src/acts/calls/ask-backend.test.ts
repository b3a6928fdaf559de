/** The app's back end is asked before a call rings (C16), on both databases, by real HTTP. */

import type { Call } from '@callgrant/protocol'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  ring,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { OK, type PushBackend, pushBackend, type Reply } from '../../../test/push-backend.ts'
import type { ClientMessage } from '../../bus/messages.ts'
import { NewestByRoom } from '../../bus/newest-by-room.ts'
import { storeMessagePush } from '../../outbound/message-push/settings.ts'
import { subjectKey } from '../../rules/consent/subject.ts'
import { updateApp } from '../apps/update-app.ts'
import { backgroundDone, stopBackground } from '../background.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { acceptCall } from './accept-call.ts'
import { joinCall } from './join-call.ts'
import { cancelCall, rejectCall } from './leave-call.ts'
import { getCall } from './list-calls.ts'
import { openCalls } from './open-calls.ts'
import { startCall } from './start-call.ts'
import { startCallFromDevice } from './start-call-from-device.ts'
import { sweep } from './sweep.ts'

const app = { appid: APP }
const cloud = { needs_authorization: false, is_cloud: true, payload: '{"floor":3}' }

eachStore((open) => {
  let testbed: CallTestbed
  let backend: PushBackend
  const configure = (more: Partial<PushBackend['settings']> = {}) =>
    updateApp(testbed.ctx, APP, { message_push: { ...backend.settings, ...more } })
  const callOf = (room: string) => getCall(testbed.ctx, app, room)
  const busy = () => testbed.store.db.selectFrom('busy').selectAll().execute()
  const states = (heard: Record<string, unknown>[]) =>
    heard.flatMap((message) => (message.type === 'call' ? [(message.call as { state: string }).state] : []))
  /** What a client is told of what its session hears: nothing that is older than what it was told before. */
  const told = (heard: ClientMessage[]) => {
    const newest = new NewestByRoom<Call>(8)
    return heard.filter((message) => message.type !== 'call' || newest.take(message.call))
  }
  const ended = async (room: string) => {
    await vi.waitFor(async () => expect((await callOf(room)).state).toBe('ended'), 15_000)
    return callOf(room)
  }
  /** An answer that the test gives when it wants to. */
  const held = () => {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    backend.replies = [() => promise]
    return resolve
  }
  const asked = () => vi.waitFor(() => expect(backend.pushed.length).toBeGreaterThan(0))

  beforeEach(async () => {
    testbed = await createCallTestbed(await open())
    backend = await pushBackend(APP)
    const { ctx } = testbed
    await testbed.decide('alice', 'door-1', 1)
    onTestFinished(() => stopBackground(ctx))
  })

  describe('asking', () => {
    test('posts WeChat’s message, encrypted and signed, and rings only after errcode 0', async () => {
      await configure()
      const answer = held()
      const [person, door] = [testbed.person(), testbed.door()]
      const [heardByDoor, heardByAlice] = [testbed.hear(addressOf(door)), testbed.hear(addressOf(person))]
      const events = await eventsFromNow(testbed.ctx, APP)
      const { room_id, state } = await startCall(testbed.ctx, person, ringDoor('door-1', cloud))
      expect(state).toBe('created')
      await asked()
      await joinCall(testbed.ctx, person, room_id)
      expect(heardByDoor).toEqual([])
      expect((await openCalls(testbed.ctx, door)).length).toBe(0)
      expect((await openCalls(testbed.ctx, person)).length).toBe(1)
      const { query, contentType, fields } = backend.pushed[0] ?? {}
      expect(contentType).toContain('application/json')
      expect(query).toMatchObject({ openid: 'alice', encrypt_type: 'aes', from: 'wechat' })
      expect(fields).toEqual({
        ToUserName: expect.stringMatching(/^gh_[0-9a-f]{12}$/),
        FromUserName: 'alice',
        CreateTime: Math.floor(testbed.clock.now / 1000),
        MsgType: 'event',
        Event: 'iot_voip_notify',
        Action: 'join_voip_room',
        Payload: '{"floor":3}',
        RoomId: room_id,
        SessionKey: expect.any(String),
        ServerToken: expect.any(String),
        ModelId: 'm_door',
        Sn: 'door-1',
      })
      testbed.clock.now += 2_000
      answer(OK)
      await vi.waitFor(async () => expect(states(heardByDoor)).toEqual(['ringing']))
      expect(states(heardByAlice)).toEqual(['created', 'created', 'ringing'])
      expect((await events()).map(({ type }) => type)).not.toContain('call.listener_offline')
      // It rings its full time from here.
      testbed.clock.now += 59_000
      expect(await sweep(testbed.ctx, { unseen: false })).toEqual([])
      await acceptCall(testbed.ctx, door, room_id)
      expect(backend.pushed).toHaveLength(1)
    })

    test('asks only about isCloud calls, or about all when the app says so', async () => {
      const { ctx } = testbed
      const rings = async (start: Promise<{ room_id: string }>, who = testbed.person()) => {
        const { room_id } = await start
        await cancelCall(ctx, who, room_id, 'manual')
      }
      await rings(startCall(ctx, testbed.person(), ringDoor('door-1', cloud)))
      await configure()
      await rings(startCall(ctx, testbed.person(), ringDoor('door-1', { needs_authorization: false })))
      await rings(startCall(ctx, testbed.door(), ring('alice')), testbed.door())
      await rings(startCallFromDevice(ctx, app, fromDoor()), testbed.door())
      expect(backend.pushed).toEqual([])
      await rings(
        startCallFromDevice(ctx, app, { ...fromDoor(), payload: 'p' }, { isCloud: true }),
        testbed.door(),
      )
      await vi.waitFor(() => expect(backend.pushed).toHaveLength(1))
      expect(backend.pushed.pop()?.fields).toMatchObject({
        Sn: 'door-1',
        FromUserName: 'alice',
        Payload: 'p',
      })
      await configure({ calls: 'all' })
      await rings(startCall(ctx, testbed.person(), ringDoor('door-1', { needs_authorization: false })))
      await rings(startCall(ctx, testbed.door(), ring('alice')), testbed.door())
      await rings(startCallFromDevice(ctx, app, fromDoor()), testbed.door())
      await vi.waitFor(() => expect(backend.pushed).toHaveLength(3))
      await updateApp(ctx, APP, { message_push: null })
      await rings(startCall(ctx, testbed.person(), ringDoor('door-1', cloud)))
      expect(backend.pushed).toHaveLength(3)
    })

    test('understands an answer in XML, one that is encrypted, and asks in XML where that is set', async () => {
      backend = await pushBackend(APP, 'xml')
      await configure()
      const xml = '<xml><errcode>0</errcode><errmsg><![CDATA[ok]]></errmsg></xml>'
      backend.replies = [xml, backend.encrypted(OK), backend.encrypted(xml)]
      for (let n = 0; n < 3; n++) {
        const heard = testbed.hear(addressOf(testbed.door()))
        const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
        await vi.waitFor(() => expect(states(heard)).toContain('created'))
        await rejectCall(testbed.ctx, testbed.door(), room_id, 'manual')
      }
      expect(backend.pushed[0]?.contentType).toContain('text/xml')
      expect(backend.pushed[0]?.fields).toMatchObject({ Payload: '{"floor":3}', Event: 'iot_voip_notify' })
    })

    test('asks again when nothing answers or its server fails, with the same message', async () => {
      await configure()
      backend.replies = [{ status: 502 }, { status: 429 }, OK]
      const heard = testbed.hear(addressOf(testbed.door()))
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      await vi.waitFor(() => expect(states(heard)).toEqual(['created']), 5_000)
      expect(backend.pushed).toHaveLength(3)
      expect(backend.pushed[1]?.fields).toEqual(backend.pushed[0]?.fields)
      expect(backend.pushed[2]?.fields).toEqual(backend.pushed[0]?.fields)
      expect(backend.pushed[0]?.fields.RoomId).toBe(room_id)
      expect(new Set(backend.pushed.map(({ query }) => query.nonce)).size).toBe(3)
    })
  })

  describe('no', () => {
    test('ends the call cancelled, by neither side, with the words; the listener never hears of it', async () => {
      await configure()
      backend.replies = ['{"errcode":40003,"errmsg":"not at night"}']
      const [heardByDoor, heardByAlice] = [
        testbed.hear(addressOf(testbed.door())),
        testbed.hear(addressOf(testbed.person())),
      ]
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      expect((await ended(room_id)).end).toEqual({
        reason: 'cancelled',
        by: null,
        origin: 'other',
        message: "the app's back end refused the call (errcode 40003): not at night",
      })
      await vi.waitFor(() => expect(states(heardByAlice)).toEqual(['created', 'ended']))
      expect(heardByDoor).toEqual([])
      expect(backend.pushed).toHaveLength(1)
      expect(await busy()).toEqual([])
      await expect(acceptCall(testbed.ctx, testbed.door(), room_id)).rejects.toMatchObject({
        code: 'room_unknown',
      })
    })

    test.each<[string, Reply, string]>([
      ['success', 'success', 'the app\'s back end answered no errcode: "success"'],
      ['nothing', '', 'the app\'s back end answered no errcode: ""'],
      ['a page', { status: 404, text: '<html>' }, "the app's back end answered 404, not 200"],
      [
        'a redirect, which is not followed',
        { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
        "the app's back end answered 302, not 200",
      ],
      [
        'more than 64 KiB',
        `{"errcode":0,"errmsg":"${'x'.repeat(70_000)}"}`,
        "the app's back end did not answer (asked 1 times): it answered more than 65536 bytes",
      ],
    ])('is also %s', async (_, reply, message) => {
      await configure()
      backend.replies = [reply]
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      expect((await ended(room_id)).end).toMatchObject({ reason: 'cancelled', message })
      expect(backend.pushed).toHaveLength(1)
    })

    test('is a back end that is not there, or whose secrets cannot be read any more', async () => {
      const dead = { ...backend.settings, url: 'http://127.0.0.1:9/push' }
      const set = (message_push: string) =>
        testbed.store.db.updateTable('app').set({ message_push }).where('appid', '=', APP).execute()
      await set(storeMessagePush(testbed.ctx, APP, dead))
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      expect((await ended(room_id)).end?.message).toMatch(/did not answer \(asked \d times\)/)
      await set(storeMessagePush(testbed.ctx, 'another app', backend.settings))
      const second = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      expect((await ended(second.room_id)).end?.message).toContain('set message_push again')
    })
  })

  describe('while it waits', () => {
    test('the caller’s cancel ends it, and a later yes rings nobody (C9)', async () => {
      await configure()
      const answer = held()
      const heard = testbed.hear(addressOf(testbed.door()))
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      await asked()
      await cancelCall(testbed.ctx, testbed.person(), room_id, 'manual')
      answer(OK)
      await stopBackground(testbed.ctx)
      expect(heard).toEqual([])
      expect((await callOf(room_id)).end).toMatchObject({
        reason: 'cancelled',
        by: 'caller',
        origin: 'manual',
      })
      expect(await busy()).toEqual([])
    })

    test('once it is over, its back end is not asked about it again', async () => {
      await configure()
      const answer = held()
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      await asked()
      await cancelCall(testbed.ctx, testbed.person(), room_id, 'manual')
      backend.replies = [{ status: 502 }, OK]
      answer({ status: 502 })
      // A call after it, which goes on, is asked about again: by then the first would have been, too.
      const second = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      const rooms = () => backend.pushed.map(({ fields }) => fields.RoomId)
      await vi.waitFor(() => expect(rooms().filter((room) => room === second.room_id)).toHaveLength(2))
      expect(rooms()).toEqual([room_id, second.room_id, second.room_id])
    })

    test('a cancel and a yes at the same instant end in one way (C9)', async () => {
      await configure()
      for (let n = 0; n < 12; n++) {
        const heard = testbed.hear(addressOf(testbed.door()))
        const { promise, resolve } = Promise.withResolvers<void>()
        backend.replies = [
          () => {
            resolve()
            return OK
          },
        ]
        const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
        await promise
        // Spread over the time that the answer takes to come in.
        await new Promise((done) => setTimeout(done, n / 2))
        await cancelCall(testbed.ctx, testbed.person(), room_id, 'manual')
        await vi.waitFor(async () => expect((await callOf(room_id)).state).toBe('ended'))
        await backgroundDone(testbed.ctx)
        // Either the door never heard of it, or it rang and then stopped, or it heard only that it is over; and nobody
        // stays busy.
        expect([[], ['ended'], ['created', 'ended']]).toContainEqual(states(told(heard)))
        expect((await callOf(room_id)).end).toMatchObject({ reason: 'cancelled', by: 'caller' })
        expect(await busy()).toEqual([])
      }
    })

    test('a withdrawal ends a device’s call, and it never rings (A7)', async () => {
      await configure({ calls: 'all' })
      const answer = held()
      const heard = testbed.hear(addressOf(testbed.person()))
      const { room_id } = await startCall(testbed.ctx, testbed.door(), ring('alice'))
      await asked()
      const off = { model_id: 'm_door', sn: 'door-1', status: 0 as const }
      await switchAuthorization(testbed.ctx, { role: 'person', ...app, openid: 'alice' }, off)
      answer(OK)
      await stopBackground(testbed.ctx)
      expect((await callOf(room_id)).end).toMatchObject({
        reason: 'aborted',
        message: 'the authorization was withdrawn',
      })
      expect(states(heard)).toEqual([])
      expect(await busy()).toEqual([])
    })

    test('a withdrawal and a yes at the same instant: nothing rings once the withdrawal is answered (A7)', async () => {
      await configure({ calls: 'all' })
      const alice = { role: 'person' as const, ...app, openid: 'alice' }
      const off = { model_id: 'm_door', sn: 'door-1', status: 0 as const }
      for (let n = 0; n < 10; n++) {
        await testbed.decide('alice', 'door-1', 1)
        const heard = testbed.hear(addressOf(testbed.person()))
        const { promise, resolve } = Promise.withResolvers<void>()
        backend.replies = [
          () => {
            resolve()
            return OK
          },
        ]
        const { room_id } = await startCall(testbed.ctx, testbed.door(), ring('alice'))
        await promise
        await new Promise((done) => setTimeout(done, n / 2))
        await switchAuthorization(testbed.ctx, alice, off)
        expect(await callOf(room_id)).toMatchObject({
          state: 'ended',
          end: { reason: 'aborted', message: 'the authorization was withdrawn' },
        })
        // It rang and then stopped; or it never rang. The ring may be published after the end: it is told no more.
        const before = states(told(heard))
        expect([[], ['ended'], ['created', 'ended']]).toContainEqual(before)
        await backgroundDone(testbed.ctx)
        expect(states(told(heard))).toEqual(before)
        expect(await busy()).toEqual([])
      }
    })

    test('a device moved out of its group rings nobody by it any more (A6)', async () => {
      const { db } = testbed.store
      await testbed.store.db.deleteFrom('authorization').execute()
      const group = {
        appid: APP,
        group_id: 'g_1',
        group_name: 'Hall',
        model_id: 'm_door',
        model_type: 'door phone',
      }
      await db
        .insertInto('device_group')
        .values({ ...group, created_at: 1 })
        .execute()
      await db.updateTable('device').set({ group_id: 'g_1' }).where('sn', '=', 'door-1').execute()
      const subject = subjectKey({ kind: 'group', groupId: 'g_1' })
      await db
        .insertInto('authorization')
        .values({
          appid: APP,
          openid: 'alice',
          subject,
          kind: 'group',
          model_id: null,
          sn: null,
          group_id: 'g_1',
          status: 1,
          display_name: 'Hall',
          created_at: 1,
          updated_at: 1,
        })
        .execute()
      await configure({ calls: 'all' })
      const answer = held()
      const heard = testbed.hear(addressOf(testbed.person()))
      const { room_id } = await startCall(testbed.ctx, testbed.door(), ring('alice'))
      await asked()
      await db.updateTable('device').set({ group_id: null }).where('sn', '=', 'door-1').execute()
      answer(OK)
      expect((await ended(room_id)).end).toMatchObject({ reason: 'aborted' })
      expect(heard).toEqual([])
    })

    test('the death of the node that asks leaves nothing open: the sweep of any node ends it (C6)', async () => {
      await configure()
      backend.replies = ['hang']
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      await asked()
      testbed.clock.now += 11_999
      expect(await sweep(testbed.ctx, { unseen: false })).toEqual([])
      testbed.clock.now += 1
      await sweep(testbed.ctx, { unseen: false })
      expect((await callOf(room_id)).end).toMatchObject({ reason: 'cancelled', by: null })
      expect(await busy()).toEqual([])
    })

    test('a server that stops tells the caller at once', async () => {
      await configure()
      backend.replies = ['hang']
      const { room_id } = await startCall(testbed.ctx, testbed.person(), ringDoor('door-1', cloud))
      await asked()
      await stopBackground(testbed.ctx)
      expect((await callOf(room_id)).end).toMatchObject({
        reason: 'cancelled',
        message: 'the server was stopping before the app’s back end had answered',
      })
    })
  })
})

function fromDoor() {
  return {
    model_id: 'm_door',
    sn: 'door-1',
    openid: 'alice',
    room_type: 'video' as const,
    caller_camera: true,
    listener_camera: true,
  }
}

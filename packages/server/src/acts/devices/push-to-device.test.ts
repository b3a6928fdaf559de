/** Message push as a back end sets it up, and what it sends to a device, through the HTTP API. */

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type PushBackend, pushBackend } from '../../../test/push-backend.ts'
import { MODEL, type TestDevice, type TestServer, testServer } from '../../../test/test-server.ts'
import { address } from '../../bus/bus.ts'
import { openStore } from '../../store/store.ts'

const DAY = 86_400_000
let server: TestServer
let lines: string[]

beforeEach(async () => {
  lines = []
  server = await testServer({ onLog: (line) => lines.push(line) })
})
afterEach(() => server.stop())

describe('the settings', () => {
  let backend: PushBackend
  const patch = (message_push: unknown) => server.backend('PATCH', '/v1/app', { body: { message_push } })
  beforeEach(async () => {
    backend = await pushBackend(server.appid)
  })

  test('are kept once the URL has answered the check, and show no secret, in no answer and no log', async () => {
    const { url, token, aes_key } = backend.settings
    const answer = await patch(backend.settings)
    expect(answer.body.message_push).toEqual({ url, format: 'json', calls: 'cloud' })
    expect((await server.backend('GET', '/v1/app')).body.message_push).toEqual(answer.body.message_push)
    expect(backend.checks).toBe(1)
    const seen = JSON.stringify([
      answer,
      await server.operator('GET', '/v1/apps'),
      lines,
      await server.dump(),
    ])
    expect(seen).toContain(url)
    expect(seen).not.toContain(token)
    expect(seen).not.toContain(aes_key)
  })

  test('are of the app that set them, left as they are by other changes, and cleared by null', async () => {
    await patch(backend.settings)
    const other = await server.newApp()
    expect((await server.backendOf(other)('GET', '/v1/app')).body.message_push).toBeNull()
    const renamed = await server.backend('PATCH', '/v1/app', { body: { name: 'Renamed' } })
    expect(renamed.body.message_push).toMatchObject({ format: 'json' })
    expect((await patch(null)).body.message_push).toBeNull()
    expect(backend.checks).toBe(1)
  })

  test.each([
    ['something else', 'it answered something else', () => 'success'],
    ['the echostr in quotes', 'it answered something else', (echostr: string) => JSON.stringify(echostr)],
    ['more than a check needs', 'more than 4096 bytes', () => 'x'.repeat(5000)],
  ])('are refused, and nothing is changed, when the URL answers %s', async (_, words, echo) => {
    await patch(backend.settings)
    const before = await server.dump()
    backend.echo = echo
    const answer = await patch({ ...backend.settings, format: 'xml' })
    expect(answer.status).toBe(409)
    expect(answer.body.error).toMatchObject({ code: 'message_push_unverified' })
    expect(answer.body.error.message).toContain(words)
    expect(await server.dump()).toBe(before)
  })

  test('are refused when the token there is another', async () => {
    const answer = await patch({ ...backend.settings, token: 'AnotherToken' })
    expect(answer.body.error.message).toContain('it answered 403')
  })

  test.each([
    ['listens to the network', { host: '0.0.0.0' }],
    ['stands behind a proxy', { trustProxy: ['127.0.0.1'] }],
  ])(
    'take plain http only where nobody but this machine reaches the server, and not where it %s',
    async (_, reached) => {
      const open = await testServer({ settings: reached })
      const settings = { body: { message_push: backend.settings } }
      const answer = await open.backend('PATCH', '/v1/app', settings)
      expect(answer.body.error.faults).toEqual([
        {
          parameter: 'message_push.url',
          message: 'should be https; http is for this machine alone, and for trying',
        },
      ])
      expect(backend.checks).toBe(0)
      await open.stop()
    },
  )

  test.each([
    ['http to another machine', 'http://192.0.2.1/push', 'should be https'],
    ['another scheme', 'ftp://127.0.0.1/push', 'should be https'],
    ['a name and a password', 'http://user:pass@127.0.0.1:1/push', 'should have no name and password'],
  ])('take no URL with %s, and ask it nothing', async (_, url, words) => {
    const answer = await patch({ ...backend.settings, url })
    expect(answer.status).toBe(400)
    expect(answer.body.error.faults).toMatchObject([
      { parameter: 'message_push.url', message: expect.stringContaining(words) },
    ])
  })

  test('follow no redirect, which could lead to where the URL itself may not', async () => {
    const hidden = await pushBackend(server.appid)
    const door = createServer((request, response) => {
      const { search } = new URL(request.url ?? '', 'http://localhost')
      response.writeHead(302, { location: `${hidden.settings.url}&${search.slice(1)}` }).end()
    })
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void door.close())
    const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/push`
    const answer = await patch({ ...backend.settings, url })
    expect(answer.body.error.message).toContain('it answered 302')
    expect(hidden.checks).toBe(0)
  })
})

describe('a push token', () => {
  let door: TestDevice
  const pushToken = async (device = door) => (await device.send('POST', '/v1/device/push_token')).body
  const push = (push_token: string, msg = 'hello', as = server.backend) =>
    as('POST', '/v1/messages', { body: { push_token, msg } })
  const hear = (sn = 'door-1') => {
    const heard: unknown[] = []
    server.ctx.bus.subscribe(address.device(server.appid, MODEL, sn), (message) => heard.push(message))
    return heard
  }
  beforeEach(async () => {
    door = await server.device('door-1')
  })

  test('brings a message to exactly the device that made it', async () => {
    const [mine, other] = [hear(), hear('door-2')]
    const { token, expires_at } = await pushToken()
    expect(expires_at).toBe(server.clock.now + 7 * DAY)
    const answer = await push(token, 'x'.repeat(5 * 1024))
    expect(answer.body).toEqual({ model_id: MODEL, sn: 'door-1' })
    expect(mine).toEqual([{ type: 'push.message', msg: 'x'.repeat(5 * 1024), appid: server.appid }])
    expect(other).toEqual([])
  })

  test('is good for 7 days', async () => {
    hear()
    const { token } = await pushToken()
    server.clock.now += 7 * DAY - 1000
    expect((await push(token)).status).toBe(200)
    server.clock.now += 1000
    expect((await push(token)).body.error.code).toBe('push_token_wrong')
  })

  test('is none for another app, is no session and no sign-in, and ends with a reset', async () => {
    const heard = hear()
    const { token } = await pushToken()
    const stranger = server.backendOf(await server.newApp())
    expect((await push(token, 'hello', stranger)).body.error.code).toBe('push_token_wrong')
    expect((await push(door.token)).body.error.code).toBe('push_token_wrong')
    const contacts = { body: { sn: 'door-1', model_id: MODEL, openid_list: [] } }
    const asSession = { ...contacts, headers: { authorization: `Bearer ${token}` } }
    expect((await server.anyone('POST', '/v1/device/contacts', asSession)).status).toBe(401)
    await server.backend('POST', `/v1/devices/${MODEL}/door-1/reset`)
    expect((await push(token)).body.error.code).toBe('push_token_wrong')
    await server.device('door-1')
    expect((await push(token)).body.error.code).toBe('push_token_wrong')
    expect(heard.filter((message) => (message as { type: string }).type === 'push.message')).toEqual([])
  })

  test('of a device that is not connected loses nothing silently', async () => {
    const { token } = await pushToken()
    const answer = await push(token)
    expect(answer.status).toBe(409)
    expect(answer.body.error).toMatchObject({ code: 'device_offline', wechat: { errCode: -1 } })
  })
})

describe('at WeChat’s paths', () => {
  const wechat = async (path: string, body: unknown) => {
    const credential = { grant_type: 'client_credential', appid: server.appid, secret: server.secret }
    const { access_token } = (await server.anyone('POST', '/cgi-bin/stable_token', { body: credential })).body
    const answer = await server.anyone('POST', `${path}?access_token=${access_token}`, { body })
    expect(answer.status).toBe(200)
    return answer.body
  }
  const call = (more: object = {}) =>
    wechat('/wxa/business/iot/voip/call', {
      model_id: MODEL,
      sn: 'door-1',
      openid: 'alice',
      room_type: 'video',
      listener_name: 'Alice',
      version_type: 0,
      query: 'a=1',
      caller_camera_status: 1,
      listener_camera_status: 0,
      payload: '{}',
      ...more,
    })
  const push = (body: object) => wechat('/wxa/business/runtime/pushappmsg', body)

  test('a call begins from a device, and answers its room', async () => {
    await server.device('door-1')
    const alice = await server.person('alice')
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    const answer = await call()
    expect(answer).toEqual({ errcode: 0, errmsg: 'ok', room_id: expect.stringMatching(/^r_/) })
    expect((await server.backend('GET', `/v1/calls/${answer.room_id}`)).body).toMatchObject({
      state: 'created',
      room_type: 'video',
      custom_query: 'a=1',
      payload: '{}',
      caller: { kind: 'device', id: 'door-1', name: 'Front door phone', camera: false, client_id: null },
      listener: { kind: 'person', id: 'alice', name: 'Alice', camera: true },
    })
    expect(await call()).toMatchObject({ errcode: 1005 })
  })

  test('a call is told to the back end, where it takes messages, and rings after errcode 0', async () => {
    const backend = await pushBackend(server.appid)
    await server.backend('PATCH', '/v1/app', { body: { message_push: backend.settings } })
    await server.device('door-1')
    const alice = await server.person('alice')
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    const rung: unknown[] = []
    server.ctx.bus.subscribe(address.person(server.appid, 'alice'), (message) => rung.push(message))
    const { room_id } = await call()
    await vi.waitFor(() => expect(rung).toMatchObject([{ type: 'call', call: { room_id } }]))
    expect(backend.pushed).toMatchObject([{ fields: { RoomId: room_id, Payload: '{}', Sn: 'door-1' } }])
  })

  test('a call that waits for the back end’s word is ended before the server has stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'callgrant-push-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await server.stop()
    server = await testServer({ store: await openStore(`sqlite:${folder}/callgrant.db`) })
    const backend = await pushBackend(server.appid)
    backend.replies = ['hang']
    await server.backend('PATCH', '/v1/app', { body: { message_push: backend.settings } })
    await server.device('door-1')
    await (await server.person('alice')).decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    const { room_id } = await call()
    await vi.waitFor(() => expect(backend.pushed).toHaveLength(1))
    await server.stop()
    const store = await openStore(`sqlite:${folder}/callgrant.db`)
    expect(await store.db.selectFrom('call').selectAll().execute()).toMatchObject([
      { room_id, state: 'ended', end_reason: 'cancelled' },
    ])
    expect(await store.db.selectFrom('busy').selectAll().execute()).toEqual([])
    await store.close()
  })

  test('a call is refused with WeChat’s numbers', async () => {
    await server.device('door-1')
    const alice = await server.person('alice')
    const refused = await call()
    expect(refused.errcode).toBe(9)
    expect(refused.errmsg).toContain('openid has not authorized device door-1')
    expect(await call({ openid: 'nobody' })).toMatchObject({ errcode: 20 })
    expect(await call({ openid: 'a b' })).toMatchObject({ errcode: 7 })
    expect(await call({ openid: '' })).toMatchObject({ errcode: 7 })
    expect(await call({ sn: 'a b' })).toMatchObject({ errcode: 9800002 })
    expect(await call({ sn: 'door-2' })).toMatchObject({ errcode: 2 })
    expect(await call({ room_type: 'picture' })).toMatchObject({ errcode: 47001 })
    expect(await call({ caller_camera_status: 2 })).toMatchObject({ errcode: 47001 })
    expect(await call({ listener_name: 'a\nb' })).toMatchObject({ errcode: 47001 })
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'reject')
    expect((await call()).errcode).toBe(9)
  })

  test('a call’s refusal says WeChat’s words once, then what to do (9, 2, 7, 20, 40101)', async () => {
    await server.device('door-1')
    const alice = await server.person('alice')
    const words = async (change: object = {}) =>
      ((await call(change)).errmsg as string).replace(/ rid: \S+$/, '')
    const todo = 'ask the person with requestDeviceVoIP, or lead them to the settings of the app'
    expect(await words()).toBe(`openid has not authorized device door-1; ${todo}`)
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'reject')
    expect(await words()).toBe(`openid has not authorized device: openid has refused device door-1; ${todo}`)
    expect(await words({ sn: 'door-2' })).toMatch(
      /^deviceId is wrong: no device is registered .*getsnticket$/,
    )
    expect(await words({ openid: '' })).toBe('openid is wrong: openid is missing; send it as a string')
    expect(await words({ openid: 'nobody' })).toMatch(/^openid is invalid: nobody has signed in/)
    const missing = 'missing parameter: room_type is missing; send video or voice'
    for (const room_type of [undefined, null, '']) expect(await words({ room_type })).toBe(missing)
    expect(await words({ room_type: 'film' })).toBe(
      'data format error: room_type should be one of voice, video',
    )
  })

  test('a person in another call is errcode 1005 to WeChat’s call, and a call ended as busy to /v1 (C8)', async () => {
    const alice = await server.person('alice')
    for (const sn of ['door-1', 'door-2']) {
      await server.device(sn)
      await alice.decide({ model_id: MODEL, sn }, 'allow')
    }
    await server.backend('PATCH', '/v1/app', { body: { message_push: null } })
    expect(await call()).toMatchObject({ errcode: 0 })
    const busy = await call({ sn: 'door-2' })
    expect(busy).toMatchObject({ errcode: 1005 })
    expect(busy.errmsg).toMatch(/^another call is in progress: the person is in another call; try again/)
    const own = await call()
    expect(own).toMatchObject({ errcode: 1005 })
    expect(own.errmsg).toMatch(/^another call is in progress: try again when that call is over/)
    const body = { model_id: MODEL, sn: 'door-2', openid: 'alice', room_type: 'video' }
    const { status, body: ended } = await server.backend('POST', '/v1/calls', { body })
    expect([status, ended.state, ended.end.reason]).toEqual([201, 'ended', 'busy'])
  })

  test('a message is sent, or refused with WeChat’s numbers', async () => {
    const door = await server.device('door-1')
    const push_token = (await door.send('POST', '/v1/device/push_token')).body.token
    expect(await push({ msg: 'hello', push_token })).toMatchObject({
      errcode: -1,
      errmsg: expect.stringContaining('not connected'),
    })
    const heard: unknown[] = []
    server.ctx.bus.subscribe(address.device(server.appid, MODEL, 'door-1'), (message) => heard.push(message))
    expect(await push({ msg: 'hello', push_token })).toEqual({ errcode: 0, errmsg: 'ok' })
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect((await push({ msg: 'hello', push_token: 'x' })).errcode).toBe(48012)
    expect((await push({ msg: 'hello' })).errcode).toBe(40101)
    expect((await push({ push_token })).errcode).toBe(40101)
    const long = await push({ msg: 'x'.repeat(5 * 1024 + 1), push_token })
    expect(long).toMatchObject({ errcode: 45002, errmsg: expect.stringContaining('this has 5121') })
    expect(heard).toHaveLength(1)
    expect(lines.join('')).not.toContain(push_token)
  })
})

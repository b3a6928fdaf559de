/** Groups through WeChat's calls: the same acts as /v1 (A6), with WeChat's numbers. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../../test/test-server.ts'

let server: TestServer
let token: string
beforeEach(async () => {
  server = await testServer()
  const body = { grant_type: 'client_credential', appid: server.appid, secret: server.secret }
  token = (await server.anyone('POST', '/cgi-bin/stable_token', { body })).body.access_token
})
afterEach(() => server.stop())

const call = async (name: string, body: unknown) =>
  (await server.anyone('POST', `/wxa/business/group/${name}?access_token=${token}`, { body })).body
const created = async (group_name = 'Gate', model_id = MODEL): Promise<string> =>
  (await call('createid', { model_id, group_name })).group_id
const ref = (sn: string, model_id = MODEL) => ({ model_id, sn })
const add = (group_id: string, device_list: object[], more = {}) =>
  call('adddevice', { group_id, device_list, ...more })
const many = (count: number) => Array.from({ length: count }, (_, i) => ref(`sn-${i}`))
const codes = (answer: { device_list: { errcode: number }[] }) =>
  answer.device_list.map(({ errcode }) => errcode)

describe('createid', () => {
  it('answers a group_id that /v1 knows as well', async () => {
    const group_id = await created('三年级2班')
    expect((await server.backend('GET', `/v1/groups/${group_id}`)).body.group_name).toBe('三年级2班')
  })

  it.each([
    [{ group_name: 'Gate' }, 9800003, /model_id is missing/],
    [{ group_name: 'Gate', model_id: 'm_none' }, 9800003, /^model_id check failed/],
    [{ model_id: MODEL }, 9800012, /1 to 32 bytes.*this has 0/],
    [{ model_id: MODEL, group_name: '一二三四五六七八九十一' }, 9800012, /a Han character is 3.*this has 33/],
    [{ model_id: MODEL, group_name: 'a\nb' }, 9800012, /on one line/],
    [{ model_id: MODEL, group_name: '\u3164' }, 9800012, /no hidden characters/],
    [{ model_id: MODEL, group_name: 7 }, 47001, /group_name should be String instead of Number/],
  ])('refuses %j', async (body, errcode, words) => {
    expect(await call('createid', body)).toEqual({ errcode, errmsg: expect.stringMatching(words) })
  })
})

it('48001 says that an app has no model yet, which WeChat calls not having applied for devices', async () => {
  const other = await server.newApp()
  const body = { grant_type: 'client_credential', appid: other.appid, secret: other.secret }
  token = (await server.anyone('POST', '/cgi-bin/stable_token', { body })).body.access_token
  expect(await call('createid', { model_id: MODEL, group_name: 'Gate' })).toEqual({
    errcode: 48001,
    errmsg: expect.stringMatching(/^api unauthorized: app \S+ has no model of a device yet; create one/),
  })
})

describe('adddevice', () => {
  it('answers an errcode for each device, in the order asked, and takes a device that never registered', async () => {
    await server.backend('POST', '/v1/models', { body: { model_id: 'm_tv', model_type: 'TV' } })
    const [gate, hall] = [await created(), await created('Hall')]
    await add(hall, [ref('c')])
    await add(gate, [ref('b')])
    const answer = await add(gate, [
      ref('a'),
      ref('b'),
      ref('c'),
      ref('d', 'm_tv'),
      ref('e', 'm_none'),
      ref('f f'),
      ref('x'.repeat(129)),
      ref(''),
      { sn: 'g' },
      ref('h'),
      ref('a'),
    ])
    expect(answer).toMatchObject({ errcode: 0, errmsg: 'ok' })
    expect(codes(answer)).toEqual([
      0, 9800015, 9800018, 9800014, 9800003, 9800002, 9800001, 9800002, 9800003, 0, 9800015,
    ])
    expect((await call('getinfo', { group_id: gate })).device_list).toEqual([ref('a'), ref('b'), ref('h')])
  })

  it('with force_add takes a device out of its group', async () => {
    const [gate, hall] = [await created(), await created('Hall')]
    await add(gate, [ref('a')])
    expect(codes(await add(hall, [ref('a')], { force_add: false }))).toEqual([9800018])
    expect(codes(await add(hall, [ref('a')], { force_add: true }))).toEqual([0])
    expect((await call('getinfo', { group_id: gate })).device_list).toEqual([])
  })

  it('fills a group to 50, says of each further one that it is full, and counts them', async () => {
    const group_id = await created()
    expect(codes(await add(group_id, many(48)))).toEqual(Array(48).fill(0))
    const rest = [ref('x-1'), ref('x-2'), ref('x-3')]
    expect(codes(await add(group_id, rest))).toEqual([0, 0, 9800016])
    const info = await call('getinfo', { group_id })
    expect([info.device_list.length, info.max_device_count]).toEqual([50, 50])
  })

  it.each([
    [
      'more devices than a group can hold',
      { device_list: many(51) },
      9800016,
      /holds 50 devices.*has 51; nothing/,
    ],
    ['no device', { device_list: [] }, 47001, /device_list is empty/],
    ['no list', {}, 47001, /device_list should be Array instead of Undefined/],
    [
      'a list that is one device',
      { device_list: ref('a') },
      47001,
      /device_list should be Array instead of Object/,
    ],
    [
      'a number for an sn',
      { device_list: [{ ...ref('a'), sn: 1 }] },
      47001,
      /device_list\.0\.sn should be String/,
    ],
    [
      'a text for force_add',
      { device_list: [ref('a')], force_add: '1' },
      47001,
      /force_add should be Boolean/,
    ],
  ])('refuses %s, and changes nothing', async (_, more, errcode, words) => {
    const group_id = await created()
    const before = await server.dump()
    expect(await call('adddevice', { group_id, ...more })).toEqual({
      errcode,
      errmsg: expect.stringMatching(words),
    })
    expect(await server.dump()).toBe(before)
  })
})

describe('removedevice', () => {
  it('answers an errcode for each device', async () => {
    const group_id = await created()
    await add(group_id, [ref('a'), ref('b')])
    const answer = await call('removedevice', { group_id, device_list: [ref('c'), ref('a'), ref('?')] })
    expect(codes(answer)).toEqual([9800017, 0, 9800002])
    expect((await call('getinfo', { group_id })).device_list).toEqual([ref('b')])
  })

  it('refuses more devices than a group can hold', async () => {
    const group_id = await created()
    expect(await call('removedevice', { group_id, device_list: many(51) })).toMatchObject({
      errcode: 9800017,
    })
  })
})

describe('a group', () => {
  it('is 9800013 when it is unknown, misspelt, missing, or another app’s', async () => {
    const other = await server.newApp()
    await server.backendOf(other)('POST', '/v1/models', { body: { model_id: MODEL, model_type: 'Door' } })
    const theirs = await server.backendOf(other)('POST', '/v1/groups', {
      body: { model_id: MODEL, group_name: 'Theirs' },
    })
    for (const group_id of ['g_none', 'g g', '', theirs.body.group_id]) {
      for (const name of ['adddevice', 'removedevice', 'getinfo']) {
        // Also with no device left that is spelt right.
        for (const device_list of [[ref('a')], [ref('?')]]) {
          expect(await call(name, { group_id, device_list })).toMatchObject({
            errcode: 9800013,
            errmsg: expect.stringMatching(/^group_id is illegal/),
          })
        }
      }
    }
    expect(await call('getinfo', {})).toMatchObject({
      errcode: 9800013,
      errmsg: expect.stringMatching(/missing/),
    })
  })

  it('of another app is not changed by a device of the same name here', async () => {
    const group_id = await created()
    await add(group_id, [ref('a')])
    const other = await server.newApp()
    const body = { grant_type: 'client_credential', appid: other.appid, secret: other.secret }
    token = (await server.anyone('POST', '/cgi-bin/stable_token', { body })).body.access_token
    expect(await call('removedevice', { group_id, device_list: [ref('a')] })).toMatchObject({
      errcode: 9800013,
    })
    expect((await server.backend('GET', `/v1/groups/${group_id}`)).body.device_count).toBe(1)
  })
})

describe('the licence calls', () => {
  const license = async (name: string, body: unknown) =>
    (await server.anyone('POST', `/wxa/business/license/${name}?access_token=${token}`, { body })).body
  it('take 100 devices at once, and no more', async () => {
    for (const name of ['activedevice', 'getdeviceinfo']) {
      const answer = await license(name, { pkg_type: 1, device_list: many(100) })
      expect(answer.device_list).toHaveLength(100)
      expect(await license(name, { pkg_type: 1, device_list: many(101) })).toMatchObject({
        errcode: 9800020,
        errmsg: expect.stringMatching(/at most 100.*has 101/),
      })
    }
  })

  it('keep nothing', async () => {
    const before = await server.dump()
    await license('activedevice', { pkg_type: 1, device_list: many(3) })
    expect(await server.dump()).toBe(before)
  })
})

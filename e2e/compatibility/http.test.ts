/** WeChat's HTTP interface, at the paths of its host: what a back end written for it meets. */

import { hours, minutes, seconds } from '@callgrant/emulator'
import { describe, expect } from 'vitest'
import { authorize, type Told } from './lib/acts.ts'
import { BackEnd } from './lib/back-end.ts'
import { test } from './lib/test.ts'

const TICKET = '/wxa/getsnticket'
const refused = (errcode: number, words: string | RegExp = '') => ({
  errcode,
  errmsg: expect.stringMatching(words),
})

describe('every call', () => {
  test('answers HTTP 200 with errcode and errmsg, which says what to do', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const good = { sn: 'door-1', model_id: emulator.modelId }
    expect(await back.post(TICKET, good)).toMatchObject({ errcode: 0, errmsg: 'ok' })
    expect(await back.post(TICKET, good, { token: '' })).toEqual(
      refused(41001, /access_token missing: put it into/),
    )
    expect(await back.post(TICKET, good, { token: 'x' })).toEqual(
      refused(40001, /get one from \/cgi-bin\/stable_token/),
    )
    expect(await back.post(TICKET, undefined, { method: 'GET' })).toEqual(
      refused(43002, /send this request with POST/),
    )
    expect(await back.post(TICKET)).toEqual(refused(44002, /send a JSON object/))
    expect(await back.post(TICKET, 'sn=door-1')).toEqual(refused(47001, /the body is a form/))
    await emulator.advance(hours(3))
    expect(await back.post(TICKET, good)).toEqual(refused(42001, /get a new one/))
    covers.same(
      'http.path',
      'http.answer',
      'http.json',
      'http.errcode.40001',
      'http.errcode.41001',
      'http.errcode.42001',
      'http.errcode.43002',
      'http.errcode.44002',
      'http.errcode.47001',
    )
  })

  test('answers 48001 and -1 as WeChat does', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    await authorize(emulator, await emulator.person('parent'), 'door-1')
    await emulator.device('door-1')
    await emulator.capability(false)
    const call = { model_id: emulator.modelId, sn: 'door-1', openid: 'parent', room_type: 'voice' }
    expect(await back.post('/wxa/business/iot/voip/call', call)).toEqual(refused(48001, /callgrant app/))
    const stopped = back.stableToken()
    expect(await stopped).not.toHaveProperty('errcode')
    covers.same('http.errcode.48001')
    covers.different('http.errcode.-1', 'also while a device is not connected, which only pushappmsg needs')
    const door = await emulator.device('door-2')
    const push_token = await door.pushToken()
    await door.close()
    await emulator.settle()
    expect(await back.post('/wxa/business/runtime/pushappmsg', { msg: 'hi', push_token })).toEqual(
      refused(-1),
    )
  })
})

describe('access_token', () => {
  test('is new each time, and the one before stays good for 5 minutes', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const first = await back.freshToken()
    expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 })
    await emulator.advance(seconds(1))
    const second = await back.freshToken()
    expect(second.access_token).not.toBe(first.access_token)
    const good = { sn: 'door-1', model_id: emulator.modelId }
    const withToken = (token: string) => back.post(TICKET, good, { token })
    expect(await withToken(first.access_token)).toMatchObject({ errcode: 0 })
    await emulator.advance(minutes(6))
    expect(await withToken(first.access_token)).toMatchObject({ errcode: 40001 })
    expect(await withToken(second.access_token)).toMatchObject({ errcode: 0 })
    covers.same('http.token', 'http.token.access_token', 'http.token.expires_in')
  })

  test('is refused for a wrong appid, secret or grant_type', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    expect(await back.freshToken({ grant_type: 'password' })).toEqual(refused(40002, /client_credential/))
    expect(await back.freshToken({ appid: 'wx_none' })).toEqual(refused(40013, /callgrant app create/))
    expect(await back.freshToken({ appid: '' })).toEqual(refused(41002, /send appid/))
    expect(await back.freshToken({ secret: 'wrong' })).toEqual(refused(40125, /callgrant app /))
    expect(await back.freshToken({ secret: '' })).toEqual(refused(41004, /send secret/))
    covers.same('http.token.grant_type', 'http.token.appid', 'http.token.secret')
  })

  test('of stable_token is the same until 5 minutes before its end', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const first = await back.stableToken()
    await emulator.advance(minutes(60))
    const same = await back.stableToken()
    expect(same).toEqual({ access_token: first.access_token, expires_in: first.expires_in - 3600 })
    await back.freshToken()
    expect((await back.stableToken()).access_token).toBe(first.access_token)
    await emulator.advance(minutes(56))
    expect((await back.stableToken()).access_token).not.toBe(first.access_token)
    expect(await back.raw('/cgi-bin/stable_token', 'GET')).toEqual(refused(43002))
    covers.same(
      'http.stable_token',
      'http.stable_token.same',
      'http.stable_token.renewed',
      'http.stable_token.isolated',
      'http.stable_token.43002',
    )
  })

  test('of stable_token may be forced 20 times a day, 30 s apart', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const first = await back.stableToken()
    const forced = await back.stableToken({ force_refresh: true })
    expect(forced.access_token).not.toBe(first.access_token)
    const old = await back.post(TICKET, {}, { token: first.access_token })
    expect(old).toMatchObject({ errcode: 40001 })
    expect(await back.stableToken({ force_refresh: true })).toEqual(refused(45011, /30 s apart/))
    for (let i = 1; i < 20; i++) {
      await emulator.advance(seconds(31))
      expect(await back.stableToken({ force_refresh: true })).toHaveProperty('access_token')
    }
    await emulator.advance(seconds(31))
    expect(await back.stableToken({ force_refresh: true })).toEqual(refused(45009, /leave force_refresh out/))
    covers.same('http.stable_token.force_refresh')
    covers.different('http.stable_token.45009', 'only for forced refreshes; others have no daily quota')
  })

  test('knows no lists of addresses, no frozen accounts, no third-party platforms', async ({
    covers,
    emulator,
  }) => {
    const back = new BackEnd(emulator)
    // From any address, and with any other field, the answer depends on appid and secret alone.
    expect(await back.freshToken({ component_appid: 'x' })).toHaveProperty('access_token')
    expect(await back.raw('/cgi-bin/component/api_component_token', 'POST', '{}')).toEqual(refused(40066))
    covers.absent(
      ['http.token.40164', 'http.token.40243', 'http.token.89503', 'http.token.50004'],
      'An app has no list of addresses and no account that WeChat could freeze; rotate the secret instead',
    )
    covers.absent('http.thirdParty', 'Apps belong to whoever runs the server: the path answers 40066')
  })
})

describe('getSnTicket', () => {
  test('gives a ticket for one device', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const good = { sn: 'door-1', model_id: emulator.modelId }
    expect(await back.post(TICKET, good)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      sn_ticket: expect.stringMatching(/^[0-9A-Za-z]{32}$/),
    })
    expect(await back.post(TICKET, { ...good, sn: 'x'.repeat(129) })).toEqual(refused(9800001, /has 129/))
    expect(await back.post(TICKET, { ...good, sn: 'door 1' })).toEqual(refused(9800002, /digits, letters/))
    expect(await back.post(TICKET, { model_id: good.model_id })).toEqual(refused(9800002, /sn is missing/))
    expect(await back.post(TICKET, { ...good, model_id: 'm_x' })).toEqual(refused(9800003, /swapped/))
    expect(await back.post(TICKET, { sn: 'a' })).toEqual(refused(9800003, /model_id is missing/))
    covers.same(
      'http.getsnticket',
      'http.getsnticket.sn',
      'http.getsnticket.model_id',
      'http.getsnticket.sn_ticket',
      'http.getsnticket.9800001',
      'http.getsnticket.9800002',
      'http.getsnticket.9800003',
    )
  })

  test('is there for cloud functions', async ({ covers, emulator }) => {
    const { createCloud } = await import('@callgrant/wechat')
    const { url: server, appid, secret } = emulator
    const cloud = createCloud({ server, appid, secret })
    const { snTicket } = await cloud.openapi.device.getSnTicket({ sn: 'door-1', modelId: emulator.modelId })
    expect(snTicket).toMatch(/^[0-9A-Za-z]{32}$/)
    covers.same('http.getsnticket.cloud')
  })
})

describe('groups', () => {
  test('are made with a name of 1 to 32 bytes', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const make = (group_name: string, model_id = emulator.modelId) =>
      back.post('/wxa/business/group/createid', { model_id, group_name })
    expect(await make('Block A')).toMatchObject({ errcode: 0, group_id: expect.any(String) })
    expect(await make('')).toEqual(refused(9800012))
    expect(await make('三'.repeat(11))).toEqual(refused(9800012, /has 33/))
    expect(await make('Block A', 'm_x')).toEqual(refused(9800003))
    covers.same(
      'http.group.createid',
      'http.group.createid.model_id',
      'http.group.createid.group_name',
      'http.group.createid.group_id',
    )
  })

  test('take devices of one type, each in one group', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    await emulator.model('m_tv', 'television')
    await emulator.model('m_door2', 'campus phone')
    const [a, b] = [await back.group('A'), await back.group('B')]
    const codes = ({ device_list }: Told) => device_list.map(({ errcode }: Told) => errcode)
    const added = await back.add(a, [
      back.device('d-1'),
      back.device('d-2', 'm_door2'),
      back.device('tv-1', 'm_tv'),
      back.device('d 3'),
    ])
    expect(added.device_list[0]).toEqual({ sn: 'd-1', model_id: emulator.modelId, errcode: 0 })
    expect(codes(added)).toEqual([0, 0, 9800014, 9800002])
    expect(codes(await back.add(a, [back.device('d-1')]))).toEqual([9800015])
    expect(codes(await back.add(b, [back.device('d-1')]))).toEqual([9800018])
    expect(codes(await back.add(b, [back.device('d-1')], true))).toEqual([0])
    expect(codes(await back.remove(a, [back.device('d-1'), back.device('d-2', 'm_door2')]))).toEqual([
      9800017, 0,
    ])
    expect(await back.add('g_none', [back.device('d-1')])).toEqual(refused(9800013))
    const info = { group_id: b }
    expect(await back.post('/wxa/business/group/getinfo', info)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      group_name: 'B',
      model_id: emulator.modelId,
      model_type: 'campus phone',
      max_device_count: 50,
      device_list: [{ model_id: emulator.modelId, sn: 'd-1' }],
    })
    expect(await back.post('/wxa/business/group/getinfo', { group_id: 'g_none' })).toEqual(refused(9800013))
    covers.same(
      'http.group.adddevice',
      'http.group.adddevice.group_id',
      'http.group.adddevice.device_list',
      'http.group.adddevice.force_add',
      'http.group.adddevice.9800014',
      'http.group.adddevice.9800015',
      'http.group.adddevice.9800018',
      'http.group.removedevice',
      'http.group.removedevice.device_list',
      'http.group.removedevice.9800017',
      'http.group.getinfo',
      'http.group.getinfo.group_name',
      'http.group.getinfo.model_id',
      'http.group.getinfo.model_type',
      'http.group.getinfo.device_list',
      'http.group.getinfo.max_device_count',
      'http.group.getinfo.9800013',
      'http.group.oneGroup',
      'http.group.oneType',
    )
  })

  test('are full with 50 devices', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const group = await back.group('A')
    const fifty = Array.from({ length: 50 }, (_, i) => back.device(`d-${i}`))
    expect(await back.add(group, fifty)).toMatchObject({ errcode: 0 })
    expect((await back.add(group, [back.device('one-more')])).device_list[0].errcode).toBe(9800016)
    covers.same('http.group.adddevice.9800016')
    covers.absent(
      'http.group.adddevice.9800044',
      'No group is larger than 50, so none is expanded to a maximum',
    )
    for (let i = 0; i < 20; i++) {
      await back.remove(group, [back.device('d-0')])
      expect((await back.add(group, [back.device('d-0')])).device_list[0].errcode).toBe(0)
    }
    covers.absent('http.group.confirm', 'Changes are in force at once, however often')
  })
})

describe('licences and messages', () => {
  test('licences are always active', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const device_list = [{ ...back.device('d-1'), active_number: 1 }]
    const expire_time = 1893427200
    expect(await back.post('/wxa/business/license/getpkglist', { pkg_type: 0 })).toMatchObject({
      errcode: 0,
      pkg_list: [{ pkg_type: 0, pkg_status: 1 }],
    })
    const active = { pkg_type: 0, device_list }
    expect(await back.post('/wxa/business/license/activedevice', active)).toMatchObject({
      errcode: 0,
      device_list: [{ sn: 'd-1', expire_time, errcode: 0 }],
    })
    expect(await back.post('/wxa/business/license/getdeviceinfo', { device_list })).toMatchObject({
      device_list: [{ sn: 'd-1', expire_time }],
    })
    const many = Array.from({ length: 101 }, (_, i) => ({ ...back.device(`d-${i}`), active_number: 1 }))
    expect(await back.post('/wxa/business/license/activedevice', { pkg_type: 0, device_list: many })).toEqual(
      refused(9800020, /100/),
    )
    covers.same(
      'http.license.activedevice',
      'http.license.activedevice.9800020',
      'http.license.getdeviceinfo',
    )
    covers.different('http.license.getpkglist', 'one package that is always good; devices need none')
    for (let i = 0; i < 5; i++) {
      expect(await back.post('/wxa/business/license/activedevice', active)).toMatchObject({ errcode: 0 })
    }
    covers.absent('http.license.activedevice.consumed', 'Nothing is used up, as in WeChat since 2024-09-09')
  })

  test('a message reaches the device that made the token', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    const door = await emulator.device('door-1')
    const push_token = await door.pushToken()
    const send = (body: object) => back.post('/wxa/business/runtime/pushappmsg', body)
    expect(await send({ msg: 'open', push_token })).toEqual({ errcode: 0, errmsg: 'ok' })
    expect(await send({ msg: 'x'.repeat(5 * 1024 + 1), push_token })).toEqual(refused(45002))
    expect(await send({ msg: 'open', push_token: 'x' })).toEqual(refused(48012))
    expect(await send({ push_token })).toEqual(refused(40101, /msg is missing/))
    covers.same('http.pushappmsg.msg', 'http.pushappmsg.push_token', 'http.pushappmsg.40101')
    covers.different('http.pushappmsg', 'the device must be connected: nothing is kept for later (-1)')
  })

  test('what belongs to WMPF and to face-pay answers 40066', async ({ covers, emulator }) => {
    const back = new BackEnd(emulator)
    expect(await back.post('/wxa/business/runtime/adddevice', { product_id: 1 })).toEqual(refused(40066))
    expect(await back.post('/wxa/business/getvoipcontactlist', { user_id: 'u' })).toEqual(refused(40066))
    covers.absent(
      'http.runtime.adddevice',
      'A device registers with a ticket; there is no list of Android ids',
    )
    covers.absent('http.getvoipcontactlist', 'Face-pay only')
  })
})

/** The plugin, and its functions beside those that place calls. */

import { readFileSync } from 'node:fs'
import { callPageOf } from '@callgrant/wechat'
import { describe, expect } from 'vitest'
import { pair, type Told, thrown } from './lib/acts.ts'
import { test } from './lib/test.ts'

const CALL_PAGE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'
/** A function of the plugin with whatever a page may pass. */
const loose = (call: unknown) => call as (option: unknown) => Promise<Told>

describe('the plugin', () => {
  test('is required by its name or provider, as app.json declares it', async ({ covers, emulator }) => {
    const { requirePlugin, plugin } = await emulator.person('parent')
    const declared = JSON.parse(readFileSync('examples/mini-program/miniprogram/app.json', 'utf8')).plugins
    expect(declared['wmpf-voip'].provider).toBe('wxf830863afde621eb')
    expect(requirePlugin('wmpf-voip').default).toBe(plugin)
    expect((await requirePlugin.async('wxf830863afde621eb')).default).toBe(plugin)
    expect(() => requirePlugin('other')).toThrow('plugin "other" is not there')
    covers.same('plugin.require')
    covers.different('plugin.declare', 'the version is what `versions.plugin` says, `2.4.6` by default')
    for (const name of ['initByListener', 'joinRoom', 'joinRoomByCaller', 'bindOpenId']) {
      expect(plugin).not.toHaveProperty(name)
    }
    covers.absent(
      'plugin.undocumented',
      'WeChat’s pages do not have them: who is called joins on the call page',
    )
  })

  test('carries a call on its own page only, and goes there once', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    expect(parent.plugin.CALL_PAGE_PATH).toBe(CALL_PAGE)
    const answer = await door.plugin.initByCaller({
      roomType: 'voice',
      businessType: 1,
      caller: { id: 'door-1' },
      listener: { id: 'parent' },
    })
    expect(door.events).toEqual([])
    await door.wx.reLaunch({ url: door.plugin.CALL_PAGE_PATH })
    await door.hears('joinedRoomByCaller')
    await parent.user.answer()
    expect(parent.screen.route).toBe(CALL_PAGE)
    expect(answer).toMatchObject({ isSuccess: true })
    covers.same('plugin.callPage', 'plugin.CALL_PAGE_PATH')
    // A second jump opens the page anew, and the call goes on.
    await door.wx.redirectTo({ url: door.plugin.CALL_PAGE_PATH })
    await emulator.settle()
    expect(door.screen.call?.stage).toBe('talking')
    covers.different('plugin.callPage.twice', 'harmless: the call goes on, where WeChat’s breaks')
  })

  test('is what a host launches a device into, for a call', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await parent.call('door-1', { nickName: 'Mother' })
    const query = 'roomType=video&listenerId=door-1&callerName=Mother&isClickedHangOnBtn=1'
    await door.open('examples/mini-program', { path: `${CALL_PAGE}?${query}` })
    expect(door.screen.call).toMatchObject({ stage: 'talking', name: 'Mother' })
    expect(door.plugin.getPluginOnloadOptions()).toMatchObject({ callerName: 'Mother', listenerId: 'door-1' })
    covers.same('plugin.callPage.launched')
  })

  test('has no face-pay', async ({ covers, emulator }) => {
    const { plugin } = await emulator.person('parent')
    const option = { roomType: 'video', caller: { id: 'a' }, listener: { id: 'b' } }
    for (const businessType of [undefined, 0, 3]) {
      expect(await thrown(() => loose(plugin.initByCaller)({ ...option, businessType }))).toMatchObject({
        errCode: 1011,
        errMsg: expect.stringMatching(/a device rings with 1, a phone with 2/),
      })
    }
    const names = [
      'bindVoipAdminContact',
      'getBindContactPath',
      'getVoipBindContactList',
      'deleteVoipBindContact',
      'transerAdmin',
    ] as const
    for (const name of names) {
      expect(await thrown(() => loose(plugin[name])({ userId: 'u' }))).toMatchObject({ errCode: 1011 })
    }
    covers.absent(
      ['plugin.direction.facePay', ...names.map((name) => `plugin.${name}` as const)],
      'Face-pay terminals are WeChat Pay’s own; refused with 1011 and what to use instead',
    )
    covers.absent('code.8', 'Face-pay only: businessType 0 and 3 are answered 1011')
    covers.absent('code.4', 'Face-pay only: businessType 0 and 3 are answered 1011')
    covers.absent('event.bindContact', 'Face-pay only: its functions are answered 1011')
    covers.different('code.1011', 'also for the functions of face-pay')
  })
})

describe('other functions', () => {
  test('getIotBindContactList tells a device who authorized it', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    const option = { sn: 'door-1', model_id: emulator.modelId, openid_list: ['parent', 'nobody'] }
    expect(await door.plugin.getIotBindContactList(option)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      contact_list: [
        { openid: 'parent', sn: 'door-1', model_id: emulator.modelId, status: 1 },
        { openid: 'nobody', sn: 'door-1', model_id: emulator.modelId, status: 0 },
      ],
    })
    const list = door.plugin.getIotBindContactList
    for (const change of [{ sn: undefined }, { model_id: 1 }, { openid_list: 'parent' }]) {
      expect(await thrown(() => loose(list)({ ...option, ...change }))).toMatchObject({ errCode: 1004 })
    }
    const many = Array.from({ length: 201 }, (_, i) => `p${i}`)
    expect(await thrown(() => list({ ...option, openid_list: many }))).toMatchObject({
      errMsg: expect.stringContaining('openid_list'),
    })
    expect(await thrown(() => parent.plugin.getIotBindContactList(option))).toMatchObject({ errCode: 1006 })
    covers.same(
      'plugin.getIotBindContactList',
      'plugin.getIotBindContactList.model_id',
      'plugin.getIotBindContactList.errcode',
      'code.1006',
    )
    covers.different('plugin.getIotBindContactList.sn', 'a device may ask about itself only')
    covers.different('plugin.getIotBindContactList.openid_list', 'at most 200')
    covers.different('plugin.getIotBindContactList.contact_list', 'each entry has all of them')
  })

  test('forceHangUpVoip ends the call, or that call only', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    const first: Told = await door.call('parent')
    await parent.user.answer()
    door.plugin.forceHangUpVoip('another')
    await emulator.settle()
    expect(door.events).not.toContain('endVoip')
    door.plugin.forceHangUpVoip(first.roomId)
    expect(await door.hears('hangUpVoip')).toMatchObject({ data: { origin: 'forceFromApp' } })
    await door.user.closeCallPage()
    await door.call('parent')
    door.plugin.forceHangUpVoip()
    expect(await parent.hears('cancelVoip')).toMatchObject({ data: { status: 'other' } })
    covers.same('plugin.forceHangUpVoip', 'plugin.forceHangUpVoip.roomId', 'life.ownRingTime')
    covers.absent('code.1', 'The one function that takes a room does nothing for another one')
  })

  test('onVoipEvent hears twice when bound twice, and its off function takes away one', async ({
    covers,
    emulator,
  }) => {
    const { parent, door } = await pair(emulator)
    const heard: Told[] = []
    const listener = (event: Told) => heard.push(event)
    const off = parent.plugin.onVoipEvent(listener)
    parent.plugin.onVoipEvent(listener)
    const { roomId }: Told = await door.call('parent')
    await parent.user.ignore()
    off()
    await parent.user.decline()
    const names = heard.map(({ eventName }) => eventName)
    expect(names.filter((name) => name === 'callPageOnShow')).toHaveLength(2)
    expect(names.filter((name) => name === 'rejectVoip')).toHaveLength(1)
    expect(heard.find(({ eventName }) => eventName === 'rejectVoip')).toEqual({
      eventName: 'rejectVoip',
      roomId,
      groupId: roomId,
      data: { status: 'manual' },
    })
    expect(heard[0]).toEqual({ eventName: 'callPageOnShow', data: {} })
    covers.same('plugin.onVoipEvent', 'plugin.onVoipEvent.off', 'event.object', 'event.callPageOnShow')
  })

  test('setCustomBtnText and setUIConfig change the call page', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    const side = {
      cameraRotation: 90,
      aspectRatio: 1,
      horMirror: true,
      vertMirror: true,
      objectFit: 'contain',
      enableToggleCamera: false,
    } as const
    const look = {
      btnText: 'Open',
      callerUI: side,
      listenerUI: side,
      handsFree: false,
      isSelfWindowMax: true,
      customBoxHeight: '70vh',
    } as const
    parent.plugin.setUIConfig(look)
    expect(callPageOf(parent.plugin).config).toEqual(look)
    await door.call('parent')
    await parent.user.answer()
    expect(parent.screen.call).toMatchObject({ customButton: 'Open' })
    expect(parent.screen.call?.buttons).not.toContain('camera')
    expect(door.screen.call?.customButton).toBeNull()
    parent.plugin.setCustomBtnText('Let in')
    expect(parent.screen.call?.customButton).toBe('Let in')
    await parent.user.pressCustomButton()
    await parent.user.pressCustomButton()
    await parent.user.hangUp()
    covers.same(
      'plugin.setCustomBtnText',
      'plugin.setUIConfig.btnText',
      'plugin.setUIConfig.cameraRotation',
      'plugin.setUIConfig.aspectRatio',
      'plugin.setUIConfig.horMirror',
      'plugin.setUIConfig.vertMirror',
      'plugin.setUIConfig.enableToggleCamera',
      'plugin.setUIConfig.objectFit',
      'plugin.setUIConfig.isSelfWindowMax',
      'plugin.setUIConfig.customBoxHeight',
    )
    covers.different(
      'plugin.setUIConfig.handsFree',
      'browsers let a page choose the output only where they can',
    )
  })

  test('setVoipEndPagePath says where the call page goes', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await parent.open('examples/mini-program/miniprogram')
    const home = parent.screen.route ?? ''
    parent.plugin.setVoipEndPagePath({
      url: `/${home}`,
      key: 'Call',
      options: 'after=call',
      routeType: 'reLaunch',
    })
    parent.plugin.setVoipEndPagePath({ url: '/pages/none/none', key: 'BindContact' })
    await door.call('parent')
    await parent.user.answer()
    await parent.user.hangUp()
    expect(parent.screen.call).toMatchObject({ stage: 'ended', buttons: ['close'] })
    await parent.user.closeCallPage()
    expect(parent.screen.routes).toEqual([home])
    expect(parent.app.page.options).toMatchObject({ after: 'call' })
    covers.same(
      'plugin.setVoipEndPagePath',
      'plugin.setVoipEndPagePath.options',
      'plugin.setVoipEndPagePath.routeType',
      'life.afterCall',
    )
    covers.different(
      'plugin.setVoipEndPagePath.key',
      '`BindContact` is taken and never used: it is face-pay’s',
    )
  })

  test('getPluginEnterOptions tells how a call opened the app', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await parent.user.hideApp()
    const { roomId }: Told = await door.call('parent', { customQuery: 'a=1' })
    await parent.user.ignore()
    expect(parent.plugin.getPluginEnterOptions()).toMatchObject({
      path: CALL_PAGE,
      query: { roomId, a: '1' },
    })
    covers.same('plugin.getPluginEnterOptions', 'life.reminder')
  })

  test('tells by joinFail what could not be joined, as a VoipJoinError has it', async ({
    covers,
    emulator,
  }) => {
    const { parent } = await pair(emulator)
    const error = new parent.plugin.VoipJoinError(2000, 'why')
    expect(error).toBeInstanceOf(parent.plugin.VoipError)
    expect(error).toMatchObject({ errCode: 2000, extErrMsg: '', errType: 0 })
    covers.different(
      'plugin.VoipJoinError',
      '`extErrMsg` and `errType` are empty: they come from WeChat’s base library',
    )
  })
})

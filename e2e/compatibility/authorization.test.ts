/** `requestDeviceVoIP`, its dialog, `getDeviceVoIPList`, and how an authorization is lost and restored. */

import { minutes } from '@callgrant/emulator'
import { describe, expect } from 'vitest'
import { ask, authorize, listOf, request, told } from './lib/acts.ts'
import { backendOf } from './lib/back-end.ts'
import { test } from './lib/test.ts'

describe('requestDeviceVoIP', () => {
  test('asks a person, and answers by its callbacks alone, complete last', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const { sn_ticket: snTicket } = await emulator.ticket('door-1')
    const calls: unknown[] = []
    const note = (name: string) => (result: unknown) => calls.push([name, result])
    const option = { sn: 'door-1', snTicket, modelId: emulator.modelId, deviceName: 'iot' }
    const returned = request(parent.wx, { ...option, success: note('success'), complete: note('complete') })
    expect(returned).toBeUndefined()
    await parent.user.allow()
    const ok = { errMsg: 'requestDeviceVoIP:ok' }
    expect(calls).toEqual([
      ['success', ok],
      ['complete', ok],
    ])
    expect(parent.wx.requestDeviceVoIP({ ...option } as never)).toBeUndefined()
    covers.same(
      'wx.requestDeviceVoIP',
      'wx.requestDeviceVoIP.sn',
      'wx.requestDeviceVoIP.modelId',
      'wx.requestDeviceVoIP.success',
      'wx.requestDeviceVoIP.complete',
      'wx.requestDeviceVoIP.promise',
    )
  })

  test('is refused while its ticket is wrong or expired: 10008', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const { sn_ticket: old } = await emulator.ticket('door-1')
    await emulator.advance(minutes(4))
    const asked = ask(emulator, parent, 'door-1', { snTicket: old })
    await parent.user.dismiss()
    expect((await asked).failed.errCode).not.toBe(10008)
    await emulator.advance(minutes(2))
    expect((await ask(emulator, parent, 'door-1', { snTicket: old })).failed).toMatchObject({
      errCode: 10008,
      errMsg: expect.stringMatching(/^requestDeviceVoIP:fail snTicket expired/),
    })
    const { failed } = await ask(emulator, parent, 'door-1', { snTicket: 'x'.repeat(32) })
    expect(failed).toMatchObject({ errCode: 10008, errMsg: expect.stringContaining('snTicket invalid') })
    covers.same(
      'wx.requestDeviceVoIP.snTicket',
      'wx.requestDeviceVoIP.errCode.10008',
      'wx.requestDeviceVoIP.fail',
    )
  })

  test('names every parameter that is wrong: errno 1001', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const failed = async (option: object) =>
      (await told((on) => request(parent.wx, { ...option, ...on }))).failed
    expect(await failed({})).toMatchObject({
      errno: 1001,
      errMsg:
        'requestDeviceVoIP:fail parameter error: parameter.sn should be String instead of Undefined;' +
        'parameter.snTicket should be String instead of Undefined;' +
        'parameter.modelId should be String instead of Undefined;' +
        'parameter.deviceName should be String instead of Undefined;',
    })
    const good = { sn: 'door-1', snTicket: 'x', modelId: 'm_door', deviceName: 'iot' }
    expect((await failed({ ...good, sn: 'x'.repeat(129) })).errMsg).toMatch(
      /parameter\.sn should be 1 to 128 bytes/,
    )
    expect((await failed({ ...good, sn: 'door 1' })).errMsg).toMatch(
      /parameter\.sn should have 0-9 A-Z a-z _ - only;/,
    )
    expect((await failed({ ...good, deviceName: 'fourteen chars' })).errMsg).toMatch(
      /parameter\.deviceName should be 1 to 13 characters, got 14;/,
    )
    covers.same('wx.requestDeviceVoIP.errno.1001', 'wx.requestDeviceVoIP.deviceName')
  })

  test('asks for a group by its id alone, and answers 10025 for one that is not there', async ({
    covers,
    emulator,
  }) => {
    const parent = await emulator.person('parent')
    const groupId = await emulator.group('Block A', ['door-1'])
    const asked = told((on) => request(parent.wx, { isGroup: true, groupId, ...on }))
    await parent.user.allow()
    expect((await asked).ok).toEqual({ errMsg: 'requestDeviceVoIP:ok' })
    const missing = await told((on) => request(parent.wx, { isGroup: true, groupId: 'g_none', ...on }))
    expect(missing.failed.errCode).toBe(10025)
    const none = await told((on) => request(parent.wx, { isGroup: true, ...on }))
    expect(none.failed).toMatchObject({ errno: 1001, errMsg: expect.stringContaining('parameter.groupId') })
    // Without isGroup a groupId counts for nothing.
    const single = await told((on) => request(parent.wx, { groupId, ...on }))
    expect(single.failed.errMsg).toContain('parameter.sn should be String')
    covers.same('wx.requestDeviceVoIP.isGroup', 'wx.requestDeviceVoIP.groupId')
    covers.different(
      'wx.requestDeviceVoIP.errCode.10025',
      'means that the app has no such group, since WeChat says nowhere what it means',
    )
  })

  test('has one spelling of errMsg', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    await authorize(emulator, parent, 'door-1')
    const { failed } = await ask(emulator, parent, 'door-1')
    expect(failed.errMsg).toMatch(/^requestDeviceVoIP:fail The sn has been subscribed/)
    covers.same('wx.requestDeviceVoIP.errCode.10001')
    covers.different(
      'wx.requestDeviceVoIP.errMsg.colon',
      'always without the second colon: one code base, one spelling. Compare `errCode`, not words',
    )
  })

  test('is not there for an app without the capability: -12001', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    await emulator.capability(false)
    const { failed } = await ask(emulator, parent, 'door-1')
    expect(failed).toMatchObject({
      errCode: -12001,
      errMsg: expect.stringMatching(/^requestDeviceVoIP:fail invalid scope/),
    })
    covers.same('wx.requestDeviceVoIP.errCode.-12001')
  })

  test('is not handed to the plugin', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    expect(parent.plugin).not.toHaveProperty('requestDeviceVoIP')
    covers.absent(
      'wx.requestDeviceVoIP.inPlugin',
      'The one plugin here is ours and does not call it; plugins of others are not loaded',
    )
  })
})

describe('the dialog', () => {
  test('says the same words for every app, with the device’s name and type', async ({ covers, emulator }) => {
    const { appid } = emulator
    const parent = await emulator.person('parent')
    const asked = ask(emulator, parent, 'door-1', { deviceName: 'iot' })
    await expect.poll(() => parent.screen.dialog).not.toBeNull()
    const dialog = parent.screen.dialog
    expect(dialog).toMatchObject({ displayName: 'iot campus phone', kind: 'device', appName: 'Emulated app' })
    expect(dialog?.words).toContain('iot campus phone')
    await parent.user.reject()
    await asked
    await emulator.model('m_zh', '校园电话')
    const { sn_ticket: snTicket } = await emulator.ticket({ sn: 'phone-1', modelId: 'm_zh' })
    const again = ask(emulator, parent, 'phone-1', { snTicket, modelId: 'm_zh', deviceName: '艾玛的' })
    await expect.poll(() => parent.screen.dialog?.displayName).toBe('艾玛的校园电话')
    await parent.user.dismiss()
    await again
    expect(appid).not.toBe('')
    covers.same('dialog.uniform', 'dialog.name')
  })

  test('shows a group by the name of its creation', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const groupId = await emulator.group('Block A')
    const asked = told((on) => request(parent.wx, { isGroup: true, groupId, deviceName: 'Mine', ...on }))
    await expect.poll(() => parent.screen.dialog).toMatchObject({ displayName: 'Block A', kind: 'group' })
    await parent.user.allow()
    await asked
    covers.same('dialog.name.group')
  })

  test('gives the name that the person sees from then on', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    await authorize(emulator, parent, 'door-1')
    await door.call('parent', { caller: { id: 'door-1', name: 'Somebody else' } })
    await parent.user.ignore()
    expect(parent.screen.call?.name).toBe('iot campus phone')
    covers.same('dialog.name.snapshot')
  })

  test('does not come again after a refusal: 10021, and settings is the way', async ({
    covers,
    emulator,
  }) => {
    const parent = await emulator.person('parent')
    const asked = ask(emulator, parent, 'door-1')
    await parent.user.reject()
    expect((await asked).failed).toMatchObject({ errCode: 10021 })
    const again = await ask(emulator, parent, 'door-1')
    expect(again.failed).toMatchObject({
      errCode: 10021,
      errMsg: expect.stringMatching(/^requestDeviceVoIP:fail The sn has been rejected/),
    })
    expect(parent.screen.dialog).toBeNull()
    await parent.user.switchOn('door-1')
    expect(await listOf(parent)).toMatchObject([{ sn: 'door-1', status: 1 }])
    covers.same('dialog.afterRefusal', 'wx.requestDeviceVoIP.errCode.10021')
  })
})

describe('getDeviceVoIPList', () => {
  test('lists devices and groups as they were answered, and expands no group', async ({
    covers,
    emulator,
  }) => {
    const parent = await emulator.person('parent')
    expect(await listOf(parent)).toEqual([])
    await authorize(emulator, parent, 'door-1')
    const refused = ask(emulator, parent, 'door-2')
    await parent.user.reject()
    await refused
    const groupId = await emulator.group('Block A', ['door-3', 'door-4'])
    const asked = told((on) => request(parent.wx, { isGroup: true, groupId, ...on }))
    await parent.user.allow()
    await asked
    const list = await listOf(parent)
    const row = (sn: string, status: number) => ({
      sn,
      model_id: emulator.modelId,
      group_id: undefined,
      status,
    })
    expect(list).toHaveLength(3)
    expect(list).toContainEqual(row('door-1', 1))
    expect(list).toContainEqual(row('door-2', 0))
    expect(list).toContainEqual({ group_id: groupId, groupId, status: 1, sn: undefined, model_id: undefined })
    expect(parent.wx.getDeviceVoIPList({})).toBeUndefined()
    covers.same(
      'wx.getDeviceVoIPList',
      'wx.getDeviceVoIPList.list.sn',
      'wx.getDeviceVoIPList.list.model_id',
      'wx.getDeviceVoIPList.list.group_id',
      'wx.getDeviceVoIPList.list.groupId',
      'wx.getDeviceVoIPList.list.status',
      'wx.getDeviceVoIPList.list.group',
      'wx.getDeviceVoIPList.callbacks',
    )
  })

  test('answers without the capability, and fails without a network', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    await emulator.capability(false)
    expect(await listOf(parent)).toEqual([])
    parent.network.cut()
    const offline = await told((on) => parent.wx.getDeviceVoIPList(on))
    expect(offline.failed).toMatchObject({
      errno: 600001,
      errMsg: expect.stringMatching(/^getDeviceVoIPList:fail network error/),
    })
    covers.different(
      'wx.getDeviceVoIPList.errCode.-12001',
      'answered all the same: whoever decided something before can still see it, and switch it off',
    )
    covers.different(
      'wx.getDeviceVoIPList.fail',
      '`errno` 600001 and words; WeChat: `cgi fail(3,-1)`, errCode 0',
    )
  })
})

describe('an authorization', () => {
  test('is forgotten with the Mini Program: the dialog comes again', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    await authorize(emulator, parent, 'door-1')
    await parent.user.deleteMiniProgram()
    expect(await listOf(parent)).toEqual([])
    expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 9 })
    await authorize(emulator, parent, 'door-1')
    covers.same('auth.cleared', 'auth.errCode9')
  })

  test('is switched off and on in settings, and that is in force at once', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    await authorize(emulator, parent, 'door-1')
    await parent.user.switchOff('door-1')
    expect(await listOf(parent)).toMatchObject([{ status: 0 }])
    expect((await ask(emulator, parent, 'door-1')).failed.errCode).toBe(10021)
    expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 9 })
    await parent.user.switchOn('door-1')
    expect(await door.call('parent')).toMatchObject({ isSuccess: true })
    covers.same('auth.cancelled', 'auth.restored')
  })

  test('that was refused is as one switched off, and settings has its module from then on', async ({
    covers,
    emulator,
  }) => {
    const parent = await emulator.person('parent')
    await parent.user.openSettings()
    expect(parent.screen.settings).toEqual({ module: null, rows: [] })
    await parent.user.closeSettings()
    const asked = ask(emulator, parent, 'door-1')
    await parent.user.reject()
    await asked
    await parent.user.openSettings()
    expect(parent.screen.settings).toMatchObject({
      module: 'Voice and Video Call Reminder',
      rows: [{ name: 'iot campus phone', on: false, sn: 'door-1' }],
    })
    covers.same('auth.refused', 'auth.module')
  })

  test('is known to the back end too, and to the device by openid', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    await authorize(emulator, parent, 'door-1')
    const { contact_list } = await door.plugin.getIotBindContactList({
      sn: 'door-1',
      model_id: emulator.modelId,
      openid_list: ['parent', 'nobody'],
    })
    expect(contact_list).toMatchObject([
      { openid: 'parent', status: 1 },
      { openid: 'nobody', status: 0 },
    ])
    const question = { openid: 'parent', model_id: emulator.modelId, sn: 'door-1' }
    const answer = await backendOf(emulator).authorizations.check(question)
    expect(answer).toMatchObject({ allowed: true })
    covers.same('auth.contactList')
    covers.different(
      'auth.noBackendQuery',
      'The back end may ask (`GET /v1/authorizations/check`) and hears of every change (`GET /v1/events`)',
    )
  })
})

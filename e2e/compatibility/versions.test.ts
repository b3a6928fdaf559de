/** Which version of WeChat, of its base library and of the plugin has what. */

import { callPageOf } from '@callgrant/wechat'
import { describe, expect } from 'vitest'
import { authorize, authorizeGroup, listOf, pair, request, thrown, told } from './lib/acts.ts'
import { test } from './lib/test.ts'

describe('the base library', () => {
  test('has requestDeviceVoIP from 2.27.3 and getDeviceVoIPList from 2.30.3', async ({
    covers,
    emulator,
  }) => {
    for (const [baseLibrary, asks, lists, groups] of [
      ['2.27.2', false, false, false],
      ['2.27.3', true, false, false],
      ['2.30.3', true, true, false],
      ['2.30.4', true, true, true],
    ] as const) {
      const { wx } = await emulator.person('parent', { baseLibrary })
      expect([typeof wx.requestDeviceVoIP, typeof wx.getDeviceVoIPList]).toEqual([
        asks ? 'function' : 'undefined',
        lists ? 'function' : 'undefined',
      ])
      expect(wx.canIUse('requestDeviceVoIP')).toBe(asks)
      expect(wx.canIUse('getDeviceVoIPList')).toBe(lists)
      expect(wx.canIUse('requestDeviceVoIP.object.isGroup')).toBe(groups)
    }
    covers.same('gate.requestDeviceVoIP', 'gate.getDeviceVoIPList', 'gate.wx.canIUse')
  })

  test('knows groups from 2.30.4: before, it misses what one device needs', async ({ covers, emulator }) => {
    const old = await emulator.person('parent', { baseLibrary: '2.30.3' })
    const parent = await emulator.person('parent')
    const groupId = await emulator.group('Block A', ['door-1'])
    const { failed } = await told((on) => request(old.wx, { isGroup: true, groupId, ...on }))
    expect(failed).toMatchObject({
      errno: 1001,
      errMsg: expect.stringContaining('parameter.sn should be String'),
    })
    await authorizeGroup(parent, groupId)
    expect(await listOf(old)).toEqual([])
    expect(await listOf(parent)).toMatchObject([{ group_id: groupId }])
    covers.same(
      'wx.requestDeviceVoIP.errno.1001.old',
      'gate.requestDeviceVoIP.isGroup',
      'gate.getDeviceVoIPList.group_id',
    )
  })
})

describe('WeChat itself', () => {
  test('has devices in settings from 8.0.30', async ({ covers, emulator }) => {
    const old = await emulator.person('parent', { wechat: '8.0.29' })
    const parent = await emulator.person('parent')
    await authorize(emulator, parent, 'door-1')
    await old.user.openSettings()
    expect(old.screen.settings).toEqual({ module: null, rows: [] })
    await parent.user.openSettings()
    expect(parent.screen.settings?.rows).toHaveLength(1)
    covers.same('gate.wechat.8.0.30')
  })

  test('rings in every version, on whatever it runs', async ({ covers, emulator }) => {
    const door = await emulator.device('door-1')
    const parent = await emulator.person('parent', { wechat: '8.0.35' })
    await authorize(emulator, parent, 'door-1')
    await door.call('parent')
    await parent.user.ignore()
    covers.different(
      ['gate.wechat.8.0.39', 'gate.wechat.desktop'],
      'rings alike in all versions, in every browser that has the page open; else by Web Push',
    )
    covers.absent(
      'gate.wechat.8.0.36',
      'H264 and VP8, agreed on by WebRTC; a version of WeChat changes nothing',
    )
  })

  test('cannot try a call in its developer tools; here a test can', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await door.call('parent')
    await parent.user.answer()
    expect(parent.events).toEqual(['hangOnVoip', 'startVoip'])
    covers.different(
      'gate.devtools',
      'the whole flow runs in a test (`@callgrant/emulator`) and in any browser',
    )
  })
})

describe('the plugin', () => {
  test('has each function from its version on', async ({ covers, emulator }) => {
    const pluginOf = async (plugin: string) => (await emulator.person('parent', { plugin })).plugin
    expect(await pluginOf('2.2.2')).not.toHaveProperty('getPluginOnloadOptions')
    expect(await pluginOf('2.2.3')).toHaveProperty('getPluginOnloadOptions')
    expect(await pluginOf('2.3.8')).not.toHaveProperty('CALL_PAGE_PATH')
    expect(await pluginOf('2.3.9')).toHaveProperty('CALL_PAGE_PATH')
    for (const name of [
      'callDevice',
      'callWMPF',
      'VoipError',
      'VoipCgiError',
      'VoipJoinError',
      'VoipPluginError',
    ]) {
      expect(await pluginOf('2.3.10')).not.toHaveProperty(name)
      expect(await pluginOf('2.4.0')).toHaveProperty(name)
    }
    covers.same('gate.plugin.2.2.3', 'gate.plugin.2.4.0')
  })

  test('looks which call forceHangUpVoip means from 2.3.2', async ({ covers, emulator }) => {
    const { parent: first, door } = await pair(emulator)
    await first.close()
    for (const [plugin, ends] of [
      ['2.3.1', true],
      ['2.3.2', false],
    ] as const) {
      const parent = await emulator.person('parent', { plugin })
      await door.call('parent')
      await parent.user.answer()
      parent.plugin.forceHangUpVoip('another room')
      await emulator.settle()
      expect(parent.events.includes('hangUpVoip')).toBe(ends)
      if (!ends) await parent.user.hangUp()
      await door.user.closeCallPage()
      await parent.close()
    }
    covers.same('gate.plugin.2.3.2')
  })

  test('reads parts of the look and of a call from their versions on', async ({ covers, emulator }) => {
    const { door, parent } = await pair(emulator)
    await parent.close()
    const old = await emulator.person('parent', { plugin: '2.3.7' })
    const { groupId, ...rest } = (await door.call('parent', { timeLimit: 30 })) as Record<string, unknown>
    expect(rest).toMatchObject({ isSuccess: true, roomId: groupId, chargeType: 'duration' })
    await door.user.hangUp()
    const oldDoor = await emulator.device('door-2', { plugin: '2.3.7' })
    await authorize(emulator, old, 'door-2')
    expect(await oldDoor.call('parent', { timeLimit: 30 })).toEqual({
      isSuccess: true,
      groupId: expect.any(String),
    })
    await old.user.answer()
    await emulator.advance(31_000)
    // A plugin that knows no timeLimit sends none: they still talk.
    expect(old.events).not.toContain('hangUpVoip')
    covers.same('gate.plugin.2.3.8')
  })

  test('reads each part of the look from its version on', async ({ covers, emulator }) => {
    const look = { handsFree: false, isSelfWindowMax: true, customBoxHeight: '70vh' } as const
    const read = async (version: string) => {
      const { plugin } = await emulator.person('parent', { plugin: version })
      plugin.setUIConfig(look)
      return callPageOf(plugin).config
    }
    expect(await read('2.2.9')).toEqual({})
    expect(await read('2.3.0')).toEqual({ handsFree: false })
    expect(await read('2.3.4')).toEqual({ handsFree: false, isSelfWindowMax: true })
    expect(await read('2.3.10')).toEqual(look)
    covers.same('gate.plugin.2.3.0', 'gate.plugin.2.3.4', 'gate.plugin.2.3.10')
  })

  test('knows routeType from 2.3.9, deviceName from 2.4.1, encodeVideo… from 2.4.5', async ({
    covers,
    emulator,
  }) => {
    await emulator.device('door-1')
    const phone = (plugin: string) => emulator.person(`p-${plugin.replaceAll('.', '-')}`, { plugin })
    const setEnd = (plugin: string) =>
      phone(plugin).then(({ plugin }) =>
        thrown(() =>
          plugin.setVoipEndPagePath({ url: '/pages/a/a', key: 'Call', routeType: 'nowhere' as never }),
        ),
      )
    expect(await setEnd('2.3.9')).toMatchObject({
      errCode: 1004,
      errMsg: expect.stringContaining('routeType'),
    })
    await expect(setEnd('2.3.8')).rejects.toThrow('Nothing was thrown.')
    covers.same('gate.plugin.2.3.9')

    const named = async (plugin: string) => {
      const person = await phone(plugin)
      await person.call('door-1', { deviceName: 'Garden' })
      await expect.poll(() => person.screen.call?.stage).toBe('calling')
      const name = person.screen.call?.name
      await person.user.hangUp()
      return name
    }
    expect(await named('2.4.1')).toContain('Garden')
    expect(await thrown(() => named('2.4.0'))).toMatchObject({ errCode: 9 })
    covers.same('gate.plugin.2.4.1')

    const encode = async (plugin: string) => {
      const person = await phone(plugin)
      return thrown(() => person.call('door-1', { encodeVideoMaxFPS: 99 }))
    }
    expect(await encode('2.4.5')).toMatchObject({
      errCode: 1004,
      errMsg: expect.stringContaining('encodeVideoMaxFPS'),
    })
    await expect(encode('2.4.4')).rejects.toThrow('Nothing was thrown.')
    covers.same('gate.plugin.2.4.5')
  })

  test('has no camera-device component', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    expect(() => parent.requirePlugin('wmpf-voip/camera-device')).toThrow(
      'plugin "wmpf-voip/camera-device" is not there',
    )
    covers.absent(
      ['gate.plugin.2.4.6', 'plugin.camera-device'],
      'It shows a camera’s stream without a call, through WeChat’s own servers',
    )
  })
})

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createWx, installWx } from './create-wx.ts'
import { answerOf, createWxTestbed, MODEL, recordCallbacks, type WxTestbed } from './wx-fixture.ts'

let testbed: WxTestbed
beforeAll(async () => {
  testbed = await createWxTestbed()
})
afterAll(() => testbed.close())

const single = async (sn = `d-${crypto.randomUUID()}`) => ({
  sn,
  snTicket: await testbed.ticket(sn),
  modelId: MODEL,
  deviceName: 'Front',
})

describe('createWx', () => {
  const server = 'http://127.0.0.1:9'
  test.each([
    ['no appid', { server, appid: '', session: 's' }],
    ['no server', { server: '', appid: 'wx1', session: 's' }],
    ['no side', { server, appid: 'wx1' }],
    ['both sides', { server, appid: 'wx1', session: 's', device: { modelId: 'm', sn: 'd' } }],
  ])('refuses %s', (_, options) => expect(() => createWx(options)).toThrow(TypeError))

  test('gives wmpf to a device alone: so pages tell the two sides apart', async () => {
    expect('wmpf' in (await testbed.phone())).toBe(false)
    expect(testbed.device('door-7').wmpf?.getDeviceSerialNumberSync()).toEqual({ serialNumber: 'door-7' })
  })

  test('finds the plugin by both its names, at once and later, and no other', async () => {
    const { requirePlugin } = await testbed.phone()
    const { default: plugin } = requirePlugin('wmpf-voip')
    expect(plugin.CALL_PAGE_PATH).toContain('plugin-private://wxf830863afde621eb/')
    expect(requirePlugin('wxf830863afde621eb').default).toBe(plugin)
    expect((await requirePlugin.async('wmpf-voip')).default).toBe(plugin)
    expect(() => requirePlugin('live-player')).toThrow('plugin "live-player" is not there')
    await expect(requirePlugin.async('live-player')).rejects.toThrow('live-player')
  })

  test('installWx puts wx where code for WeChat looks for it, and close takes it off again', async () => {
    const instance = installWx({ server, appid: 'wx1', device: { modelId: 'm', sn: 'd' }, connect: false })
    const scope = globalThis as Record<string, unknown>
    expect(scope.wx).toBe(instance.wx)
    expect(scope.requirePlugin).toBe(instance.requirePlugin)
    expect(scope.wmpf).toBe(instance.wmpf)
    await instance.close()
    expect('wx' in scope || 'requirePlugin' in scope || 'wmpf' in scope).toBe(false)
  })

  test('installWx goes online by itself, as soon as there is a session', async () => {
    const { session } = await testbed.server.person('early')
    let asked = 0
    const options = { server: testbed.address, appid: testbed.appid }
    const instance = installWx({
      ...options,
      session: () => (asked++ === 0 ? Promise.reject(new Error('nobody is signed in')) : session),
    })
    await vi.waitFor(() => expect(instance.host.side.client.connection).toBe('online'), 5000)
    await instance.close()
    const quiet = installWx({ ...options, session, connect: false })
    expect(quiet.host.side.client.connection).toBe('idle')
    await quiet.close()
  })

  test('installWx says on the console why no calls come in', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const device = { modelId: MODEL, sn: 'never-registered' }
    const instance = installWx({ server: testbed.address, appid: testbed.appid, device })
    await vi.waitFor(() => expect(warn.mock.calls.flat().join()).toContain('no calls come in'))
    await instance.close()
    warn.mockRestore()
  })
})

describe('requestDeviceVoIP', () => {
  test('answers by success and complete, after it has returned, and gives no promise', async () => {
    const { wx, dialogs } = await testbed.phone()
    const callbacks = recordCallbacks()
    expect(wx.requestDeviceVoIP({ ...(await single()), ...callbacks })).toBeUndefined()
    expect(callbacks.calls).toEqual([])
    await vi.waitFor(() => expect(callbacks.calls).toHaveLength(2))
    const ok = { errMsg: 'requestDeviceVoIP:ok' }
    expect(callbacks.calls).toEqual([
      ['success', ok],
      ['complete', ok],
    ])
    expect(dialogs).toHaveLength(1)
  })

  test('fails with 10001 when it is authorized, and shows nothing (A2)', async () => {
    const { wx, dialogs } = await testbed.phone()
    const option = await single()
    await answerOf((callbacks) => wx.requestDeviceVoIP({ ...option, ...callbacks }))
    const callbacks = recordCallbacks()
    wx.requestDeviceVoIP({ ...option, ...callbacks })
    await vi.waitFor(() => expect(callbacks.calls).toHaveLength(2))
    const failure = { errCode: 10001, errMsg: 'requestDeviceVoIP:fail The sn has been subscribed' }
    expect(callbacks.calls).toEqual([
      ['fail', failure],
      ['complete', failure],
    ])
    expect(dialogs).toHaveLength(1)
  })

  test('fails with 10021 after Reject, now and from then on (A1)', async () => {
    const { wx } = await testbed.phone({ answer: 'reject' })
    const option = await single()
    const ask = () => answerOf((callbacks) => wx.requestDeviceVoIP({ ...option, ...callbacks }))
    expect(await ask()).toEqual({ errCode: 10021, errMsg: 'requestDeviceVoIP:fail auth deny' })
    expect(await ask()).toEqual({ errCode: 10021, errMsg: 'requestDeviceVoIP:fail The sn has been rejected' })
  })

  test('fails with errno 1001 for what is missing, in WeChat’s words, also without any option', async () => {
    const { wx } = await testbed.phone()
    const ask = (option: object) =>
      answerOf((callbacks) => wx.requestDeviceVoIP({ ...option, ...callbacks } as never))
    expect(await ask({ sn: 'a', modelId: MODEL, deviceName: 'Front' })).toEqual({
      errno: 1001,
      errMsg:
        'requestDeviceVoIP:fail parameter error: parameter.snTicket should be String instead of Undefined;',
    })
    expect(await ask({ sn: 'a', snTicket: '1', modelId: MODEL, deviceName: 'a'.repeat(14) })).toMatchObject({
      errMsg:
        'requestDeviceVoIP:fail parameter error: parameter.deviceName should be 1 to 13 characters, got 14;',
    })
    expect(wx.requestDeviceVoIP(undefined as never)).toBeUndefined()
  })

  test('fails on a device, where canIUse says so before', async () => {
    const { wx } = testbed.device()
    expect(wx.canIUse('requestDeviceVoIP')).toBe(false)
    const { errMsg } = await answerOf((callbacks) => wx.requestDeviceVoIP({ ...callbacks } as never))
    expect(errMsg).toBe('requestDeviceVoIP:fail not supported on a device: it is for the person’s phone')
  })

  test('an error thrown by a callback stops nothing', async () => {
    const { wx } = await testbed.phone()
    const thrown = new Error('of the page')
    const uncaught = vi.fn()
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException').once('uncaughtException', uncaught)
    const complete = vi.fn()
    const fail = () => {
      throw thrown
    }
    wx.requestDeviceVoIP({ isGroup: true, groupId: 'g_none', fail, complete })
    await vi.waitFor(() => expect(complete).toHaveBeenCalled())
    await vi.waitFor(() => expect(uncaught).toHaveBeenCalledWith(thrown, expect.anything()))
    for (const listener of listeners) process.on('uncaughtException', listener)
    expect(complete).toHaveBeenCalledWith({
      errCode: 10025,
      errMsg: 'requestDeviceVoIP:fail group not found',
    })
  })
})

describe('old versions (A18)', () => {
  test('below 2.27.3 requestDeviceVoIP is not there at all', async () => {
    const { wx } = await testbed.phone({ versions: { baseLibrary: '2.27.2' } })
    expect(wx.requestDeviceVoIP).toBeUndefined()
    expect(wx.canIUse('requestDeviceVoIP')).toBe(false)
    expect('requestDeviceVoIP' in wx).toBe(false)
  })

  test('below 2.30.3 getDeviceVoIPList is not there, requestDeviceVoIP is', async () => {
    const { wx } = await testbed.phone({ versions: { baseLibrary: '2.30.2' } })
    expect(wx.getDeviceVoIPList).toBeUndefined()
    expect(wx.canIUse('getDeviceVoIPList')).toBe(false)
    expect(wx.canIUse('requestDeviceVoIP')).toBe(true)
  })

  test('below 2.30.4 a group is answered as a library that knows none does: errno 1001 for the device’s fields', async () => {
    const { wx, dialogs } = await testbed.phone({ versions: { baseLibrary: '2.30.3' } })
    const failure = await answerOf((callbacks) =>
      wx.requestDeviceVoIP({ isGroup: true, groupId: 'g_1', ...callbacks }),
    )
    const fields = ['sn', 'snTicket', 'modelId', 'deviceName']
    const faults = fields.map((field) => `parameter.${field} should be String instead of Undefined;`).join('')
    expect(failure).toEqual({ errno: 1001, errMsg: `requestDeviceVoIP:fail parameter error: ${faults}` })
    expect(wx.canIUse('requestDeviceVoIP.object.isGroup')).toBe(false)
    expect(dialogs).toEqual([])
  })

  test('from 2.30.4 a group is asked for, and listed without sn and model_id (A14)', async () => {
    const { wx } = await testbed.phone({ versions: { baseLibrary: '2.30.4' } })
    expect(wx.canIUse('requestDeviceVoIP.object.isGroup')).toBe(true)
    const body = { model_id: MODEL, group_name: 'West wing' }
    const { group_id } = (await testbed.server.backend('POST', '/v1/groups', { body })).body
    await answerOf((callbacks) => wx.requestDeviceVoIP({ isGroup: true, groupId: group_id, ...callbacks }))
    const list = await answerOf((callbacks) => wx.getDeviceVoIPList(callbacks))
    expect(list).toEqual({
      errMsg: 'getDeviceVoIPList:ok',
      list: [{ group_id, groupId: group_id, status: 1, sn: undefined, model_id: undefined }],
    })
  })

  test('WeChat 8.0.29 has a settings page on which no device can be found or switched', async () => {
    const seen: unknown[] = []
    const openSettings = vi.fn(async ({ person }) => {
      seen.push((await person.listAuthorizations()).list)
      await person
        .switchAuthorization({ sn: 'a', model_id: MODEL }, true)
        .catch(({ code }: { code: string }) => seen.push(code))
    })
    for (const wechat of ['8.0.29', '8.0.30']) {
      const ui = { openSettings, askAuthorization: async () => 'allow' as const }
      const { wx } = await testbed.phone({ versions: { wechat }, platform: { ui } })
      await answerOf(async (callbacks) => wx.requestDeviceVoIP({ ...(await single('a')), ...callbacks }))
      expect(await wx.openSetting({ withSubscriptions: true })).toEqual({
        errMsg: 'openSetting:ok',
        authSetting: {},
        subscriptionsSetting: { mainSwitch: true, itemSettings: {} },
      })
    }
    expect(seen).toEqual([[], 'authorization_unknown', [expect.objectContaining({ sn: 'a', status: 1 })]])
  })
})

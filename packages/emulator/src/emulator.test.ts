/** The emulator itself: its knobs do what they say, and what cannot be done says why. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createEmulator, type EmulatedPerson, type Emulator, hours, minutes, seconds } from './index.ts'

let emulator: Emulator
let parent: EmulatedPerson
beforeAll(async () => {
  emulator = await createEmulator({
    patienceMs: 1500,
    appName: 'Greenfield School',
    modelType: 'campus phone',
  })
})
afterAll(() => emulator.close())
let count = 0
beforeEach(async () => {
  parent = await emulator.person(`parent-${++count}`)
})
afterEach(() => parent.close())

type Told = { errMsg: string; errCode?: number; errno?: number }
/** What `complete` was given. */
async function ask(sn = 'door-1', person = parent): Promise<Told> {
  const { sn_ticket: snTicket } = await emulator.ticket(sn)
  const option = { sn, snTicket, modelId: emulator.modelId, deviceName: 'iot' }
  return new Promise((complete) => person.wx.requestDeviceVoIP({ ...option, complete } as never))
}
async function allow(sn = 'door-1', person = parent): Promise<void> {
  void ask(sn, person)
  await person.user.allow()
}
const list = (person = parent): Promise<{ list: unknown[]; errMsg: string }> =>
  new Promise((success, fail) => person.wx.getDeviceVoIPList({ success, fail } as never))

describe('the screen', () => {
  test('shows the dialog’s words, the device’s name and the app’s (A8)', async () => {
    void ask()
    await parent.user.dismiss()
    void ask()
    await parent.screen.shows('dialog')
    expect(parent.screen.dialog).toEqual({
      words: 'Let “iot campus phone” start voice and video calls to you',
      displayName: 'iot campus phone',
      appName: 'Greenfield School',
      kind: 'device',
      late: false,
    })
    await parent.user.allow()
    expect(parent.screen.dialog).toBeNull()
  })

  test('shows settings with a switch for each device and group (A13), until they are closed', async () => {
    await allow()
    const groupId = await emulator.group('Doors')
    parent.wx.requestDeviceVoIP({ isGroup: true, groupId } as never)
    await parent.user.reject()
    const closed = parent.wx.openSetting()
    await emulator.settle()
    expect(parent.screen.settings).toEqual({
      module: 'Voice and Video Call Reminder',
      rows: expect.arrayContaining([
        { name: 'iot campus phone', kind: 'device', on: true, sn: 'door-1', modelId: emulator.modelId },
        { name: 'Doors', kind: 'group', on: false, groupId },
      ]),
    })
    await parent.user.switchOff('iot campus phone')
    await parent.user.switchOn({ groupId })
    await parent.user.closeSettings()
    await expect(closed).resolves.toMatchObject({ errMsg: 'openSetting:ok' })
    expect((await list()).list).toEqual(
      expect.arrayContaining([
        { sn: 'door-1', model_id: emulator.modelId, status: 0 },
        { group_id: groupId, groupId, status: 1, sn: undefined, model_id: undefined },
      ]),
    )
  })

  test('shows modals and action sheets, and the user answers them', async () => {
    const modal = parent.wx.showModal({ title: 'Sure?', editable: true })
    await parent.user.confirm('yes')
    await expect(modal).resolves.toMatchObject({ confirm: true, content: 'yes' })
    const no = parent.wx.showModal({ title: 'Sure?' })
    await parent.user.cancel()
    await expect(no).resolves.toMatchObject({ confirm: false, cancel: true })
    const sheet = parent.wx.showActionSheet({ itemList: ['Voice', 'Video'] })
    await parent.user.choose('Video')
    await expect(sheet).resolves.toMatchObject({ tapIndex: 1 })
    const none = parent.wx.showActionSheet({ itemList: ['Voice'] })
    const cancelled = expect(none).rejects.toMatchObject({ errMsg: 'showActionSheet:fail cancel' })
    await parent.user.cancel()
    await cancelled
  })
})

describe('an act of the user that cannot be done says what is on the screen instead', () => {
  // What nobody will ever show is waited for in full.
  let impatient: Emulator
  beforeAll(async () => {
    impatient = await createEmulator({ patienceMs: 200 })
  })
  afterAll(() => impatient.close())

  test.each([
    ['allow', 'the authorization dialog'],
    ['answer', 'the call page with answer'],
    ['hangUp', 'the call page with cancel or hangUp'],
    ['confirm', 'a modal'],
    ['closeCallPage', 'the call page'],
    ['closeSettings', 'the settings page'],
    ['switchOff', 'a switch of one device alone'],
  ] as const)('%s', async (act, what) => {
    const person = await impatient.person(`waits-for-${act}`)
    person.wx.showToast({ title: 'Saved', duration: 60_000 })
    const words = new RegExp(
      `Waited 0.2 s for ${what}.*, at ${person.name}. On the screen: .*the toast “Saved”`,
    )
    await expect(person.user[act]()).rejects.toThrow(words)
    await person.close()
  })

  test('and what the server refused last', async () => {
    await emulator.capability(false)
    void ask()
    await expect(parent.user.allow()).rejects.toThrow('The server refused last: capability_missing')
    await emulator.capability(true)
  })

  test('and which switch it does not find', async () => {
    await allow()
    await expect(parent.user.switchOff('gate-9')).rejects.toThrow('a switch of gate-9 in settings')
  })

  test('and that a modal has no Cancel', async () => {
    void parent.wx.showModal({ title: 'Read this', showCancel: false })
    await expect(parent.user.cancel()).rejects.toThrow('The modal has no Cancel')
  })
})

describe('old versions (A18)', () => {
  test('base library 2.27.2 has neither function', async () => {
    const old = await emulator.person('old-1', { baseLibrary: '2.27.2' })
    expect(typeof old.wx.requestDeviceVoIP).toBe('undefined')
    expect(old.wx.canIUse('requestDeviceVoIP')).toBe(false)
    expect(old.wx.getSystemInfoSync().SDKVersion).toBe('2.27.2')
  })
  test('base library 2.30.2 has no list', async () => {
    const old = await emulator.person('old-2', { baseLibrary: '2.30.2' })
    expect(typeof old.wx.requestDeviceVoIP).toBe('function')
    expect(typeof old.wx.getDeviceVoIPList).toBe('undefined')
  })
  test('base library 2.30.3 answers a group with errno 1001, as if it were a device with nothing said', async () => {
    const old = await emulator.person('old-3', { baseLibrary: '2.30.3' })
    const groupId = await emulator.group('Doors')
    const told = await new Promise<Told>((fail) =>
      old.wx.requestDeviceVoIP({ isGroup: true, groupId, fail } as never),
    )
    expect(told).toMatchObject({
      errno: 1001,
      errMsg: expect.stringContaining('parameter.sn should be String'),
    })
  })
  test('WeChat 8.0.29 has no module for devices in settings', async () => {
    const old = await emulator.person('old-4', { wechat: '8.0.29' })
    await allow('door-1', old)
    void old.wx.openSetting()
    await emulator.settle()
    expect(old.screen.settings).toEqual({ module: null, rows: [] })
    await expect(old.user.switchOff('door-1')).rejects.toThrow(
      'WeChat 8.0.29 has no module for devices there',
    )
  })
  test('plugin 2.3.8 has no callDevice', async () => {
    const old = await emulator.person('old-5', { plugin: '2.3.8' })
    expect(typeof old.plugin.callDevice).toBe('undefined')
  })
})

describe('the network', () => {
  test('slow: an answer comes when the clock has moved so far', async () => {
    parent.network.slow(8000)
    let there: unknown
    void list().then((answer) => {
      there = answer
    })
    await emulator.advance(seconds(7))
    expect(there).toBeUndefined()
    await emulator.advance(seconds(1) + 500)
    expect(there).toMatchObject({ list: [] })
  })
  test('cut: nothing is decided when the answer to the dialog cannot be sent', async () => {
    const told = ask()
    await parent.screen.shows('dialog')
    parent.network.cut()
    await parent.user.allow()
    expect(await told).toMatchObject({ errno: 600001 })
    await parent.network.restore()
    expect((await list()).list).toEqual([])
  })
  test.each([
    ['refused', 600001],
    [{ status: 503 }, 600001],
    [{ code: 'rate_limited' }, undefined],
    ['garbage', undefined],
  ] as const)('fails as asked: %j', async (failing, errno) => {
    parent.network.fail('/v1/me/ask', failing)
    const told = await await ask()
    expect(told.errMsg).toMatch(/^requestDeviceVoIP:fail /)
    expect(told.errno).toBe(errno)
  })
  test('fails so many times only', async () => {
    parent.network.fail('/v1/me/authorizations', 'refused', 1)
    await expect(list()).rejects.toMatchObject({ errno: 600001 })
    await expect(list()).resolves.toMatchObject({ list: [] })
  })
  test('a client that is late to come online, as on a busy machine, is waited for', async () => {
    const door = await emulator.device('late-1', { registered: false })
    door.network.fail('/v1/socket', 'refused', 3)
    let settled = false
    const registered = door.register().finally(() => {
      settled = true
    })
    // Longer than a program waits.
    const later = async () => {
      await emulator.advance(seconds(6))
      return settled
    }
    await expect.poll(later, { timeout: 15_000 }).toBe(true)
    await registered
    expect(door.online).toBe(true)
    await door.close()
  })
  test('is told to the app', async () => {
    const changes: boolean[] = []
    parent.wx.onNetworkStatusChange?.(({ isConnected }: { isConnected: boolean }) =>
      changes.push(isConnected),
    )
    parent.network.cut()
    await parent.network.restore()
    expect(changes).toEqual([false, true])
  })
})

describe('settling', () => {
  test('waits for a microphone that takes long to open, as on a busy machine, so that its failure has been told', async () => {
    const door = await emulator.device('slow-1')
    await allow('slow-1')
    door.media.microphone = 'broken'
    const { provider } = door.media
    const open = provider.open.bind(provider)
    provider.open = async (request) => {
      for (let turns = 0; turns < 200; turns++) await new Promise((done) => setImmediate(done))
      return open(request)
    }
    await door.call(parent.openid)
    expect(door.events).toContain('joinFailCaller')
    await door.close()
  })
})

describe('time', () => {
  test('sessions are renewed on the way, and calls come in after a day', async () => {
    const door = await emulator.device('day-1')
    await allow('day-1')
    await emulator.advance(hours(25))
    expect(await door.call(parent.openid)).toMatchObject({ isSuccess: true })
    expect(parent.screen.call?.stage).toBe('incoming')
    await door.close()
  })
  test('a session that is the app’s own matter expires', async () => {
    const token = await emulator.session('short', 60)
    const short = await emulator.person('short', { session: () => token })
    await emulator.advance(minutes(2))
    await expect(list(short)).rejects.toMatchObject({ errMsg: expect.stringContaining('expired') })
  })
  test('refuses to go back', async () => {
    await expect(emulator.advance(-1)).rejects.toThrow('pass milliseconds, 0 or more')
  })
  test('begins when it is told to', async () => {
    await using other = await createEmulator({ now: new Date('2030-01-01T00:00:00Z'), time: 'stands' })
    expect(other.clock.now()).toBe(1_893_456_000_000)
    await other.advance(minutes(1))
    expect(other.clock.now()).toBe(1_893_456_060_000)
  })
})

describe('the server', () => {
  test('stops and comes back with what it stored, at the same address', async () => {
    await allow()
    const { url } = emulator
    await emulator.server.stop()
    expect(emulator.server.running).toBe(false)
    await expect(list()).rejects.toMatchObject({ errno: 600001 })
    await emulator.server.start()
    expect(emulator.url).toBe(url)
    expect((await list()).list).toHaveLength(1)
  })
  test('is reached as WeChat’s host is, by a back end', async () => {
    const { url, appid, secret, modelId } = emulator
    const token = await fetch(
      `${url}/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`,
    )
    const { access_token } = (await token.json()) as { access_token: string }
    const ticket = await fetch(`${url}/wxa/getsnticket?access_token=${access_token}`, {
      method: 'POST',
      body: JSON.stringify({ sn: 'door-1', model_id: modelId }),
    })
    expect(await ticket.json()).toMatchObject({ errcode: 0, sn_ticket: expect.stringMatching(/^\w{32}$/) })
  })
})

describe('apps', () => {
  test('another app knows nothing of this one’s people', async () => {
    await allow()
    const other = await emulator.otherApp('Harbour Homes')
    const same = await other.person(parent.openid)
    expect((await list(same)).list).toEqual([])
    const door = await other.device('door-1')
    expect(await door.call(parent.openid)).toMatchObject({ errCode: 9 })
  })
})

test('ends by itself when a refusal was tested, and loads nothing that only calls and pages need', {
  timeout: 60_000,
}, async () => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
    const { createEmulator } = await import('@callgrant/emulator')
    const emulator = await createEmulator()
    const parent = await emulator.person('parent')
    const { sn_ticket: snTicket } = await emulator.ticket('door-1')
    const option = { sn: 'door-1', snTicket, modelId: emulator.modelId, deviceName: 'Front' }
    const told = new Promise((fail) => parent.wx.requestDeviceVoIP({ ...option, fail }))
    await parent.user.reject()
    const { errCode } = await told
    await emulator.close()
    const packages = loaded.flatMap((url) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? [])
    console.log(JSON.stringify({ errCode, packages: [...new Set(packages)] }))`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=callgrant-source', '--input-type=module', '-e', script],
    { cwd: import.meta.dirname, timeout: 50_000 },
  )
  const { errCode, packages } = JSON.parse(stdout) as { errCode: number; packages: string[] }
  expect(errCode).toBe(10021)
  expect(packages).toContain('fastify')
  const heavy = ['werift', 'pg', '@scalar/fastify-api-reference', 'sucrase', 'glass-easel', 'selfsigned']
  expect(packages.filter((name) => heavy.includes(name))).toEqual([])
})

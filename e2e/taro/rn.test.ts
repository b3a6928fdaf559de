/**
 * React Native: the app as Metro bundles it under Taro's preset, with React Native's and Taro's own JavaScript, in
 * Hermes; its native half is played, the server is real.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { weriftMedia } from '@callgrant/sdk/calling'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import * as werift from 'werift'
import { createTestbed } from '../lib/testbed.ts'
import { startTryServer, type TryServer } from '../lib/try-server.ts'
import { type BackEnd, startBackEnd } from './lib/back-end.ts'
import { type Door, openDoor } from './lib/door.ts'
import { report } from './lib/report.ts'
import { type RnPhone, startPhone } from './lib/rn-phone.ts'
import { buildRnApp, type RnApp, rnProject } from './lib/rn-project.ts'
import type { Outcome } from './lib/web-app.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 400_000 })

const LONG = { timeout: 20_000 }
let server: TryServer
let backEnd: BackEnd
let app: RnApp
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  app = await buildRnApp()
  server = await startTryServer()
  backEnd = await startBackEnd(server)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})
afterAll(async () => {
  await backEnd?.close()
  await server?.stop()
})

/** The app on a new person's phone, set up; its `src/app` gave the session. */
async function openApp(locale?: string, setUp = true): Promise<RnPhone> {
  const phone = await startPhone(app, 'hermes', locale === undefined ? {} : { locale })
  open.push(phone)
  return begin(phone, setUp ? {} : null)
}
/** @param more of the options, as source; null: `setUp` is not called */
async function begin(phone: RnPhone, more: Record<string, string> | null): Promise<RnPhone> {
  await phone.ask(`void (globalThis.BACK_END = ${JSON.stringify(backEnd.url)})`)
  const options = { server: `'${server.url}'`, appid: `'${backEnd.appid}'`, ...more }
  const source = Object.entries(options).map(([name, value]) => `${name}: ${value}`)
  if (more) await phone.ask(`setUp({ ${source.join(', ')} })`)
  return phone
}
/** Who was signed in last. */
const openid = () => backEnd.people.at(-1) as string
async function openedDoor(sn: string): Promise<Door> {
  const door = await openDoor(server.url, backEnd, sn)
  open.push(door)
  return door
}
/** Asks in one of the ways that apps do. */
const ask = (phone: RnPhone, way: string, sn: string, callbacks = false) =>
  phone.ask<Outcome>(`matrix.device('${sn}').then((option) => matrix.ask('${way}', option, ${callbacks}))`)
/** What the page would show of calls, after `calls = deviceCalls(…)`. */
const shown = (phone: RnPhone) =>
  phone.ask<{ stage: string; connection: string; peerName: string; problem: string | null }>(
    '(({ stage, connection, peerName, problem, end }) => ({ stage, connection, peerName, problem: problem && problem.message, end }))(calls.state)',
  )
const follow = (phone: RnPhone) =>
  phone.ask('void (globalThis.calls = deviceCalls(matrix.person())).subscribe(() => {})')

it('asks by Alert, in every way that an app calls; lists; tells the truth of canIUse', async () => {
  const phone = await openApp()
  const first = ask(phone, 'dot', 'door-1', true)
  const alert = await phone.native.alert()
  expect(alert.message).toContain('iot')
  expect(alert).toMatchObject({ cancelable: true, buttons: { positive: '允许', negative: '拒绝' } })
  alert.act('positive')
  const allowed = await first
  expect(allowed.resolved).toEqual({ errMsg: 'requestDeviceVoIP:ok' })
  expect(allowed.told.map(([name]) => name)).toEqual(['success', 'complete'])

  const again = await ask(phone, 'named', 'door-1', true)
  expect(again.rejected).toMatchObject({ errCode: 10001, isError: true })
  expect(again.told.map(([name]) => name)).toEqual(['fail', 'complete'])

  const second = ask(phone, 'computed', 'door-2')
  ;(await phone.native.alert()).act('negative')
  expect((await second).rejected).toMatchObject({ errCode: 10021 })

  const group = phone.ask<Outcome>(`matrix.group().then((option) => matrix.ask('plainLib', option))`)
  ;(await phone.native.alert()).act('positive')
  expect((await group).resolved).toEqual({ errMsg: 'requestDeviceVoIP:ok' })

  for (const way of ['dot', 'computed', 'named', 'plainLib', 'taroLib']) {
    const { list } = await phone.ask<{ list: { sn?: string; status: number }[] }>(`matrix.list('${way}')`)
    expect(Object.fromEntries(list.map(({ sn, status }) => [sn ?? 'group', status])), way).toEqual({
      'door-1': 1,
      'door-2': 0,
      group: 1,
    })
  }
  expect(await phone.ask('matrix.canIUse()')).toMatchObject({
    request: true,
    isGroup: true,
    groupId: true,
    list: true,
    listGroup: true,
    wrong: false,
  })
  // Through the object, and through the file that Taro's preset makes of it.
  expect(await phone.ask(`Taro.canIUse('getDeviceVoIPList.object.nonsense')`)).toBe(false)
  expect(await phone.ask(`matrix.canIUseAtRunTime('requestDeviceVoIP.object.nonsense')`)).toBe(false)
  expect(await phone.ask(`matrix.canIUseAtRunTime('showModal')`)).toBe(true)
  expect(await phone.ask('matrix.canIUse().unknown')).toBe(false)
  // Every function that Taro has here but those that only print that they are not supported.
  const usable = await phone.ask<[string, boolean][]>(
    "Object.keys(Taro).filter((name) => typeof Taro[name] === 'function').map((name) => [name, Taro.canIUse(name)])",
  )
  const stubs = readFileSync(
    join(rnProject, 'node_modules/@tarojs/taro-rn/dist/lib/unsupportedApi.js'),
    'utf8',
  )
  const unsupported = [...stubs.matchAll(/export const (\w+) = temporarilyNotSupport/g)].map(
    ([, name]) => name,
  )
  expect(unsupported.length).toBeGreaterThan(5)
  expect(usable.length).toBeGreaterThan(50)
  expect(
    usable
      .filter(([, can]) => !can)
      .map(([name]) => name)
      .sort(),
  ).toEqual(unsupported.sort())
  expect(phone.problems).toEqual([])
  report({
    id: '61',
    platform: 'React Native',
    bundler: 'Metro',
    build: 'production',
    plugin: 'installed',
    ran: 'Hermes, native half played',
    seconds: app.seconds,
  })
})

it('the back button is no refusal: nothing is kept, and the next call asks again (A1, A2)', async () => {
  const phone = await openApp('en_US')
  const first = ask(phone, 'dot', 'door-1')
  const alert = await phone.native.alert()
  expect(alert.buttons).toEqual({ positive: 'Allow', negative: 'Reject' })
  alert.act('back')
  expect((await first).rejected).toMatchObject({ errCode: 10022 })
  expect((await phone.ask<{ list: [] }>('Taro.getDeviceVoIPList()')).list).toEqual([])
  const second = ask(phone, 'dot', 'door-1')
  ;(await phone.native.alert()).act('positive')
  expect((await second).resolved).toBeDefined()
})

it('a failure that `fail` was told of is no unhandled rejection; one that nobody heard of is', async () => {
  const phone = await openApp()
  expect(await phone.ask(`matrix.askAndForget({ sn: 'door-1' })`)).toMatchObject({ errno: 1001 })
  await phone.ask(`void Taro.requestDeviceVoIP({ isGroup: true })`)
  await vi.waitFor(() => expect(phone.problems).toHaveLength(1), LONG)
  expect(phone.problems[0]).toContain('groupId')
})

it('says what is wrong: no options, wrong options, nobody signed in, wrong parameters', async () => {
  const phone = await openApp('zh_CN', false)
  expect(await phone.ask(`Taro.canIUse('requestDeviceVoIP')`)).toBe(true)
  const early = await phone.ask<Outcome>(`matrix.ask('dot', {}, true)`)
  expect(early.rejected?.errMsg).toMatch(/^requestDeviceVoIP:fail .*call `setUp\(\)`/)
  expect(early.told.map(([name]) => name)).toEqual(['fail', 'complete'])
  await expect(phone.ask(`setUp({ server: 'calls.example.com', sever: 1 })`)).rejects.toMatchObject({
    message: expect.stringMatching(
      /`server` must be a whole address.*\n.*`appid` is missing.*\n.*`sever` is no option/,
    ),
  })
  await begin(phone, {})
  await phone.ask('setSession(() => undefined)')
  await expect(phone.ask('Taro.getDeviceVoIPList()')).rejects.toMatchObject({
    errMsg: expect.stringContaining('must return the session, a string, not undefined'),
  })
  await phone.ask('setSession(null)')
  await expect(phone.ask('Taro.getDeviceVoIPList()')).rejects.toMatchObject({
    errMsg: expect.stringMatching(/^getDeviceVoIPList:fail Nobody is signed in: call `setSession/),
  })
  await expect(
    phone.ask(`Taro.requestDeviceVoIP({ sn: 'a b', snTicket: 't', modelId: 'm', deviceName: '前门' })`),
  ).rejects.toMatchObject({ errno: 1001, errMsg: expect.stringContaining('parameter.sn') })
})

it('getPerson() is the whole client: rows to draw, switches, a login code, and all of it taken back', async () => {
  const phone = await openApp()
  const asked = ask(phone, 'dot', 'door-1')
  ;(await phone.native.alert()).act('positive')
  await asked
  await phone.ask(
    'matrix.person().listAuthorizations().then(({ list }) => matrix.person().switchAuthorization(list[0], false))',
  )
  expect(await phone.ask('Taro.getDeviceVoIPList()')).toMatchObject({ list: [{ sn: 'door-1', status: 0 }] })
  // These two are sent without a body.
  expect(await phone.ask('matrix.person().login()')).toMatchObject({ code: expect.any(String) })
  await phone.ask('matrix.person().clearAuthorizations()')
  expect(await phone.ask('Taro.getDeviceVoIPList()')).toMatchObject({ list: [] })
})

it('after setSession the next person is asked, and an answer to the last one’s dialog counts for nobody', async () => {
  const phone = await openApp()
  const asked = ask(phone, 'dot', 'door-1')
  const alert = await phone.native.alert()
  await phone.ask(`void (setSession(() => fetch(BACK_END + '/session', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ openid: 'second' }),
  }).then((answer) => answer.json()).then(({ session }) => session)))`)
  alert.act('positive')
  expect((await asked).rejected).toMatchObject({ errCode: 10022 })
  expect((await phone.ask<{ list: [] }>('Taro.getDeviceVoIPList()')).list).toEqual([])
  const own = ask(phone, 'dot', 'door-1')
  ;(await phone.native.alert()).act('positive')
  expect((await own).resolved).toBeDefined()
  expect(openid()).toBe('second')
})

it('gets a new session when the old one has expired', async () => {
  let ahead = 0
  const testbed = await createTestbed({ now: () => Date.now() + ahead })
  open.push(testbed)
  const phone = await openApp()
  const session = async () => (await testbed.server.person('alice')).session
  await phone.ask(
    `void Object.assign(globalThis, { sessions: [${JSON.stringify(await session())}], got: 0 })`,
  )
  const { address, appid } = testbed.server
  await phone.ask(
    `setUp({ server: '${address}', appid: '${appid}', session: () => { got++; return sessions[sessions.length - 1] } })`,
  )
  expect(await phone.ask('Taro.getDeviceVoIPList()')).toMatchObject({ list: [] })
  ahead = 2 * 3_600_000
  await phone.ask(`void sessions.push(${JSON.stringify(await session())})`)
  expect(await phone.ask('Taro.getDeviceVoIPList()')).toMatchObject({ list: [] })
  expect(await phone.ask('got')).toBe(2)
})

it('is rung in Hermes over React Native’s WebSocket, and declines; without WebRTC it says what is missing', async () => {
  const phone = await openApp()
  const door = await openedDoor('door-7')
  const asked = ask(phone, 'dot', 'door-7')
  ;(await phone.native.alert()).act('positive')
  await asked
  await follow(phone)
  await vi.waitFor(async () => expect(await shown(phone)).toMatchObject({ connection: 'online' }), LONG)
  expect(await door.ring(openid())).toMatchObject({ isSuccess: true })
  await vi.waitFor(
    async () =>
      expect(await shown(phone)).toMatchObject({
        stage: 'incoming',
        peerName: expect.stringContaining('iot'),
      }),
    LONG,
  )
  await phone.ask('calls.acts.hangUp()')
  await vi.waitFor(() => expect(door.device.currentCall).toBeNull(), LONG)
  expect(door.heard).toContain('rejectVoip')
  expect(await shown(phone)).toMatchObject({ stage: 'idle', end: { reason: 'rejected' } })

  await door.ring(openid())
  await vi.waitFor(async () => expect(await shown(phone)).toMatchObject({ stage: 'incoming' }), LONG)
  // It is not answered, so that another phone of this person still can.
  await expect(phone.ask('calls.acts.answer()')).rejects.toMatchObject({
    message: expect.stringContaining('give `webrtc` to setUp()'),
  })
  expect(await shown(phone)).toMatchObject({ stage: 'incoming' })
  await phone.ask('calls.acts.hangUp()')
  await vi.waitFor(
    async () => expect(await shown(phone)).toMatchObject({ stage: 'idle', end: { reason: 'rejected' } }),
    LONG,
  )
  expect(phone.problems).toEqual([])
})

it('answers with the app’s own peer connection: media flows both ways, until it hangs up', async () => {
  const phone = await startPhone(app, 'node', { given: { appsWebRtc: appsWebRtc() } })
  open.push(phone)
  await begin(phone, { webrtc: 'appsWebRtc' })
  const door = await openedDoor('door-6')
  const asked = ask(phone, 'dot', 'door-6')
  ;(await phone.native.alert()).act('positive')
  await asked
  await follow(phone)
  await vi.waitFor(async () => expect(await shown(phone)).toMatchObject({ connection: 'online' }), LONG)
  await door.ring(openid())
  await vi.waitFor(async () => expect(await shown(phone)).toMatchObject({ stage: 'incoming' }), LONG)
  await phone.ask('calls.acts.answer()')
  await vi.waitFor(async () => expect(await shown(phone)).toMatchObject({ stage: 'talking' }), LONG)
  const flows = {
    audio: { packets: expect.toSatisfy((n: number) => n > 20) },
    video: { packets: expect.toSatisfy((n: number) => n > 20) },
  }
  await vi.waitFor(
    async () => expect(await phone.ask('calls.state.call.received()')).toMatchObject(flows),
    LONG,
  )
  await vi.waitFor(async () => expect(await door.device.currentCall?.received()).toMatchObject(flows), LONG)
  expect(await phone.ask('calls.state.call.remoteStream.getTracks().length')).toBe(2)
  await phone.ask('calls.acts.hangUp()')
  await vi.waitFor(() => expect(door.device.currentCall).toBeNull(), LONG)
  expect(door.heard).toContain('hangUpVoip')
  expect(await shown(phone)).toMatchObject({ stage: 'idle', end: { reason: 'hung_up' } })
})

/** What `react-native-webrtc` exports, played by werift: its own classes, and a camera that shows a sample. */
function appsWebRtc(): object {
  const { media } = weriftMedia(werift)
  const codecs = { audio: [werift.useOPUS()], video: [werift.useVP8(), werift.useH264()] }
  class AppsPeer extends werift.RTCPeerConnection {
    constructor(config: object) {
      super({ ...config, bundlePolicy: 'max-bundle', iceStunGatherTimeout: 1, codecs })
    }
  }
  return {
    RTCPeerConnection: AppsPeer,
    MediaStream: werift.MediaStream,
    mediaDevices: {
      getUserMedia: ({ audio, video }: { audio: boolean; video: unknown }) =>
        media.open({ audio, video: Boolean(video), facing: 'user' }),
    },
  }
}

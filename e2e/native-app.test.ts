/**
 * The React Native file of the page on ringing a locked phone, as it is printed, in both languages: pushed to by a real server, by way of servers that
 * stand for Apple's and Google's. The libraries that a phone has are played; the calls, their media and their ends are real.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { weriftMedia } from '@callgrant/sdk/calling'
import type { Person } from '@callgrant/sdk/person'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { type AppleService, appleService } from '../packages/server/test/apns-service.ts'
import { type GoogleService, googleService } from '../packages/server/test/fcm-service.ts'
import { blocksOf } from './lib/page-blocks.ts'
import { createTestbed, MODEL, type Testbed } from './lib/testbed.ts'

const PATIENCE = { timeout: 15_000, interval: 20 }

/** What a phone and its libraries are to the file. */
interface PlayedPhone {
  os: 'android' | 'ios'
  tokens: { fcm: string; voip: string; notifications: string | null }
  media: object
  /** What the phone shows as calls, and what it was told of their ends. */
  displayed: { uuid: string; name: string; video: boolean }[]
  ended: { uuid: string; reason: number }[]
  /** What the file listens to, by its name. */
  on: Record<string, (value: unknown) => unknown>
}
const globals = globalThis as { played?: PlayedPhone; fetchSession?: () => string; __DEV__?: boolean }

/** Each of the libraries, as far as the file calls it. */
const LIBRARIES = {
  'react-native': 'export const Platform = { OS: globalThis.played.os }',
  'react-native-callkeep': `
    const phone = globalThis.played
    export const CONSTANTS = { END_CALL_REASONS: { REMOTE_ENDED: 2, UNANSWERED: 3 } }
    export default {
      setup: async () => true,
      addEventListener: (type, handler) => { phone.on[type] = handler },
      displayIncomingCall: (uuid, handle, name, type, video) => phone.displayed.push({ uuid, name, video }),
      reportEndCallWithUUID: (uuid, reason) => phone.ended.push({ uuid, reason }),
    }`,
  'react-native-voip-push-notification': `
    const phone = globalThis.played
    export default {
      RNVoipPushRemoteNotificationReceivedEvent: 'received',
      addEventListener: (type, handler) => { phone.on[type] = handler },
      registerVoipToken: () => phone.on.register(phone.tokens.voip),
    }`,
  '@react-native-firebase/messaging': `
    const phone = globalThis.played
    export const getMessaging = () => ({})
    export const getToken = async () => phone.tokens.fcm
    export const getAPNSToken = async () => phone.tokens.notifications
    export const onTokenRefresh = () => {}
    export const onMessage = () => {}
    export const setBackgroundMessageHandler = (messaging, handler) => { phone.on.background = handler }`,
}

let apple: AppleService
let google: GoogleService
let testbed: Testbed

beforeAll(async () => {
  ;[apple, google] = await Promise.all([appleService(), googleService()])
  testbed = await createTestbed({ settings: { ...apple.settings, fcmAccount: google.account } })
  testbed.server.ctx.pushServices = { apns: { production: apple.at, sandbox: apple.at }, fcm: google.at }
})
afterAll(async () => {
  await testbed.close()
  await Promise.all([apple.close(), google.close()])
})

/** A phone that runs the file, of a person who allowed a door. */
async function startPhone(os: PlayedPhone['os'], page: string) {
  const id = `${os}-${page.replaceAll(/\W/g, '-')}`
  const folder = resolve(import.meta.dirname, 'dist/native-app', id)
  rmSync(folder, { recursive: true, force: true })
  for (const [name, code] of Object.entries(LIBRARIES)) {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true })
    writeFileSync(join(folder, 'node_modules', name, 'index.js'), code)
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), '{"type":"module","main":"index.js"}')
  }
  const [sn, openid] = [`door-${id}`, `person-${id}`]
  const { session, decide } = await testbed.server.person(openid)
  await decide({ model_id: MODEL, sn }, 'allow')
  const phone: PlayedPhone = {
    os,
    tokens: { fcm: google.token(), voip: apple.token(), notifications: apple.token() },
    media: weriftMedia(werift),
    ...{ displayed: [], ended: [], on: {} },
  }
  Object.assign(globals, { played: phone, fetchSession: () => session, __DEV__: true })
  const [file] = blocksOf(page).filter(({ code }) => code.includes('RNCallKeep'))
  const code = (file?.code ?? '')
    .replace("'https://call.example.com'", `'${testbed.server.address}'`)
    .replace('session: fetchSession', 'session: fetchSession, ...globalThis.played.media')
  writeFileSync(join(folder, 'ringing.ts'), code)
  const { person, ringThisPhone } = (await import(pathToFileURL(join(folder, 'ringing.ts')).href)) as {
    person: Person
    ringThisPhone(): Promise<void>
  }
  await ringThisPhone()
  await vi.waitFor(async () => {
    const { ctx, appid } = testbed.server
    expect(await ctx.store.pushes.ofPerson(appid, openid)).toHaveLength(1)
  }, PATIENCE)
  const { device } = await testbed.device(sn)
  const ring = async () => {
    const listener = { id: openid }
    await device.initByCaller({ listener, caller: { id: sn }, roomType: 'video', businessType: 1 })
  }
  return { phone, person, device, ring }
}

describe.each(['docs/ringing-a-locked-phone.md', 'docs/ringing-a-locked-phone.zh-CN.md'])('%s', (page) => {
  beforeEach(() => {
    apple.pushed.length = 0
    google.pushed.length = 0
  })

  test('on Android: rings by a push, is answered before the call has come, and is over when the door hangs up', async () => {
    const { phone, person, device, ring } = await startPhone('android', page)
    const arrives = async (n: number) => {
      await vi.waitFor(() => expect(google.pushed).toHaveLength(n), PATIENCE)
      return phone.on.background?.({ data: google.pushed[n - 1]?.data })
    }
    await ring()
    const connecting = arrives(1)
    await vi.waitFor(() => expect(phone.displayed).toHaveLength(1), PATIENCE)
    const [{ uuid, name, video } = { uuid: '' }] = phone.displayed
    expect({ name, video }).toEqual({ name: 'Front door phone', video: true })
    phone.on.answerCall?.({ callUUID: uuid })
    await connecting
    await vi.waitFor(() => expect(device.currentCall?.state).toBe('talking'), PATIENCE)
    // The news that it rings no more takes nothing away that was answered here.
    await arrives(2)
    expect(phone.ended).toEqual([])
    await device.forceHangUpVoip()
    await vi.waitFor(() => expect(phone.ended).toEqual([{ uuid, reason: 2 }]), PATIENCE)

    // Again, now that it is connected: the push comes after the call, which the person answers and ends on the phone.
    await ring()
    await vi.waitFor(() => expect(person.currentCall?.state).toBe('incoming'), PATIENCE)
    await arrives(3)
    const again = phone.displayed[1]?.uuid
    phone.on.answerCall?.({ callUUID: again })
    await vi.waitFor(() => expect(device.currentCall?.state).toBe('talking'), PATIENCE)
    phone.on.endCall?.({ callUUID: again })
    await vi.waitFor(() => expect(device.currentCall).toBeNull(), PATIENCE)
    expect(phone.ended).toHaveLength(1)
    await person.close()
  }, 60_000)

  test('on iOS: is declined by what the push has, and is missed when the caller gives up', async () => {
    const { phone, person, device, ring } = await startPhone('ios', page)
    const arrives = async (n: number) => {
      await vi.waitFor(() => expect(apple.pushed.length).toBeGreaterThanOrEqual(n), PATIENCE)
      return apple.pushed[n - 1]
    }
    await ring()
    const first = await arrives(1)
    expect(first).toMatchObject({ token: phone.tokens.voip, headers: { 'apns-push-type': 'voip' } })
    await phone.on.notification?.(first?.payload)
    // The app's delegate shows it.
    expect(phone.displayed).toEqual([])
    phone.on.endCall?.({ callUUID: first?.payload.callgrant.uuid })
    await vi.waitFor(() => expect(device.currentCall).toBeNull(), PATIENCE)

    apple.pushed.length = 0
    await ring()
    const second = await arrives(1)
    // Before the file was run: the library kept it.
    phone.on.didLoadWithEvents?.([{ name: 'received', data: second?.payload }])
    await device.forceHangUpVoip()
    await vi.waitFor(
      () => expect(phone.ended).toMatchObject([{ uuid: second?.payload.callgrant.uuid }]),
      PATIENCE,
    )
    expect(await arrives(2)).toMatchObject({
      token: phone.tokens.notifications,
      payload: { aps: { alert: { body: 'Missed call' } } },
    })
    await person.close()
  }, 60_000)
})

/**
 * Microphone and camera in real Chromium, refused, in use, taken, unplugged and given back; and that of all tracks that a
 * page ever made, none is live once the call is over, however it ended.
 */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Harness, hasChromium, openHarness } from '../../../e2e/lib/browser.ts'
import { createTestbed, MODEL, type Testbed } from '../../../e2e/lib/testbed.ts'
import type { Call } from '../src/calling/index.ts'
import type { Device } from '../src/device/index.ts'
import type { Person } from '../src/person/index.ts'

declare global {
  interface Window {
    /** Every track that this page captured. */
    captured: MediaStreamTrack[]
    /** Names of errors with which a device cannot be opened now; `wait`: the person does not answer. */
    broken: { audio?: string; video?: string; both?: string }
    /** Lets those in that wait. */
    permit(): void
    kept: Call | null
    /** As a page that was loaded anew. */
    forget(): void
  }
}

const LONG = 30_000
let harness: Harness
let testbed: Testbed
const openid = 'devices-person'
const sn = 'devices-door'
let door: Page
let phone: Page
beforeAll(async () => {
  if (!hasChromium) return
  harness = await openHarness([], { whole: true })
  const page = await harness.open()
  testbed = await createTestbed({ settings: { allowedOrigins: [new URL(page.url()).origin] } })
  await page.context().close()
  await openBoth()
})
beforeEach(async () => {
  if (!hasChromium) return
  await over(phone, door)
  for (const page of [phone, door]) await page.evaluate(() => window.forget())
})
/** One door and one phone for all tests: each makes a call of its own. */
async function openBoth(): Promise<void> {
  const { address: server, appid } = testbed.server
  const person = await testbed.server.person(openid)
  await person.decide({ model_id: MODEL, sn }, 'allow')
  door = await open()
  await door.evaluate(
    async ({ options, snTicket }) => {
      const made = window.sdk.device.createDevice(options)
      window.side = made
      await made.register(snTicket)
      await made.connect()
    },
    { options: { server, appid, modelId: MODEL, sn }, snTicket: await testbed.ticket(sn) },
  )
  phone = await openPhone()
}
afterAll(async () => {
  await testbed?.close()
  await harness?.close()
})

/** A page with the SDK, whose captures are recorded. */
async function open(): Promise<Page> {
  const page = await harness.open()
  const content = ['person', 'device', 'calling']
    .map((part) => `import * as ${part} from '/packages/sdk/src/${part}/index.ts'`)
    .concat('Object.assign(window, { sdk: { person, device, calling } })')
    .join('\n')
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'sdk' in window)
  await page.evaluate(() => {
    let answered: Promise<void>
    window.forget = () => {
      window.captured = []
      window.broken = {}
      answered = new Promise((resolve) => {
        window.permit = resolve
      })
    }
    window.forget()
    const { mediaDevices } = navigator
    const capture = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = async (constraints = {}) => {
      if (constraints.audio && constraints.video && window.broken.both) {
        throw new DOMException('not both', window.broken.both)
      }
      for (const kind of ['audio', 'video'] as const) {
        const error = constraints[kind] && window.broken[kind]
        if (error === 'wait') await answered
        else if (error) throw new DOMException('not now', error)
      }
      const stream = await capture(constraints)
      window.captured.push(...stream.getTracks())
      return stream
    }
  })
  return page
}

async function openPhone(): Promise<Page> {
  const person = await testbed.server.person(openid)
  const page = await open()
  await page.evaluate(
    async ({ server, session }) => {
      const person = window.sdk.person.createPerson({ server, session })
      window.side = person
      await person.connect()
    },
    { server: testbed.server.address, session: person.session },
  )
  return page
}

async function ring(): Promise<void> {
  await door.evaluate(
    async ({ openid, sn }) => {
      const sides = { caller: { id: sn }, listener: { id: openid } }
      const result = await (window.side as Device).initByCaller({
        roomType: 'video',
        businessType: 1,
        ...sides,
      })
      if (!result.isSuccess) throw new Error(result.errMsg)
    },
    { openid, sn },
  )
  await vi.waitFor(async () => expect((await call(phone))?.state).toBe('incoming'), LONG)
}
const call = (page: Page) =>
  page.evaluate(() => {
    const call = (window.side as Person).currentCall
    return call && { state: call.state, local: call.local, remote: call.remote, trouble: call.trouble }
  })
const accept = () => phone.evaluate(() => (window.side as Person).currentCall?.accept())
const broken = (page: Page, now: Window['broken']) =>
  page.evaluate((now) => {
    window.broken = now
  }, now)
const tracks = (page: Page) =>
  page.evaluate(() => window.captured.map(({ kind, readyState }) => `${kind} ${readyState}`))
/** Remembers the call, for `ended`. */
const keep = (page: Page) =>
  page.evaluate(() => {
    window.kept = (window.side as Person).currentCall
  })
const ended = (page: Page) => page.evaluate(() => window.kept?.end?.reason)
const hangUp = (page: Page) => page.evaluate(() => (window.side as Person).currentCall?.hangUp())

async function talk(): Promise<void> {
  await ring()
  await accept()
  for (const page of [phone, door]) {
    await vi.waitFor(async () => expect((await call(page))?.state).toBe('talking'), LONG)
  }
}
/** The call is over on these pages, and every track that they made is ended. */
async function over(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await vi.waitFor(async () => {
      expect(await call(page)).toBeNull()
      expect((await tracks(page)).filter((track) => track.endsWith(' live'))).toEqual([])
    }, LONG)
  }
}
/** What the two pages know of what the phone sends. */
const sends = (local: { camera: boolean; microphone: boolean }, trouble: object) =>
  vi.waitFor(async () => {
    expect(await call(phone)).toMatchObject({ state: 'talking', local, trouble })
    expect((await call(door))?.remote).toEqual(local)
  }, LONG)
const FINE = { camera: null, microphone: null }

describe.skipIf(!hasChromium)('devices in Chromium', () => {
  test('microphone denied: the call is joined listening only; camera in use: voice goes on; each comes with a retry', async () => {
    await broken(phone, { audio: 'NotAllowedError', video: 'NotReadableError' })
    await talk()
    await sends({ camera: false, microphone: false }, { camera: 'failed', microphone: 'denied' })
    expect(
      (await phone.evaluate(() => (window.side as Person).currentCall?.received()))?.audio.packets,
    ).toBeGreaterThan(0)
    await broken(phone, { video: 'NotReadableError' })
    await phone.evaluate(() => (window.side as Person).currentCall?.setMicrophone(true))
    await sends({ camera: false, microphone: true }, { camera: 'failed', microphone: null })
    await broken(phone, {})
    await phone.evaluate(() => (window.side as Person).currentCall?.setCamera(true))
    await sends({ camera: true, microphone: true }, FINE)
    await hangUp(door)
    await over(phone, door)
  })

  test('unplugged, taken and given back, plugged in again: the other side is told each time', async () => {
    await talk()
    const event = (kind: string, type: string) =>
      phone.evaluate(
        ({ kind, type }) => {
          const track = window.captured.findLast((track) => track.kind === kind)
          if (type === 'ended') track?.stop()
          track?.dispatchEvent(new Event(type))
        },
        { kind, type },
      )
    await event('video', 'mute')
    await sends({ camera: false, microphone: true }, { camera: 'held', microphone: null })
    await event('video', 'unmute')
    await sends({ camera: true, microphone: true }, FINE)
    await broken(phone, { audio: 'NotFoundError' })
    await event('audio', 'ended')
    await sends({ camera: true, microphone: false }, { camera: null, microphone: 'failed' })
    await broken(phone, {})
    await phone.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')))
    await sends({ camera: true, microphone: true }, FINE)
    const sent = () =>
      door.evaluate(async () => (await (window.side as Device).currentCall?.received())?.audio.packets ?? 0)
    const before = await sent()
    await vi.waitFor(async () => expect(await sent()).toBeGreaterThan(before), LONG)
    await hangUp(phone)
    await over(phone, door)
  })

  test('a headset that is plugged in becomes the microphone of the call', async () => {
    await talk()
    const before = (await tracks(phone)).length
    await phone.evaluate(async () => {
      const { mediaDevices } = navigator
      const list = await mediaDevices.enumerateDevices()
      const headset = {
        kind: 'audioinput',
        deviceId: 'default',
        groupId: 'headset',
        label: '',
      } as MediaDeviceInfo
      mediaDevices.enumerateDevices = async () => [
        headset,
        ...list.filter(({ deviceId }) => deviceId !== 'default'),
      ]
      mediaDevices.dispatchEvent(new Event('devicechange'))
    })
    await vi.waitFor(async () => expect(await tracks(phone)).toHaveLength(before + 1), LONG)
    await vi.waitFor(
      async () =>
        expect((await tracks(phone)).toSorted()).toEqual(['audio ended', 'audio live', 'video live']),
      LONG,
    )
    await sends({ camera: true, microphone: true }, FINE)
    await hangUp(phone)
    await over(phone, door)
  })

  test('a permission that Chromium takes back in mid call ends the tracks; allowed again, they come back', async () => {
    await talk()
    const states = () =>
      phone.evaluate(async () => {
        const names = ['microphone', 'camera'] as const
        return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
      })
    // Nothing else is granted then.
    await phone.context().grantPermissions(['geolocation'])
    await vi.waitFor(async () => expect(await states()).toEqual(['denied', 'denied']), LONG)
    // Chromium’s fake prompt grants whatever the permission is, so what it does to a real page is played.
    await broken(phone, { audio: 'NotAllowedError', video: 'NotAllowedError' })
    await phone.evaluate(() => {
      for (const track of window.captured) {
        track.stop()
        track.dispatchEvent(new Event('ended'))
      }
    })
    await sends({ camera: false, microphone: false }, { camera: 'denied', microphone: 'denied' })
    await broken(phone, {})
    await phone.context().grantPermissions(['microphone', 'camera'])
    await vi.waitFor(async () => expect(await states()).toEqual(['granted', 'granted']), LONG)
    await sends({ camera: true, microphone: true }, FINE)
    await hangUp(phone)
    await over(phone, door)
  })

  test.each([
    ['a camera that fails to open', { video: 'NotReadableError' }],
    ['refused permissions', { audio: 'NotAllowedError', video: 'NotAllowedError' }],
  ])('no track outlives its call: %s', async (_, now) => {
    for (const page of [phone, door]) await broken(page, now)
    await talk()
    await hangUp(phone)
    await over(phone, door)
  })

  test('no track outlives its call: it ends while the person is asked for microphone and camera', async () => {
    for (const page of [phone, door]) await broken(page, { audio: 'wait', video: 'wait' })
    await ring()
    await door.evaluate(() => (window.side as Device).forceHangUpVoip())
    await vi.waitFor(async () => expect(await call(phone)).toBeNull(), LONG)
    await door.evaluate(() => window.permit())
    await vi.waitFor(async () => expect(await tracks(door)).not.toEqual([]), LONG)
    await over(phone, door)

    await broken(door, {})
    await ring()
    await accept()
    await hangUp(phone)
    await phone.evaluate(() => window.permit())
    await vi.waitFor(async () => expect(await tracks(phone)).not.toEqual([]), LONG)
    await over(phone, door)
  })

  test('no track outlives its call: the microphone is closed while the person is still asked for the camera', async () => {
    // Both at once fails; then the camera is asked for alone.
    await broken(phone, { both: 'NotReadableError', video: 'wait' })
    await ring()
    const accepting = accept()
    await vi.waitFor(async () => expect(await tracks(phone)).toEqual(['audio live']), LONG)
    await accepting
    await hangUp(phone)
    await over(phone, door)
    await phone.evaluate(() => window.permit())
    await vi.waitFor(async () => expect(await tracks(phone)).toEqual(['audio ended', 'video ended']), LONG)
  })

  test('no track outlives its call: the server aborts it while it rings, and while they talk (A7, C6)', async () => {
    await ring()
    await vi.waitFor(async () => expect(await tracks(door)).toContain('audio live'), LONG)
    await keep(door)
    const withdraw = (on: boolean) =>
      phone.evaluate(({ on, device }) => (window.side as Person).switchAuthorization(device, on), {
        on,
        device: { sn, model_id: MODEL },
      })
    await withdraw(false)
    await over(phone, door)
    expect(await ended(door)).toBe('aborted')
    await withdraw(true)

    await talk()
    await keep(door)
    // Its page says nothing any more: the server ends the call for the other side.
    await Promise.allSettled([phone.goto('chrome://crash')])
    await over(door)
    expect(await ended(door)).toBe('aborted')
    await phone.context().close()
    phone = await openPhone()
  })

  test('no track outlives its call: the other page is closed, and the client itself', async () => {
    await talk()
    await phone.close()
    await over(door)
    phone = await openPhone()
    await talk()
    await door.evaluate(() => (window.side as Device).close())
    await over(phone, door)
  })
})

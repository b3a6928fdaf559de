/** The SDK in a real Chromium: its dialog, its key store, and its media against werift's and against its own. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { type Harness, hasChromium, openHarness } from '../../../e2e/lib/browser.ts'
import { createTestbed, droppableSockets, MODEL, type Testbed } from '../../../e2e/lib/testbed.ts'
import { type Call, weriftMedia } from '../src/calling/index.ts'
import type { Device } from '../src/device/index.ts'
import type { Person, VoipEvent } from '../src/person/index.ts'

declare global {
  interface Window {
    sdk: {
      person: typeof import('../src/person/index.ts')
      device: typeof import('../src/device/index.ts')
      calling: typeof import('../src/calling/index.ts')
    }
    /** `@callgrant/ui/browser`. */
    browserUi(): object
    /** The client of this page. */
    side: Person | Device
    voip: VoipEvent[]
  }
}

const LONG = 20_000
let harness: Harness
let testbed: Testbed
let count = 0
beforeAll(async () => {
  if (!hasChromium) return
  harness = await openHarness()
  const page = await harness.open()
  testbed = await createTestbed({ settings: { allowedOrigins: [new URL(page.url()).origin] } })
  await page.context().close()
})
afterAll(async () => {
  await testbed?.close()
  await harness?.close()
})

/** Brings the SDK's sources into a page, at `window.sdk`. */
async function load(page: Page): Promise<void> {
  const parts = ['person', 'device', 'calling']
  const imports = parts.map((part) => `import * as ${part} from '/packages/sdk/src/${part}/index.ts'`)
  const ui = "import { browserUi } from '/packages/ui/src/browser-ui.ts'"
  const content = [ui, ...imports, `Object.assign(window, { browserUi, sdk: { ${parts} } })`].join('\n')
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'sdk' in window)
}

/** A page that is a person's phone: it accepts what rings. */
async function phonePage(openid: string): Promise<Page> {
  const { session } = await testbed.server.person(openid)
  const page = await harness.open()
  await load(page)
  await page.evaluate(
    async ({ server, session }) => {
      const person = window.sdk.person.createPerson({
        server,
        session,
        language: 'en',
        ui: window.browserUi(),
      })
      window.side = person
      person.onIncomingCall((call) => void call.accept())
      await person.connect()
    },
    { server: testbed.server.address, session },
  )
  return page
}

/** Frames of the other side that this page has decoded. */
const decoded = (page: Page) =>
  page.evaluate(async () => {
    const stream = window.side.currentCall?.remoteStream ?? null
    const video =
      document.querySelector('video') ?? document.body.appendChild(document.createElement('video'))
    if (video.srcObject !== stream) {
      video.muted = true
      video.srcObject = stream
      void video.play()
    }
    return { frames: video.getVideoPlaybackQuality().totalVideoFrames, width: video.videoWidth }
  })
const received = (page: Page) => page.evaluate(() => window.side.currentCall?.received())
const state = (page: Page) => page.evaluate(() => window.side.currentCall?.state)

describe.skipIf(!hasChromium)('the SDK in Chromium', () => {
  test('talks with a door in Node, sound and picture both ways, also after the paths were made anew', async () => {
    const openid = `chrome-${++count}`
    const sockets = droppableSockets()
    const door = await testbed.device(`chrome-door-${count}`, { WebSocket: sockets.WebSocket })
    await (await testbed.server.person(openid)).decide({ model_id: MODEL, sn: door.sn }, 'allow')
    const page = await phonePage(openid)
    const ring = {
      roomType: 'video',
      businessType: 1,
      caller: { id: door.sn },
      listener: { id: openid },
    } as const
    expect(await door.device.initByCaller(ring)).toMatchObject({ isSuccess: true })
    await vi.waitFor(async () => expect(await state(page)).toBe('talking'), LONG)
    await vi.waitFor(async () => {
      const { frames, width } = await decoded(page)
      expect(width).toBe(160)
      expect(frames).toBeGreaterThan(10)
    }, LONG)
    const call = door.device.currentCall as Call
    await vi.waitFor(async () => {
      const got = await call.received()
      expect(got?.audio.packets).toBeGreaterThan(10)
      expect(got?.video.packets).toBeGreaterThan(10)
    }, LONG)
    // The door comes back and offers new paths; the picture goes on over them (C15).
    sockets.drop()
    await vi.waitFor(() => expect(call.online).toBe(false), LONG)
    await vi.waitFor(() => expect(call.online).toBe(true), LONG)
    const before = (await decoded(page)).frames
    await vi.waitFor(async () => expect((await decoded(page)).frames).toBeGreaterThan(before + 10), LONG)
    await door.device.forceHangUpVoip()
    await vi.waitFor(async () => expect(await state(page)).toBeUndefined(), LONG)
    await page.context().close()
  })

  test('talks with a door in Node that answered no ICE check at first (C6)', async () => {
    const openid = `chrome-${++count}`
    let blocked = true
    class Connection extends werift.RTCPeerConnection {
      constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
        super({ ...config, iceFilterStunResponse: () => !blocked })
      }
      override createOffer(options: { iceRestart?: boolean } = {}) {
        if (options.iceRestart) blocked = false
        return super.createOffer(options)
      }
    }
    const media = weriftMedia({
      ...werift,
      RTCPeerConnection: Connection as typeof werift.RTCPeerConnection,
    })
    const door = await testbed.device(`chrome-door-${count}`, media)
    await (await testbed.server.person(openid)).decide({ model_id: MODEL, sn: door.sn }, 'allow')
    const page = await phonePage(openid)
    const ring = { roomType: 'video', businessType: 1 } as const
    const sides = { caller: { id: door.sn }, listener: { id: openid } }
    expect(await door.device.initByCaller({ ...ring, ...sides })).toMatchObject({ isSuccess: true })
    await vi.waitFor(async () => expect(await state(page)).toBe('talking'), LONG)
    expect(blocked).toBe(false)
    await vi.waitFor(async () => expect((await decoded(page)).frames).toBeGreaterThan(10), LONG)
    const call = door.device.currentCall as Call
    await vi.waitFor(async () => expect((await call.received())?.video.packets).toBeGreaterThan(10), LONG)
    await door.device.forceHangUpVoip()
    await page.context().close()
  })

  test('asks with its own dialog, and a door in the browser keeps its key over a reload', async () => {
    const openid = `chrome-${++count}`
    const sn = `chrome-door-${count}`
    const { address, appid } = testbed.server
    const page = await phonePage(openid)
    const asked = page.evaluate(
      async ({ sn, snTicket, modelId }) =>
        (window.side as unknown as Person).requestDeviceVoIP({ sn, snTicket, modelId, deviceName: 'Front' }),
      { sn, snTicket: await testbed.ticket(sn), modelId: MODEL },
    )
    await page.getByRole('dialog').waitFor()
    // A tap so soon that nobody can have read the question does not count.
    await vi.waitFor(async () => {
      const allow = page.getByRole('button', { name: 'Allow' })
      if (await allow.count()) await allow.click()
      expect(await page.getByRole('dialog').count()).toBe(0)
    }, LONG)
    expect(await asked).toEqual({ errMsg: 'requestDeviceVoIP:ok' })

    const door = await harness.open()
    const start = async (snTicket: string | null) => {
      await load(door)
      await door.evaluate(
        async ({ options, snTicket }) => {
          const { device, calling } = window.sdk
          const media = calling.generatedMedia('door')
          const made = device.createDevice({ ...options, media })
          window.side = made
          window.voip = []
          made.onVoipEvent((event) => window.voip.push(event))
          if (snTicket) await made.register(snTicket)
          await made.connect()
        },
        { options: { server: address, appid, modelId: MODEL, sn }, snTicket },
      )
    }
    await start(await testbed.ticket(sn))
    await door.reload()
    await door.waitForFunction(() => 'ui' in window)
    await start(null)

    const ring = { roomType: 'video', businessType: 1, caller: { id: sn }, listener: { id: openid } }
    const result = await door.evaluate(
      (ring) => (window.side as unknown as Person).initByCaller(ring as never),
      ring,
    )
    expect(result).toMatchObject({ isSuccess: true })
    for (const side of [page, door]) {
      await vi.waitFor(async () => expect(await state(side)).toBe('talking'), LONG)
      await vi.waitFor(async () => expect((await decoded(side)).frames).toBeGreaterThan(5), LONG)
      await vi.waitFor(async () => expect((await received(side))?.audio.packets).toBeGreaterThan(5), LONG)
    }
    // A page that goes away hangs up as it goes: nobody waits until it counts as gone.
    await page.goto('about:blank')
    await vi.waitFor(async () => {
      const hungUp = await door.evaluate(() =>
        window.voip.find(({ eventName }) => eventName === 'hangUpVoip'),
      )
      expect(hungUp?.data).toMatchObject({ status: 'endByListener', origin: 'other' })
    }, LONG)
    await Promise.all([page.context().close(), door.context().close()])
  })
})

/**
 * The connection that is made while it rings, in real Chromium: looked at where media leaves and where it arrives, by
 * the counters of the peer connections (C7, C17).
 */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Harness, hasChromium, openHarness } from '../../../e2e/lib/browser.ts'
import { createTestbed, MODEL, type Testbed } from '../../../e2e/lib/testbed.ts'
import type { MediaProvider } from '../src/calling/index.ts'
import type { Device } from '../src/device/index.ts'
import type { Person } from '../src/person/index.ts'

declare global {
  interface Window {
    /** Every peer connection that this page made. */
    connections: RTCPeerConnection[]
    /** Descriptions of the other side that were applied. */
    applied: number
    /** Requests for camera or microphone. */
    captures: MediaStreamConstraints[]
    problems: string[]
    /** Of the door: how often its media was opened, and what that gave. */
    opened: number
    given: MediaStreamTrack[]
    /** How often a sender's parameters were set, other than to ask for a whole picture. */
    adjusted: number
  }
}

const LONG = 30_000
let harness: Harness
let testbed: Testbed
let count = 0
let openid: string
let door: Page
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

/** A page with the SDK, whose peer connections and captures are recorded. */
async function open(): Promise<Page> {
  const page = await harness.open()
  const content = ['person', 'device', 'calling']
    .map((part) => `import * as ${part} from '/packages/sdk/src/${part}/index.ts'`)
    .concat('Object.assign(window, { sdk: { person, device, calling } })')
    .join('\n')
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'sdk' in window)
  await page.evaluate(() => {
    window.connections = []
    window.applied = 0
    window.captures = []
    window.problems = []
    class Recorded extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config)
        window.connections.push(this)
      }
      override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
        window.applied++
        return super.setRemoteDescription(description)
      }
    }
    window.RTCPeerConnection = Recorded
    window.adjusted = 0
    const { setParameters } = RTCRtpSender.prototype as {
      setParameters(...given: unknown[]): Promise<void>
    }
    Object.assign(RTCRtpSender.prototype, {
      setParameters(this: RTCRtpSender, ...given: unknown[]) {
        if (given.length === 1) window.adjusted++
        return setParameters.apply(this, given)
      },
    })
    // What a browser thinks of a busy machine's network is not what is tested here.
    Object.defineProperty(navigator, 'connection', { value: undefined })
    const { mediaDevices } = navigator
    const capture = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = (constraints = {}) => {
      window.captures.push(constraints)
      return capture(constraints)
    }
  })
  return page
}

async function phone(of = openid): Promise<Page> {
  const { session } = await testbed.server.person(of)
  const page = await open()
  await page.evaluate(
    async ({ server, session }) => {
      const person = window.sdk.person.createPerson({ server, session })
      window.side = person
      person.onIncomingCall((call) => call.on('problem', ({ message }) => window.problems.push(message)))
      await person.connect()
    },
    { server: testbed.server.address, session },
  )
  return page
}

beforeEach(async () => {
  if (!hasChromium) return
  const sn = `early-door-${++count}`
  openid = `early-${count}`
  const { address: server, appid } = testbed.server
  await (await testbed.server.person(openid)).decide({ model_id: MODEL, sn }, 'allow')
  const options = { server, appid, modelId: MODEL, sn }
  door = await open()
  await door.evaluate(
    async ({ options, snTicket }) => {
      const generated = window.sdk.calling.generatedMedia('door')
      window.opened = 0
      window.given = []
      const media: MediaProvider = {
        async open(request) {
          window.opened++
          const stream = await generated.open(request)
          window.given.push(...stream.getTracks())
          return stream
        },
      }
      const made = window.sdk.device.createDevice({ ...options, media })
      window.side = made
      await made.register(snTicket)
      await made.connect()
    },
    { options, snTicket: await testbed.ticket(sn) },
  )
  return async () => {
    for (const context of harness.browser.contexts()) await context.close()
  }
})

const ring = (roomType: 'video' | 'voice' = 'video') =>
  door.evaluate(
    async ({ openid, sn, roomType }) => {
      const device = window.side as Device
      const sides = { caller: { id: sn }, listener: { id: openid } }
      const result = await device.initByCaller({ roomType, businessType: 1, ...sides })
      if (!result.isSuccess) throw new Error(result.errMsg)
    },
    { openid, sn: `early-door-${count}`, roomType },
  )

/** What the connections of a page that are open have sent and received, and the frames that they decoded. */
const traffic = (page: Page) =>
  page.evaluate(async () => {
    const open = window.connections.filter(({ connectionState }) => connectionState !== 'closed')
    const sum = { sent: { audio: 0, video: 0 }, received: { audio: 0, video: 0 }, frames: 0 }
    for (const connection of open) {
      const report = await connection.getStats()
      for (const entry of [...(report as unknown as Map<string, never>).values()] as {
        type: string
        kind: 'audio' | 'video'
        packetsSent?: number
        packetsReceived?: number
        framesDecoded?: number
      }[]) {
        if (entry.type === 'outbound-rtp') sum.sent[entry.kind] += entry.packetsSent ?? 0
        if (entry.type === 'inbound-rtp') sum.received[entry.kind] += entry.packetsReceived ?? 0
        if (entry.type !== 'inbound-rtp') continue
        sum.frames += entry.framesDecoded ?? 0
      }
    }
    return { ...sum, connections: open.map(({ connectionState }) => connectionState) }
  })
/** Of the pictures that a page sent: how many were whole, and how many of those the other side asked for. */
const wholePictures = (page: Page) =>
  page.evaluate(async () => {
    const counted = { whole: 0, asked: 0 }
    for (const connection of window.connections) {
      const report = await connection.getStats()
      report.forEach(
        (entry: { type: string; keyFramesEncoded?: number; pliCount?: number; firCount?: number }) => {
          if (entry.type !== 'outbound-rtp') return
          counted.whole += entry.keyFramesEncoded ?? 0
          counted.asked += (entry.pliCount ?? 0) + (entry.firCount ?? 0)
        },
      )
    }
    return counted
  })
const call = (page: Page) =>
  page.evaluate(() => {
    const call = (window.side as Person).currentCall
    return call && { state: call.state, preview: call.preview, streamed: call.remoteStream !== null }
  })
const connected = (page: Page, connections: number) =>
  vi.waitFor(async () => {
    expect((await traffic(page)).connections).toEqual(new Array(connections).fill('connected'))
  }, LONG)
const accept = (page: Page) =>
  page.evaluate(() =>
    ((window.side as Person).currentCall?.accept() ?? Promise.reject(new Error('no call'))).then(
      () => 'accepted',
      (error: { code: string }) => error.code,
    ),
  )
const talks = (page: Page) => vi.waitFor(async () => expect((await call(page))?.state).toBe('talking'), LONG)

describe.skipIf(!hasChromium)('while it rings, in Chromium', () => {
  test('each phone is connected and sees who is there; nothing of the person is captured or sent (C7, C17)', async () => {
    const phones = [await phone(), await phone()]
    await ring()
    for (const page of phones) {
      await connected(page, 1)
      await vi.waitFor(async () => expect((await traffic(page)).frames).toBeGreaterThan(10), LONG)
      expect(await call(page)).toEqual({ state: 'incoming', preview: true, streamed: true })
      const { sent, received } = await traffic(page)
      expect(sent).toEqual({ audio: 0, video: 0 })
      expect(received.audio).toBe(0)
      expect(await page.evaluate(() => window.captures)).toEqual([])
    }
    await connected(door, 2)
    const atDoor = await traffic(door)
    expect(atDoor.received).toEqual({ audio: 0, video: 0 })
    expect(atDoor.sent.audio).toBe(0)
    expect(atDoor.sent.video).toBeGreaterThan(10)
    expect(await call(door)).toMatchObject({ state: 'calling', streamed: false })

    const [first, second] = phones as [Page, Page]
    const applied = await first.evaluate(() => window.applied)
    expect(await accept(first)).toBe('accepted')
    for (const page of [first, door]) {
      await talks(page)
      await vi.waitFor(async () => {
        const { sent, received } = await traffic(page)
        for (const kind of ['audio', 'video'] as const) {
          expect(sent[kind]).toBeGreaterThan(10)
          expect(received[kind]).toBeGreaterThan(10)
        }
      }, LONG)
    }
    // Speech is negotiated with redundancy first, and the picture is within its bounds.
    for (const page of [first, door]) {
      const speech = await page.evaluate(() =>
        window.connections
          .filter(({ connectionState }) => connectionState === 'connected')
          .flatMap((connection) => connection.getSenders())
          .flatMap((sender) => sender.getParameters().codecs[0]?.mimeType ?? [])
          .filter((mimeType) => mimeType.startsWith('audio/')),
      )
      expect(speech).toEqual(['audio/red'])
    }
    const limits = await door.evaluate(() =>
      window.connections.flatMap((connection) =>
        connection.connectionState === 'connected'
          ? connection
              .getSenders()
              .map((sender) => [sender.track?.contentHint, sender.getParameters().encodings[0]?.maxBitrate])
          : [],
      ),
    )
    expect(limits).toEqual([
      ['speech', undefined],
      ['motion', 1_200_000],
    ])
    // The connection is the one that was there, and nothing was negotiated again; the loser's is closed.
    expect(await first.evaluate(() => window.applied)).toBe(applied)
    expect(await first.evaluate(() => window.captures)).toMatchObject([
      { audio: { echoCancellation: true }, video: {} },
    ])
    await connected(door, 1)
    await vi.waitFor(async () => expect((await traffic(second)).connections).toEqual([]), LONG)
    expect(await second.evaluate(() => window.captures)).toEqual([])
    expect(await first.evaluate(() => window.problems)).toEqual([])
  })

  test('two people of a house both see who is there; one answers on the connection that is there, the other sees who (H3, H7)', async () => {
    const other = `${openid}-other`
    const subject = { model_id: MODEL, sn: `early-door-${count}` }
    await (await testbed.server.person(other)).decide(subject, 'allow')
    const [first, second] = [await phone(), await phone(other)]
    await second.evaluate(() => {
      ;(window.side as Person).onIncomingCall((call) => {
        call.on('change', () => call.end && window.problems.push(JSON.stringify(call.end)))
      })
    })
    await door.evaluate(
      async (people) => {
        await (window.side as Device).ring({ people, plan: 'together', roomType: 'video' })
      },
      [{ openid, name: 'First' }, { openid: other }],
    )
    for (const page of [first, second]) {
      await connected(page, 1)
      await vi.waitFor(async () => expect((await traffic(page)).frames).toBeGreaterThan(10), LONG)
      expect(await call(page)).toEqual({ state: 'incoming', preview: true, streamed: true })
      expect(await page.evaluate(() => window.captures)).toEqual([])
    }
    expect((await traffic(door)).sent.audio).toBe(0)
    expect(await call(door)).toBeNull()
    const applied = await first.evaluate(() => window.applied)
    expect(await accept(first)).toBe('accepted')
    for (const page of [first, door]) {
      await talks(page)
      await vi.waitFor(async () => {
        const { received } = await traffic(page)
        expect(Math.min(received.audio, received.video)).toBeGreaterThan(10)
      }, LONG)
    }
    expect(await first.evaluate(() => window.applied)).toBe(applied)
    await connected(door, 1)
    await vi.waitFor(async () => expect((await traffic(second)).connections).toEqual([]), LONG)
    expect(await call(second)).toBeNull()
    expect(await second.evaluate(() => window.captures)).toEqual([])
    expect(await second.evaluate(() => window.problems.join())).toContain('"answered_by":{"name":"First"}')
    // The camera was opened once for both, and is closed with the call that has it.
    expect(await door.evaluate(() => window.opened)).toBe(1)
    await door.evaluate(() => (window.side as Device).forceHangUpVoip())
    await vi.waitFor(async () => {
      expect(await door.evaluate(() => window.given.map(({ readyState }) => readyState))).toEqual([
        'ended',
        'ended',
      ])
    }, LONG)
  })

  test('with the person’s switch off they connect, and no picture is sent before the answer (C17)', async () => {
    const page = await phone()
    await page.evaluate(() => (window.side as Person).changeSettings({ preview: false }))
    await ring()
    await connected(page, 1)
    expect(await call(page)).toEqual({ state: 'incoming', preview: false, streamed: false })
    expect((await traffic(door)).sent).toEqual({ audio: 0, video: 0 })
    const adjusted = await door.evaluate(() => window.adjusted)
    // The encoder knows its bounds while it rings: set at the answer, they would cost its first picture.
    expect(adjusted).toBeGreaterThan(0)
    expect(await accept(page)).toBe('accepted')
    await talks(page)
    await vi.waitFor(async () => expect((await traffic(page)).frames).toBeGreaterThan(5), LONG)
    expect(await door.evaluate(() => window.adjusted)).toBe(adjusted)
    // The picture began whole, and nobody had to ask for that.
    const { whole, asked } = await wholePictures(door)
    expect(whole).toBeGreaterThan(asked)
  })

  test('a voice call negotiates no video at all (C13)', async () => {
    const page = await phone()
    await ring('voice')
    await connected(page, 1)
    expect(await accept(page)).toBe('accepted')
    await talks(page)
    const lines = await page.evaluate(() =>
      window.connections.map(({ localDescription }) => localDescription?.sdp),
    )
    expect(lines.join()).toContain('m=audio')
    expect(lines.join()).not.toContain('m=video')
    expect(await page.evaluate(() => window.captures.some(({ video }) => video))).toBe(false)
  })

  test('of two phones that accept at once one has the call, with sound and picture (C7)', async () => {
    const phones = [await phone(), await phone()]
    await ring()
    for (const page of phones) await connected(page, 1)
    const answers = await Promise.all(phones.map((page) => accept(page)))
    expect(answers.toSorted()).toEqual(['accepted', 'answered_elsewhere'])
    const winner = phones[answers.indexOf('accepted')] as Page
    const loser = phones[answers.indexOf('answered_elsewhere')] as Page
    for (const page of [winner, door]) {
      await talks(page)
      await vi.waitFor(async () => expect((await traffic(page)).frames).toBeGreaterThan(5), LONG)
    }
    await connected(door, 1)
    // What the loser opened for its answer is closed again.
    await vi.waitFor(async () => {
      expect(await call(loser)).toBeNull()
      expect((await traffic(loser)).connections).toEqual([])
    }, LONG)
  })

  test('a call that is cancelled while they gather leaves nothing open (C6)', async () => {
    const page = await phone()
    for (let round = 0; round < 5; round++) {
      await ring()
      await vi.waitFor(
        async () => expect(await page.evaluate(() => window.connections.length)).toBe(round + 1),
        LONG,
      )
      await door.evaluate(() => (window.side as Device).forceHangUpVoip())
      for (const side of [page, door]) {
        await vi.waitFor(async () => {
          expect(await call(side)).toBeNull()
          expect((await traffic(side)).connections).toEqual([])
        }, LONG)
      }
    }
    expect(await page.evaluate(() => window.captures)).toEqual([])
    expect(await page.evaluate(() => window.problems)).toEqual([])
  })
})

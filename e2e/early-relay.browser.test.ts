/**
 * The connection that is made while it rings, where only a relay's addresses may be said (`early_setup: 'relay'`), through
 * a real coturn: a door in Node, and a phone in Node or in Chromium. Nothing flows before the answer but the picture (C17).
 */

import { type Call, weriftMedia } from '@callgrant/sdk/calling'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { type Coturn, hasCoturn, startCoturn } from '../scripts/lib/coturn.ts'
import { type Harness, hasChromium, openHarness } from './lib/browser.ts'
import { recordTraffic, selectedPair, testbedWithTurn } from './lib/relay.ts'
import { type DeviceClient, MODEL, type Testbed } from './lib/testbed.ts'

declare global {
  interface Window {
    early: import('@callgrant/sdk/person').Person
    made: RTCPeerConnection[]
    captures: MediaStreamConstraints[]
  }
}

const LONG = 20_000
/** Every candidate that was said, in a message of its own or in a description. */
const candidatesIn = (wire: readonly string[]) =>
  wire.flatMap((frame) => frame.match(/candidate:\S+ \d \S+ \d+ \S+ \d+ typ [^"\\]+/g) ?? [])
const isRelayed = (candidate: string) =>
  candidate.includes(' typ relay') && !/ raddr (?!0\.0\.0\.0 rport 0\b)/.test(candidate)

/** werift, free to use any address; what it made is kept. */
function recorded() {
  const made: werift.RTCPeerConnection[] = []
  class Recorded extends werift.RTCPeerConnection {
    constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
      super(config)
      made.push(this)
    }
  }
  const traffic = recordTraffic()
  return {
    made,
    wire: traffic.wire,
    options: {
      ...weriftMedia({ ...werift, RTCPeerConnection: Recorded }),
      WebSocket: traffic.WebSocket,
      fetch: traffic.fetch,
    },
  }
}
type Side = ReturnType<typeof recorded>
const pathOf = async (side: Side) => selectedPair([...((await side.made.at(-1)?.getStats())?.values() ?? [])])
const stateOf = (side: Side) => side.made.map(({ connectionState }) => connectionState)

describe.skipIf(!hasCoturn())('while it rings, by a relay alone', () => {
  let coturn: Coturn
  let testbed: Testbed
  let harness: Harness | undefined
  let count = 0
  const origins: string[] = []

  beforeAll(async () => {
    const starting = startCoturn()
    if (hasChromium) {
      harness = await openHarness()
      const page = await harness.open()
      origins.push(new URL(page.url()).origin)
      await page.context().close()
    }
    coturn = await starting
    testbed = await testbedWithTurn(coturn, { origins })
    await relayAlone(testbed)
  })
  afterEach(async () => {
    for (const context of harness?.browser.contexts() ?? []) await context.close()
  })
  afterAll(async () => {
    await testbed?.close()
    await harness?.close()
    await coturn?.stop()
  })

  const relayAlone = async (of: Testbed) =>
    expect(await of.server.backend('PATCH', '/v1/app', { body: { early_setup: 'relay' } })).toMatchObject({
      status: 200,
    })

  /** A door, and a person who lets it ring. */
  async function household(of: Testbed) {
    const openid = `relay-${++count}`
    const door = recorded()
    const client = await of.device(`relay-door-${count}`, door.options)
    const person = await of.server.person(openid)
    await person.decide({ model_id: MODEL, sn: client.sn }, 'allow')
    return { door, client, openid, session: person.session }
  }
  async function ring({ device, sn }: DeviceClient, openid: string): Promise<Call> {
    const sides = { caller: { id: sn }, listener: { id: openid } }
    expect(await device.initByCaller({ roomType: 'video', businessType: 1, ...sides })).toMatchObject({
      isSuccess: true,
    })
    return device.currentCall as Call
  }
  /** A phone in Node, which a door rings. */
  async function rung(of: Testbed) {
    const { door, client, openid } = await household(of)
    const phone = recorded()
    const { person } = await of.person(openid, phone.options)
    await person.connect()
    const placed = await ring(client, openid)
    await vi.waitFor(() => expect(person.currentCall?.snapshot.state).toBe('ringing'), LONG)
    return { door, phone, placed, incoming: person.currentCall as Call }
  }
  const received = async (call: Call) => {
    const { audio, video } = (await call.received()) ?? {}
    return { audio: audio?.packets ?? 0, video: video?.packets ?? 0 }
  }
  const hearsAndSees = (call: Call) =>
    vi.waitFor(async () => {
      const { audio, video } = await received(call)
      expect(Math.min(audio, video)).toBeGreaterThan(10)
    }, LONG)

  test('they are connected through it, the picture arrives, and no other address is said (C7, C17)', async () => {
    const { door, phone, placed, incoming } = await rung(testbed)
    for (const side of [door, phone]) {
      await vi.waitFor(() => expect(stateOf(side)).toEqual(['connected']), LONG)
      const { local, remote } = await pathOf(side)
      expect([local.candidateType, remote.candidateType]).toEqual(['relay', 'relay'])
    }
    await vi.waitFor(async () => expect((await received(incoming)).video).toBeGreaterThan(10), LONG)
    expect(incoming).toMatchObject({ state: 'incoming', preview: true, localStream: null })
    expect((await received(incoming)).audio).toBe(0)
    expect(await received(placed)).toEqual({ audio: 0, video: 0 })
    const said = candidatesIn([...door.wire, ...phone.wire])
    expect(said.length).toBeGreaterThan(0)
    expect(said.filter((candidate) => !isRelayed(candidate))).toEqual([])

    await incoming.accept()
    for (const call of [placed, incoming]) {
      await vi.waitFor(() => expect(call.state).toBe('talking'), LONG)
      await hearsAndSees(call)
    }
    // It is the connection that was there, which may take a direct way now.
    for (const side of [door, phone]) expect(stateOf(side)).toEqual(['connected'])
    await vi.waitFor(
      () => expect(candidatesIn(door.wire).some((candidate) => candidate.includes(' typ host'))).toBe(true),
      LONG,
    )
    await incoming.hangUp()
  })

  test('a relay that refuses them connects nobody and shows no address; the answer connects them all the same', async () => {
    const other = await testbedWithTurn({ ...coturn, secret: 'another' })
    await relayAlone(other)
    const { door, phone, placed, incoming } = await rung(other)
    // The offer without a candidate is there, and answered.
    const described = (wire: string[], type: string) =>
      vi.waitFor(() => expect(wire.some((frame) => frame.includes(`"type":"${type}"`))).toBe(true), LONG)
    await described(phone.wire, 'offer')
    await described(door.wire, 'answer')
    expect(candidatesIn([...door.wire, ...phone.wire])).toEqual([])
    expect([...stateOf(door), ...stateOf(phone)]).not.toContain('connected')
    expect(await received(incoming)).toEqual({ audio: 0, video: 0 })
    await incoming.accept()
    for (const call of [placed, incoming]) {
      await vi.waitFor(() => expect(call.state).toBe('talking'), LONG)
      await hearsAndSees(call)
    }
    await incoming.hangUp()
    await other.close()
  })

  test('an app that turns it off has no connection before the answer, whatever relay there is', async () => {
    const other = await testbedWithTurn(coturn)
    await other.server.backend('PATCH', '/v1/app', { body: { early_setup: 'off' } })
    const { door, phone, placed, incoming } = await rung(other)
    expect(incoming.preview).toBe(false)
    expect([...door.made, ...phone.made]).toEqual([])
    await incoming.accept()
    for (const call of [placed, incoming]) await hearsAndSees(call)
    expect(candidatesIn(door.wire).length).toBeGreaterThan(0)
    await incoming.hangUp()
    await other.close()
  })

  test.skipIf(!hasChromium)(
    'a phone in Chromium sees who is there, captures nothing, and talks at the answer (C17)',
    async () => {
      const page = await (harness as Harness).open()
      const said: string[] = []
      page.on('websocket', (socket) => {
        socket.on('framereceived', ({ payload }) => said.push(String(payload)))
        socket.on('framesent', ({ payload }) => said.push(String(payload)))
      })
      const { door, client, openid, session } = await household(testbed)
      await openPhone(page, { server: testbed.server.address, session })
      const placed = await ring(client, openid)
      await vi.waitFor(async () => expect((await seenBy(page)).frames).toBeGreaterThan(5), LONG)
      const pair = selectedPair((await seenBy(page)).stats)
      expect([pair.local.candidateType, pair.remote.candidateType]).toEqual(['relay', 'relay'])
      const before = await seenBy(page)
      expect(before).toMatchObject({ state: 'incoming', captures: 0, sent: 0, heard: 0, connections: 1 })
      expect(await received(placed)).toEqual({ audio: 0, video: 0 })
      expect(candidatesIn(said).length).toBeGreaterThan(0)
      expect(candidatesIn([...said, ...door.wire]).filter((candidate) => !isRelayed(candidate))).toEqual([])

      await page.evaluate(() => window.early.currentCall?.accept())
      await vi.waitFor(() => expect(placed.state).toBe('talking'), LONG)
      await hearsAndSees(placed)
      await vi.waitFor(async () => {
        const { state, heard, frames, connections } = await seenBy(page)
        expect(state).toBe('talking')
        expect(heard).toBeGreaterThan(10)
        expect(frames).toBeGreaterThan(before.frames)
        expect(connections).toBe(1)
      }, LONG)
      await client.device.forceHangUpVoip()
    },
  )
})

/** A person in the page, whose connections and captures are counted. */
async function openPhone(page: Page, options: { server: string; session: string }): Promise<void> {
  const content =
    "import { createPerson } from '/packages/sdk/src/person/index.ts'; window.createPerson = createPerson"
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'createPerson' in window)
  await page.evaluate(async ({ server, session }) => {
    window.made = []
    window.captures = []
    class Recorded extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config)
        window.made.push(this)
      }
    }
    const { mediaDevices } = navigator
    const capture = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = (constraints) => {
      window.captures.push(constraints ?? {})
      return capture(constraints)
    }
    const { createPerson } = window as unknown as typeof import('@callgrant/sdk/person')
    window.early = createPerson({ server, session, language: 'en', RTCPeerConnection: Recorded })
    await window.early.connect()
  }, options)
}

/** What the page has sent, heard and decoded. */
const seenBy = (page: Page) =>
  page.evaluate(async () => {
    const report = await window.made.at(-1)?.getStats()
    const stats = [...((report as unknown as Map<string, Record<string, unknown>>)?.values() ?? [])]
    const sum = (type: string, what: string, kind?: string) =>
      stats
        .filter((entry) => entry.type === type && (!kind || entry.kind === kind))
        .reduce((total, entry) => total + Number(entry[what] ?? 0), 0)
    return {
      state: window.early.currentCall?.state,
      connections: window.made.filter(({ connectionState }) => connectionState === 'connected').length,
      captures: window.captures.length,
      sent: sum('outbound-rtp', 'packetsSent'),
      heard: sum('inbound-rtp', 'packetsReceived', 'audio'),
      frames: sum('inbound-rtp', 'framesDecoded'),
      stats: stats as object[],
    }
  })

/** A door in Node and a phone in Chromium that reach each other through coturn alone. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Coturn, hasCoturn, startCoturn } from '../scripts/lib/coturn.ts'
import { type Harness, hasChromium, openHarness } from './lib/browser.ts'
import { recordTraffic, relayOnly, selectedPair, TTL_SECONDS, testbedWithTurn } from './lib/relay.ts'
import { openRelayPhone } from './lib/relay-phone.ts'
import { MODEL, type Testbed } from './lib/testbed.ts'

const LONG = 20_000

describe.skipIf(!hasChromium || !hasCoturn())('through a TURN server, in Chromium', () => {
  let coturn: Coturn
  let harness: Harness
  let testbed: Testbed
  let page: Page
  const wire: string[] = []

  beforeAll(async () => {
    const starting = startCoturn()
    harness = await openHarness()
    coturn = await starting
    page = await harness.open()
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => wire.push(String(payload)))
      socket.on('framesent', ({ payload }) => wire.push(String(payload)))
    })
    testbed = await testbedWithTurn(coturn, { origins: [new URL(page.url()).origin] })
  })
  afterAll(async () => {
    await testbed?.close()
    await harness?.close()
    await coturn?.stop()
  })

  test('rings and talks, with a picture, by relayed addresses on both sides', async () => {
    const relay = relayOnly()
    const door = await testbed.device('door-1', relay)
    const alice = await testbed.server.person('alice')
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    await openRelayPhone(page, { server: testbed.server.address, session: alice.session })
    const ring = { roomType: 'video', businessType: 1, caller: { id: 'door-1' }, listener: { id: 'alice' } }
    expect(await door.device.initByCaller(ring as never)).toMatchObject({ isSuccess: true })
    await vi.waitFor(
      async () => expect(await page.evaluate(() => window.phone.currentCall?.state)).toBe('talking'),
      LONG,
    )
    await vi.waitFor(async () => {
      const stats = (await statsOf(page)) as Record<string, number>[]
      expect(Math.max(...stats.map(({ framesDecoded }) => framesDecoded ?? 0))).toBeGreaterThan(5)
      const { audio, video } = (await door.device.currentCall?.received()) ?? {}
      expect(Math.min(audio?.packets ?? 0, video?.packets ?? 0)).toBeGreaterThan(10)
    }, LONG)
    for (const { local, remote } of [await relay.selected(), selectedPair(await statsOf(page))]) {
      expect([local.candidateType, remote.candidateType]).toEqual(['relay', 'relay'])
    }
    expect(wire.join('\n')).toContain(`:${testbed.server.appid}.alice","credential":"`)
    expect(wire.join('\n')).not.toContain(coturn.secret)
    await door.device.forceHangUpVoip()
  })

  test('a credential that expired gives Chromium no candidate, and 401', async () => {
    const gathered = async (now: () => number) => {
      const other = await testbedWithTurn(coturn, { now })
      const traffic = recordTraffic()
      await (await other.person('alice', { WebSocket: traffic.WebSocket })).person.connect()
      const turn = traffic.turnOf('sign_in')
      await other.close()
      return page.evaluate(gather, turn as RTCIceServer)
    }
    expect(await gathered(Date.now)).toEqual({ types: ['relay'], errors: [] })
    const late = () => Date.now() - (TTL_SECONDS + 5) * 1000
    expect(await gathered(late)).toEqual({ types: [], errors: [401] })
  })
})

const statsOf = (page: Page) =>
  page.evaluate(async () => [...((await window.connections.at(-1)?.getStats())?.values() ?? [])] as object[])

/** Runs in the page: which candidates, and which refusals, this server alone gives. */
async function gather(server: RTCIceServer): Promise<{ types: (string | null)[]; errors: number[] }> {
  const connection = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: 'relay' })
  const types = new Set<string | null>()
  const errors = new Set<number>()
  const done = new Promise<void>((complete) => {
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) types.add(candidate.type)
      if (candidate === null) complete()
    }
  })
  connection.onicecandidateerror = ({ errorCode }) => errors.add(errorCode)
  connection.createDataChannel('test')
  await connection.setLocalDescription()
  await done
  connection.close()
  return { types: [...types], errors: [...errors] }
}

/** Two TURN servers, one of them far away: phone in Chromium and door in Node find the nearer, and do without it when it dies. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { delayedUdp } from '../bench/delay.ts'
import { type Coturn, hasCoturn, startCoturn } from '../scripts/lib/coturn.ts'
import { type Harness, hasChromium, openHarness } from './lib/browser.ts'
import { relayOnly } from './lib/relay.ts'
import { openRelayPhone } from './lib/relay-phone.ts'
import { createTestbed, type DeviceClient, MODEL, type Testbed } from './lib/testbed.ts'

const LONG = 45_000
/** Each way. The far one is named first, so that its place in the settings is not what decides. */
const FAR_MS = 80

describe.skipIf(!hasChromium || !hasCoturn())('two TURN servers', () => {
  const road = delayedUdp(FAR_MS, '127.0.0.2')
  const relay = relayOnly()
  let near: Coturn
  let far: Coturn
  let urls: { near: string; far: string }
  let harness: Harness
  let testbed: Testbed
  let page: Page
  let door: DeviceClient

  beforeAll(async () => {
    const starting = [startCoturn({ secret: 'north' }), startCoturn({ secret: 'north' })] as const
    harness = await openHarness()
    ;[near, far] = await Promise.all(starting)
    const detour = await road.detour(`candidate:1 1 udp 1 127.0.0.1 ${far.port} typ host`)
    const [, , , , host, port] = detour.split(' ')
    urls = {
      near: `turn:127.0.0.1:${near.port}?transport=udp`,
      far: `turn:${host}:${port}?transport=udp`,
    }
    page = await harness.open()
    testbed = await createTestbed({
      settings: {
        turnUrls: [urls.far, urls.near],
        turnSecret: 'north',
        allowedOrigins: [new URL(page.url()).origin],
      },
    })
    const alice = await testbed.server.person('alice')
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    await openRelayPhone(page, { server: testbed.server.address, session: alice.session })
    door = await testbed.device('door-1', relay)
    await door.device.connect()
  })
  afterAll(async () => {
    await testbed?.close()
    await harness?.close()
    road.close()
    await Promise.all([near?.stop(), far?.stop()])
  })

  /** The TURN servers of the phone's connections, in order, and which are closed. */
  const connections = () =>
    page.evaluate(() =>
      window.connections.map((connection) => ({
        closed: connection.signalingState === 'closed',
        urls: connection.getConfiguration().iceServers?.flatMap(({ urls }) => urls) ?? [],
      })),
    )
  /** The TURN server through which the phone's media goes. */
  const phoneBy = () =>
    page.evaluate(async () => {
      // Those that only ask a server are closed soon.
      const open = window.connections.find(({ signalingState }) => signalingState !== 'closed')
      const stats = [...((await open?.getStats())?.values() ?? [])]
      const { selectedCandidatePairId } = stats.find(({ type }) => type === 'transport') ?? {}
      const pair = stats.find(({ id }) => id === selectedCandidatePairId)
      return stats.find(({ id }) => id === pair?.localCandidateId)?.url as string | undefined
    })
  const received = async () => (await door.device.currentCall?.received())?.audio.packets ?? 0

  test('are each asked by itself after the sign-in, and a call takes the nearer first', async () => {
    // Closed as soon as each has given an address.
    const asked = [
      { closed: true, urls: [urls.far] },
      { closed: true, urls: [urls.near] },
    ]
    await vi.waitFor(async () => expect(await connections()).toEqual(asked), LONG)
    await vi.waitFor(() => expect(relay.connections()).toEqual(asked), LONG)
    const ring = { roomType: 'video', businessType: 1, caller: { id: 'door-1' }, listener: { id: 'alice' } }
    expect(await door.device.initByCaller(ring as never)).toMatchObject({ isSuccess: true })
    await vi.waitFor(
      async () => expect(await page.evaluate(() => window.phone.currentCall?.state)).toBe('talking'),
      LONG,
    )
    const inOrder = { closed: false, urls: [urls.near, urls.far] }
    expect((await connections()).at(-1)).toEqual(inOrder)
    expect(relay.connections().at(-1)).toEqual(inOrder)
    await vi.waitFor(async () => expect(await phoneBy()).toBe(urls.near), LONG)
  })

  test('the other carries the call on when the nearer dies in it (C15)', async () => {
    await near.stop()
    const before = await received()
    await vi.waitFor(async () => expect(await phoneBy()).toBe(urls.far), LONG)
    await vi.waitFor(async () => expect(await received()).toBeGreaterThan(before + 50), LONG)
    expect(await page.evaluate(() => window.phone.currentCall?.state)).toBe('talking')
  })
})

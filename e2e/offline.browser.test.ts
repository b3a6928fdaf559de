/**
 * A phone whose browser says `offline` and `online` in the middle of a call, as Chromium's own emulation plays it: the page
 * says that it reconnects, and the same call goes on (C15).
 */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Harness, hasChromium, openHarness } from './lib/browser.ts'
import { createTestbed, MODEL, type Testbed } from './lib/testbed.ts'

interface Inside {
  offlinePerson: import('@callgrant/sdk/person').Person
  told: string[]
}

const LONG = 30_000

describe.skipIf(!hasChromium)('a phone that is offline for a while, in Chromium', () => {
  let harness: Harness
  let testbed: Testbed
  let page: Page
  beforeAll(async () => {
    harness = await openHarness()
    page = await harness.open()
    testbed = await createTestbed({ settings: { allowedOrigins: [new URL(page.url()).origin] } })
  })
  afterAll(async () => {
    await testbed?.close()
    await harness?.close()
  })

  const says = () => page.locator('callgrant-call .state[role=status]').textContent()
  const frames = () =>
    page
      .locator('callgrant-call video.remote')
      .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames)
  const call = () =>
    page.evaluate(() => {
      const { currentCall } = (window as unknown as Inside).offlinePerson
      return currentCall && { room: currentCall.roomId, state: currentCall.state, online: currentCall.online }
    })

  test('says that it reconnects, goes on in the same call, and hears each event once (C15)', async () => {
    const door = await testbed.device('offline-door')
    const alice = await testbed.server.person('offline-alice')
    await alice.decide({ model_id: MODEL, sn: door.sn }, 'allow')
    await page.addScriptTag({
      type: 'module',
      content:
        "import { createPerson } from '/packages/sdk/src/person/index.ts'; window.createPerson = createPerson",
    })
    await page.waitForFunction(() => 'createPerson' in window)
    await page.evaluate(
      async ({ server, session }) => {
        const inside = window as unknown as Inside & typeof import('@callgrant/sdk/person')
        inside.told = []
        for (const name of ['offline', 'online']) addEventListener(name, () => inside.told.push(name))
        const person = inside.createPerson({ server, session, language: 'en' })
        inside.offlinePerson = person
        person.onVoipEvent(({ eventName }) => eventName !== 'calling' && inside.told.push(eventName))
        person.onIncomingCall((call) => void window.ui.showCall({ call, language: 'en' }))
        await person.connect()
      },
      { server: testbed.server.address, session: alice.session },
    )
    const sides = { caller: { id: door.sn }, listener: { id: 'offline-alice' } }
    expect(await door.device.initByCaller({ roomType: 'video', businessType: 1, ...sides })).toMatchObject({
      isSuccess: true,
    })
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    await expect.poll(says, { timeout: LONG }).toBe('Connected')
    await expect.poll(frames, { timeout: LONG }).toBeGreaterThan(5)
    const room = (await call())?.room

    const network = await page.context().newCDPSession(page)
    await network.send('Network.enable')
    const offline = (offline: boolean) =>
      network.send('Network.emulateNetworkConditions', {
        offline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      })
    await offline(true)
    await expect.poll(says, { timeout: LONG }).toBe('Reconnecting…')
    expect(await call()).toEqual({ room, state: 'talking', online: false })
    await offline(false)
    await expect.poll(call, { timeout: LONG }).toEqual({ room, state: 'talking', online: true })
    await expect.poll(says, { timeout: LONG }).toBe('Connected')
    const [seen, sent] = [await frames(), (await door.device.currentCall?.received())?.audio.packets ?? 0]
    await expect.poll(frames, { timeout: LONG }).toBeGreaterThan(seen + 10)
    await vi.waitFor(async () => {
      expect((await door.device.currentCall?.received())?.audio.packets).toBeGreaterThan(sent + 30)
    }, LONG)
    expect(door.device.currentCall).toMatchObject({ roomId: room, state: 'talking' })

    await page.getByRole('button', { name: 'Hang up', exact: true }).click()
    await vi.waitFor(() => expect(door.device.currentCall).toBeNull(), LONG)
    const ends = ['hangUpVoip', 'endVoip', 'finishVoip']
    await expect
      .poll(() => page.evaluate(() => (window as unknown as Inside).told), { timeout: LONG })
      .toEqual(['hangOnVoip', 'startVoip', 'offline', 'online', ...ends])
    expect(door.names).toEqual(['joinedRoomByCaller', 'startVoip', ...ends])
  })
})

/** The Vue hook and component in Chromium: a door rings, the call page answers. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, hasChromium, openHarness } from '../../../../e2e/lib/browser.ts'
import { createTestbed, MODEL, type Testbed } from '../../../../e2e/lib/testbed.ts'

describe.skipIf(!hasChromium)('a Vue app', () => {
  let harness: Harness
  let testbed: Testbed

  beforeAll(async () => {
    harness = await openHarness()
    const page = await harness.open()
    testbed = await createTestbed({ settings: { allowedOrigins: [new URL(page.url()).origin] } })
    await page.close()
  })
  afterAll(async () => {
    await testbed?.close()
    await harness?.close()
  })

  test('is rung, answers and hangs up on the call page, and is not rung when its component is gone', async () => {
    const page = await harness.open()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error.stack)))
    const door = await testbed.device('door-1')
    const alice = await testbed.server.person('alice')
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    await page.addScriptTag({
      type: 'module',
      content: `import { start } from '/packages/taro-plugin/test/vue-app.ts'; start(${JSON.stringify(testbed.server.address)}, ${JSON.stringify(alice.session)})`,
    })
    const calls = page.locator('#calls')
    const says = () => calls.innerText()
    const ring = () =>
      door.device.initByCaller({
        roomType: 'video',
        businessType: 1,
        caller: { id: 'door-1' },
        listener: { id: 'alice' },
      })
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

    await expect.poll(says).toBe('online idle')
    // The call page's code is there before the first ring, and nothing more is fetched for it.
    await page.waitForFunction(() => customElements.get('callgrant-call') !== undefined)
    await page.route('**/*.js', (route) => route.abort())
    expect(await ring()).toMatchObject({ isSuccess: true })
    await expect.poll(says).toMatch(/^online incoming .+/)
    await page.getByRole('heading', { name: 'The front door' }).waitFor()
    await press('Accept')
    await expect.poll(says).toMatch(/^online talking /)
    const picture = () =>
      page
        .locator('callgrant-call video.remote')
        .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames)
    await expect.poll(picture).toBeGreaterThan(20)
    await expect
      .poll(async () => (await door.device.currentCall?.received())?.video.packets)
      .toBeGreaterThan(10)
    await press('Hang up')
    await expect.poll(says).toBe('online idle hung_up')
    // Both sides meant it: the page goes by itself.
    await page.locator('callgrant-call').waitFor({ state: 'detached' })

    await press('in or out')
    expect(await ring()).toMatchObject({ isSuccess: true })
    await expect.poll(() => door.names.filter((name) => name === 'joinedRoomByCaller').length).toBe(2)
    expect(await page.locator('callgrant-call').count()).toBe(0)
    // The call is still there for whoever comes back.
    await press('in or out')
    await press('Decline')
    await expect.poll(() => door.device.currentCall).toBeNull()
    expect(errors).toEqual([])
  })
})

/** The plugin's call page as a browser draws it: an incoming call, setUIConfig, the app's own button, the end page. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { axeViolations, type Harness, hasChromium, openHarness, SIZES } from '../../../../e2e/lib/browser.ts'
import type { WxInstance } from '../wx/create-wx.ts'
import { createPluginTestbed, MODEL, type PluginTestbed, type TestDevice } from './plugin-fixture.ts'
import type { VoipUIConfig, WmpfVoip, WmpfVoipEvent } from './types.ts'

interface Inside {
  instance: WxInstance
  voip: WmpfVoip
  events: WmpfVoipEvent[]
  shown: string[]
}

const LONG = 20_000
let harness: Harness
let plugins: PluginTestbed
beforeAll(async () => {
  if (!hasChromium) return
  harness = await openHarness()
  const page = await harness.open()
  plugins = await createPluginTestbed({ settings: { allowedOrigins: [new URL(page.url()).origin] } })
  await page.context().close()
})
afterAll(async () => {
  await plugins?.close()
  await harness?.close()
})

/** A web app whose pages only note that they are shown, with wx and the plugin. */
async function phonePage(
  openid: string,
  options?: Parameters<Harness['open']>[0],
  before: (page: Page) => Promise<void> = async () => {},
): Promise<Page> {
  const page = await harness.open(options)
  const { session } = await plugins.testbed.server.person(openid)
  await page.addScriptTag({
    type: 'module',
    content: `import { createWx } from '/packages/wechat/src/wx/index.ts'; window.createWx = createWx`,
  })
  await page.waitForFunction(() => 'createWx' in window)
  await before(page)
  await page.evaluate(
    async ({ server, appid, session }) => {
      const w = window as unknown as Inside & { createWx: typeof import('../wx/create-wx.ts').createWx }
      w.shown = []
      w.events = []
      w.instance = w.createWx({
        server,
        appid,
        session,
        language: 'en',
        navigate: (url) => void w.shown.push(url),
      })
      w.voip = w.instance.requirePlugin('wmpf-voip').default
      w.voip.onVoipEvent((event) => w.events.push(event))
      await w.instance.wx.reLaunch({ url: '/pages/index/index' })
      await w.instance.connect()
    },
    { server: plugins.testbed.server.address, appid: plugins.testbed.server.appid, session },
  )
  return page
}
const events = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as Inside).events
      .map(({ eventName }) => eventName)
      .filter((name) => name !== 'calling'),
  )
const shown = (page: Page) => page.evaluate(() => (window as unknown as Inside).shown)
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const talking = (door: TestDevice) => vi.waitFor(() => expect(door.page.view?.stage).toBe('talking'), LONG)
const style = (page: Page, which: 'remote' | 'local') =>
  page.locator(`callgrant-call .${which}`).evaluate((video) => {
    const { transform, objectFit, width, height } = getComputedStyle(video)
    return { transform, objectFit, width, height, box: video.getBoundingClientRect().toJSON() as DOMRect }
  })
const frame = (page: Page, which: 'remote' | 'local') =>
  page.locator(`callgrant-call .${which}-frame`).evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return { x, y, width, height, overflow: getComputedStyle(element).overflow }
  })

describe.skipIf(!hasChromium)('the call page of wmpf-voip in Chromium', () => {
  test('has its code before the first ring: nothing more is fetched for it', async () => {
    const openid = 'web-early'
    const door = await plugins.device({ sn: 'web-door-early' })
    const page = await phonePage(openid)
    await (await plugins.testbed.server.person(openid)).decide({ model_id: MODEL, sn: door.sn }, 'allow')
    await page.waitForFunction(() => customElements.get('callgrant-call') !== undefined)
    await page.route('**/*.js', (route) => route.abort())
    const sides = { caller: { id: door.sn }, listener: { id: openid } }
    expect(await door.voip.initByCaller({ roomType: 'voice', businessType: 1, ...sides })).toMatchObject({
      isSuccess: true,
    })
    await door.toCallPage()
    await button(page, 'Decline').click()
    await expect.poll(() => door.page.view?.stage).toBe('ended')
    await page.context().close()
  })

  test('loads its code with the first call where it could not be loaded before', async () => {
    const openid = 'web-late'
    const door = await plugins.device({ sn: 'web-door-late' })
    const refused: string[] = []
    const page = await phonePage(openid, {}, async (page) => {
      await page.route('**/*.js', async (route) => {
        const response = await route.fetch()
        if (!/define\(["']callgrant-call/.test(await response.text())) return route.fulfill({ response })
        refused.push(route.request().url())
        return route.abort()
      })
    })
    await (await plugins.testbed.server.person(openid)).decide({ model_id: MODEL, sn: door.sn }, 'allow')
    await expect.poll(() => refused.length).toBeGreaterThan(0)
    await page.unroute('**/*.js')
    expect(await page.evaluate(() => customElements.get('callgrant-call') !== undefined)).toBe(false)
    const sides = { caller: { id: door.sn }, listener: { id: openid } }
    await door.voip.initByCaller({ roomType: 'voice', businessType: 1, ...sides })
    await door.toCallPage()
    await button(page, 'Decline').click()
    await expect.poll(() => door.page.view?.stage).toBe('ended')
    await page.context().close()
  })

  test('opens by itself, draws as the app asked, shows its button, and ends on its end page', async () => {
    const openid = 'web-1'
    const door = await plugins.device({ sn: 'web-door-1' })
    const page = await phonePage(openid, { viewport: SIZES.phone })
    await (await plugins.testbed.server.person(openid)).decide({ model_id: MODEL, sn: door.sn }, 'allow')
    const config = {
      callerUI: { cameraRotation: 90, aspectRatio: 3 / 4, horMirror: true, objectFit: 'fill' },
      listenerUI: { enableToggleCamera: false },
    } as const satisfies VoipUIConfig
    await page.evaluate((config) => {
      const { voip } = window as unknown as Inside
      voip.setUIConfig(config)
      voip.setCustomBtnText('Open the door')
      voip.setVoipEndPagePath({ key: 'Call', url: '/pages/door/door', options: 'after=call' })
    }, config)
    const answer = await door.voip.initByCaller({
      roomType: 'video',
      businessType: 1,
      caller: { id: door.sn },
      listener: { id: openid },
    })
    expect(answer).toMatchObject({ isSuccess: true })
    await door.toCallPage()
    await page.getByRole('heading', { name: 'Front door phone' }).waitFor()
    await button(page, 'Accept').click()
    await talking(door)
    await button(page, 'Open the door').waitFor()
    expect(await axeViolations(page)).toEqual([])
    expect(await page.getByRole('switch', { name: 'Camera' }).count()).toBe(0)
    // Turned by a quarter, mirrored, in a box of 3:4 that the phone's width bounds: 390 x 520.
    await expect
      .poll(() => style(page, 'remote'))
      .toMatchObject({
        transform: 'matrix(0, -1, -1, 0, 0, 0)',
        objectFit: 'fill',
        box: { width: SIZES.phone.width, height: SIZES.phone.width / 0.75 },
      })
    await button(page, 'Open the door').click()
    await button(page, 'Open the door').click()
    await button(page, 'Hang up').click()
    await button(page, 'Close').click()
    await expect.poll(() => page.locator('callgrant-call').count()).toBe(0)
    expect(await shown(page)).toEqual(['/pages/index/index', '/pages/door/door?after=call'])
    expect(await events(page)).toEqual([
      'callPageOnShow',
      'hangOnVoip',
      'startVoip',
      'showCustomBox',
      'hideCustomBox',
      'hangUpVoip',
      'endVoip',
      'finishVoip',
    ])
    await page.context().close()
  })

  test('places a call, shows itself large, and goes when the app leaves the page', async () => {
    const door = await plugins.device({ sn: 'web-door-2' })
    const page = await phonePage('web-2', { viewport: SIZES.phone })
    const answer = await page.evaluate(
      async ({ sn, modelId, callPage }) => {
        const { voip, instance } = window as unknown as Inside
        voip.setUIConfig({ isSelfWindowMax: true })
        const answer = await voip.callDevice({
          roomType: 'video',
          sn,
          modelId,
          nickName: 'Grandma',
          deviceName: 'Gate',
        })
        await instance.wx.redirectTo({ url: voip.CALL_PAGE_PATH === callPage ? callPage : '' })
        return answer
      },
      {
        sn: door.sn,
        modelId: MODEL,
        callPage: 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin',
      },
    )
    expect(answer).toEqual({ roomId: expect.stringMatching(/^r_/) })
    await page.getByRole('heading', { name: 'Gate' }).waitFor()
    await vi.waitFor(() => expect(door.page.view).toMatchObject({ name: 'Grandma' }), LONG)
    await door.page.answer()
    await talking(door)
    // The frame is what is seen of a picture: one that is wide is drawn larger than the page, and cut by its frame.
    await expect
      .poll(() => frame(page, 'local'))
      .toMatchObject({ x: 0, y: 0, ...SIZES.phone, overflow: 'hidden' })
    await expect
      .poll(async () => (await style(page, 'local')).box.width)
      .toBeGreaterThanOrEqual(SIZES.phone.width)
    await expect.poll(async () => (await frame(page, 'remote')).width).toBeLessThan(150)
    // The app's own button is for the one who answered; the words stay above the large picture.
    expect(await page.getByRole('switch', { name: 'Camera' }).count()).toBe(1)
    await button(page, 'Hang up').click({ trial: true })
    expect(await axeViolations(page)).toEqual([])
    await page.evaluate(() =>
      (window as unknown as Inside).instance.wx.reLaunch({ url: '/pages/index/index' }),
    )
    await expect.poll(() => page.locator('callgrant-call').count()).toBe(0)
    const { data } = await door.waitForEvent('hangUpVoip')
    expect(data).toMatchObject({ status: 'endByCaller', origin: 'other' })
    expect(await events(page)).toEqual([
      'callPageOnShow',
      'joinedRoomByCaller',
      'startVoip',
      'hangUpVoip',
      'endVoip',
      'finishVoip',
    ])
    await page.context().close()
  })
})

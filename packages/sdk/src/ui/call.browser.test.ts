import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations, type Harness, hasChromium, openHarness, SIZES, shot } from '../../test/browser.ts'
import type { FixtureCall } from '../../test/fixture-call.ts'

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

type Set = Parameters<FixtureCall['set']>[0]
type Fixture = { fixture: FixtureCall; done: boolean; pressed: number; contexts: AudioContext[] }
const read = <T>(page: Page, from: (w: Fixture) => T): Promise<T> =>
  page.evaluate(`(${from})(window)`) as Promise<T>

/** Shows the call page for a call in this state. */
async function show(page: Page, first: Set, options: { language?: 'en' | 'zh'; button?: string } = {}) {
  await page.evaluate(
    ({ first, options }) => {
      const w = window as unknown as Fixture
      if (!w.contexts) {
        w.contexts = []
        window.AudioContext = class extends AudioContext {
          constructor() {
            super()
            w.contexts.push(this)
          }
        }
      }
      w.done = false
      w.pressed = 0
      w.fixture = new window.FixtureCall(first)
      if (first.roomType !== 'voice') {
        w.fixture.localStream = window.drawnStream(200)
        if (first.state === 'talking') w.fixture.remoteStream = window.drawnStream(120)
      }
      const { button, ...rest } = options
      void window.ui
        .showCall({
          call: w.fixture,
          ...rest,
          ...(button && { button: { text: button, onPress: () => w.pressed++ } }),
        })
        .then(() => {
          w.done = true
        })
    },
    { first, options },
  )
  await page.getByRole('dialog').waitFor()
}
const set = (page: Page, change: Set) =>
  page.evaluate((change) => (window as unknown as Fixture).fixture.set(change), change)
const acts = (page: Page) => read(page, (w) => w.fixture.acts)
const status = (page: Page) => page.locator('callgrant-call .state[role=status]').textContent()

describe.skipIf(!hasChromium)('the call page', () => {
  test('shows who rings and how, and takes the answer', async () => {
    const page = await harness.open()
    await show(page, { roomType: 'voice' })
    await page.getByRole('heading', { name: 'Front door phone' }).waitFor()
    expect(await status(page)).toBe('invites you to a voice call')
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => status(page)).toBe('Connecting…')
    expect(await acts(page)).toEqual(['accept'])
    await page.context().close()
  })

  test('rings until the answer, and on no account after it', async () => {
    const page = await harness.open()
    const states = () => read(page, (w) => w.contexts.map(({ state }) => state))
    for (const over of ['Accept', 'Decline', 'remove', 'elsewhere']) {
      await show(page, {})
      await expect.poll(states).toContain('running')
      if (over === 'remove') await page.evaluate(() => document.querySelector('callgrant-call')?.remove())
      else if (over === 'elsewhere') await set(page, { state: 'ended', answeredElsewhere: true })
      else await page.getByRole('button', { name: over }).click()
      await expect.poll(states).not.toContain('running')
      expect(await states()).not.toContain('suspended')
      await page.evaluate(() => document.querySelector('callgrant-call')?.remove())
    }
    await page.context().close()
  })

  test('says so when the browser keeps the ring silent, and rings after a tap', async () => {
    const page = await harness.open()
    // Playwright's own scripts count as a tap, so the browser's rule is played by hand: it starts suspended.
    await page.evaluate(() => {
      const w = window as unknown as Fixture
      w.contexts = []
      window.AudioContext = class extends AudioContext {
        constructor() {
          super()
          void this.suspend()
          w.contexts.push(this)
        }
      }
    })
    await show(page, {})
    await page.getByText('The browser keeps the ring silent').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('heading', { name: 'Front door phone' }).click()
    await expect.poll(() => read(page, (w) => w.contexts.at(-1)?.state)).toBe('running')
    await expect.poll(() => page.getByText('The browser keeps the ring silent').count()).toBe(0)
    await page.context().close()
  })

  test('waits, connects and talks with a timer', async () => {
    const page = await harness.open()
    await show(page, { side: 'caller', state: 'calling', snapshot: { state: 'created' } as never })
    expect(await status(page)).toBe('Calling…')
    await set(page, { snapshot: { state: 'ringing' } as never })
    await expect.poll(() => status(page)).toBe('Waiting for an answer…')
    await page.getByRole('button', { name: 'Cancel' }).waitFor()
    await set(page, { state: 'connecting' })
    await expect.poll(() => status(page)).toBe('Connecting…')
    await set(page, { state: 'talking', keepTime: 65_000 })
    await expect.poll(() => page.getByRole('timer').textContent()).toBe('1:05')
    await page.evaluate(() => {
      ;(window as unknown as Fixture).fixture.keepTime = 66_000
    })
    await expect.poll(() => page.getByRole('timer').textContent()).toBe('1:06')
    await page.context().close()
  })

  test('plays the other side’s picture and its own', async () => {
    const page = await harness.open()
    await show(page, { state: 'talking' })
    const frames = (selector: string) =>
      page
        .locator(`callgrant-call ${selector}`)
        .evaluate(
          (video: HTMLVideoElement) => video.videoWidth * video.getVideoPlaybackQuality().totalVideoFrames,
        )
    await expect.poll(() => frames('.remote')).toBeGreaterThan(0)
    await expect.poll(() => frames('.local')).toBeGreaterThan(0)
    // Drawing the page again must not start a picture over.
    await page.evaluate(() => {
      const w = window as unknown as Fixture & { restarts: number }
      w.restarts = 0
      for (const video of document.querySelector('callgrant-call')?.shadowRoot?.querySelectorAll('video') ??
        [])
        video.addEventListener('emptied', () => w.restarts++)
    })
    for (const keepTime of [1000, 2000, 3000]) {
      await set(page, { keepTime })
      await expect.poll(() => page.getByRole('timer').textContent()).toBe(`0:0${keepTime / 1000}`)
    }
    expect(await read(page, (w) => (w as unknown as { restarts: number }).restarts)).toBe(0)
    await set(page, { remote: { camera: false, microphone: false } })
    await page.getByText('Front door phone’s camera is off').waitFor()
    await page.getByText('Front door phone is muted').waitFor()
    await page.context().close()
  })

  test('mutes, closes and flips the camera, presses the app’s button, hangs up', async () => {
    const page = await harness.open()
    await show(page, { state: 'talking' }, { button: 'Open the door' })
    const microphone = page.getByRole('switch', { name: 'Mic' })
    await microphone.click()
    await expect.poll(() => microphone.getAttribute('aria-checked')).toBe('false')
    await page.getByRole('button', { name: 'Flip camera' }).click()
    const camera = page.getByRole('switch', { name: 'Camera' })
    await camera.click()
    await expect.poll(() => camera.getAttribute('aria-checked')).toBe('false')
    expect(await page.getByRole('button', { name: 'Flip camera' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Open the door' }).click()
    expect(await read(page, (w) => w.pressed)).toBe(1)
    await page.getByRole('button', { name: 'Hang up' }).click()
    expect(await acts(page)).toEqual(['microphone false', 'flip', 'camera false', 'hangUp manual'])
    await expect.poll(() => status(page)).toBe('You hung up')
    expect(await read(page, (w) => w.done)).toBe(false)
    await page.getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => read(page, (w) => [w.done, w.fixture.listening])).toEqual([true, 0])
    await page.context().close()
  })

  test('has no camera buttons in a voice call (C13)', async () => {
    const page = await harness.open()
    await show(page, { state: 'talking', roomType: 'voice', local: { camera: false, microphone: true } })
    await page.getByRole('switch', { name: 'Mic' }).waitFor()
    expect(await page.getByRole('switch', { name: 'Camera' }).count()).toBe(0)
    await page.context().close()
  })

  test('shows a refusal in words, and lets the person try again', async () => {
    const page = await harness.open()
    await show(page, { refusal: 'The server cannot be reached.' } as Set)
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('The server cannot be reached.')
    expect(await page.getByRole('button', { name: 'Accept' }).isEnabled()).toBe(true)
    await page.context().close()
  })

  test('tells whose words it are when a call is broken off', async () => {
    const page = await harness.open()
    const end = { reason: 'aborted', by: 'caller', origin: 'other', message: 'No microphone.' } as const
    await show(page, { state: 'ended', side: 'listener', end })
    await page.getByText('Front door phone: No microphone.', { exact: true }).waitFor()
    await set(page, { end: { ...end, by: 'listener' } })
    await page.getByText('No microphone.', { exact: true }).waitFor()
    await page.context().close()
  })

  test('does not hang up on Esc, and can be answered and ended by keyboard alone', async () => {
    const page = await harness.open()
    await page.locator('#before').focus()
    await show(page, {})
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await acts(page)).toEqual([])
    expect(await page.getByRole('dialog').isVisible()).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => status(page)).toBe('Connecting…')
    // The stage has changed under the hand: Enter pressed twice must not hang up.
    await page.keyboard.press('Enter')
    expect(await acts(page)).toEqual(['accept'])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => status(page)).toBe('You hung up')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => read(page, (w) => w.done)).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('before')
    await page.context().close()
  })

  test('ends the call when its page is taken away, and not when it is only moved', async () => {
    const page = await harness.open()
    await show(page, { state: 'talking' })
    await page.evaluate(() =>
      document.querySelector('main')?.append(document.querySelector('callgrant-call') as Node),
    )
    await page.getByRole('button', { name: 'Hang up' }).waitFor()
    expect(await acts(page)).toEqual([])
    await page.evaluate(() => document.querySelector('callgrant-call')?.remove())
    expect(await acts(page)).toEqual(['hangUp unloadCallPage'])
    await show(page, {})
    await page.evaluate(() => document.querySelector('callgrant-call')?.remove())
    expect(await acts(page)).toEqual(['reject unloadCallPage'])
    await page.context().close()
  })

  test('has no axe violation and fits every size in every state, voice and video, en and zh', async () => {
    const page = await harness.open({ reducedMotion: 'reduce' })
    const ended = {
      reason: 'aborted',
      by: null,
      origin: 'other',
      message: 'media could not be set up',
    } as const
    const states: [string, Set][] = [
      ['incoming', { roomType: 'voice' }],
      ['calling', { state: 'calling', side: 'caller' }],
      [
        'talking-voice',
        { state: 'talking', roomType: 'voice', keepTime: 61_000, local: { camera: false, microphone: true } },
      ],
      [
        'talking',
        { state: 'talking', keepTime: 3_661_000, online: false, remote: { camera: true, microphone: false } },
      ],
      [
        'no-camera',
        {
          state: 'talking',
          remote: { camera: false, microphone: true },
          local: { camera: false, microphone: false },
        },
      ],
      ['ended', { state: 'ended', keepTime: 5000, end: ended }],
    ]
    const sizes = { ...SIZES, landscape: { width: 568, height: 320 } }
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport)
      for (const [index, [name, state]] of states.entries()) {
        const language = index % 2 ? 'zh' : 'en'
        await page.emulateMedia({ colorScheme: index % 2 ? 'dark' : 'light' })
        await show(
          page,
          { ...state, peerName: language === 'zh' ? '奶奶家的智能门铃' : 'Front door phone' },
          { language, button: 'Open' },
        )
        expect(await axeViolations(page), `${name} ${size}`).toEqual([])
        const overflow = await page
          .locator('callgrant-call .page')
          .evaluate((p) => [p.scrollWidth - p.clientWidth, p.scrollHeight - p.clientHeight])
        expect(overflow, `${name} ${size}`).toEqual([0, 0])
        for (const control of await page.locator('callgrant-call .control').all()) {
          const box = await control.boundingBox()
          expect(box && Math.min(box.width, box.height), `${name} ${size}`).toBeGreaterThanOrEqual(44)
          expect((box?.y ?? 0) + (box?.height ?? 999), `${name} ${size}`).toBeLessThanOrEqual(viewport.height)
        }
        await shot(page, `call-${size}-${name}`)
        await page.evaluate(() => document.querySelector('callgrant-call')?.remove())
      }
    }
    await page.context().close()
  })
})

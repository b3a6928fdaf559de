import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations, type Harness, hasChromium, openHarness, SIZES } from '../../../e2e/lib/browser.ts'
import type { FixtureCall } from '../test/fixture-call.ts'

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
async function show(
  page: Page,
  first: Set,
  options: { language?: 'en' | 'zh'; button?: string; again?: boolean } = {},
) {
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
      const { button, again, ...rest } = options
      void window.ui
        .showCall({
          call: w.fixture,
          ...rest,
          ...(button && { button: { text: button, onPress: () => w.pressed++ } }),
          ...(again && { onCallAgain: () => w.pressed++ }),
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
/** Keeps the page of a call that is over, so that a slow machine finds it. */
const keep = (page: Page) =>
  page.locator('callgrant-call').evaluate((element: HTMLElementTagNameMap['callgrant-call']) => {
    element.stays = true
  })
/** From here on the page's time stands still, until the test moves it by `page.clock.runFor`. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.install({ time: 0 })
  await page.clock.pauseAt(1000)
}
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
    await set(page, { state: 'talking', keepTime: 65 })
    await expect.poll(() => page.getByRole('timer').textContent()).toBe('1:05')
    await page.evaluate(() => {
      ;(window as unknown as Fixture).fixture.keepTime = 66
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
    for (const keepTime of [1, 2, 3]) {
      await set(page, { keepTime })
      await expect.poll(() => page.getByRole('timer').textContent()).toBe(`0:0${keepTime}`)
    }
    expect(await read(page, (w) => (w as unknown as { restarts: number }).restarts)).toBe(0)
    await set(page, { remote: { camera: false, microphone: false } })
    await page.getByText('Front door phone’s camera is off').waitFor()
    await page.getByText('Front door phone is muted').waitFor()
    await page.context().close()
  })

  test.each([90, 270] as const)(
    'shows its own picture whole in the corner, turned by %s degrees',
    async (rotation) => {
      const page = await harness.open()
      await show(page, { state: 'talking' })
      await page.locator('callgrant-call .local-frame.small').waitFor()
      for (const aspectRatio of [undefined, 4 / 3, 9 / 16]) {
        const look = { local: { rotation, ...(aspectRatio && { aspectRatio }) } }
        // Measured at once: it is inside while it changes its shape, too.
        const box = await page.evaluate(async (look) => {
          const call = document.querySelector('callgrant-call') as HTMLElement & {
            look: object
            updateComplete: Promise<unknown>
          }
          const frame = call.shadowRoot?.querySelector('.local-frame')
          await Promise.all(frame?.getAnimations().map(({ finished }) => finished) ?? [])
          call.look = look
          await call.updateComplete
          const element = call.shadowRoot?.querySelector('.local') as Element
          const { left, right, top, bottom, width, height } = element.getBoundingClientRect()
          return { left, right, top, bottom, ratio: width / height, fit: getComputedStyle(element).objectFit }
        }, look)
        const { width = 0, height = 0 } = page.viewportSize() ?? {}
        expect(box.left).toBeGreaterThanOrEqual(0)
        expect(box.top).toBeGreaterThanOrEqual(0)
        expect(box.right).toBeLessThanOrEqual(width)
        expect(box.bottom).toBeLessThanOrEqual(height)
        expect(box.ratio).toBeCloseTo(aspectRatio ?? 3 / 4, 2)
        expect(box.fit).toBe('contain')
      }
      await page.context().close()
    },
  )

  test('mutes, closes and flips the camera, presses the app’s button, hangs up', async () => {
    const page = await harness.open()
    await show(page, { state: 'talking' }, { button: 'Open the door' })
    const microphone = page.getByRole('switch', { name: 'Mic' })
    expect(await microphone.innerText()).toBe('Mic on')
    await microphone.click()
    await expect.poll(() => microphone.getAttribute('aria-checked')).toBe('false')
    expect(await microphone.innerText()).toBe('Mic off')
    await page.getByRole('button', { name: 'Flip camera' }).click()
    const camera = page.getByRole('switch', { name: 'Camera' })
    await camera.click()
    await expect.poll(() => camera.getAttribute('aria-checked')).toBe('false')
    expect(await page.getByRole('button', { name: 'Flip camera' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Open the door' }).click()
    expect(await read(page, (w) => w.pressed)).toBe(1)
    await keep(page)
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
    await keep(page)
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

  test('there is one page: the newest call takes the place of one that is over, and the missed are a list', async () => {
    const page = await harness.open()
    const missed = {
      state: 'ended',
      end: { reason: 'timeout', by: null, origin: 'other', message: null },
    } as const
    const pages = () => page.locator('callgrant-call').count()
    await page.locator('#before').focus()
    for (const peerName of ['First door', 'Second door', 'Third door']) {
      await show(page, { peerName, roomType: 'voice' })
      await page.getByRole('heading', { name: peerName }).waitFor()
      expect(await pages()).toBe(1)
      expect(await page.locator('callgrant-call .missed').count()).toBe(0)
      await set(page, missed)
      await expect.poll(() => status(page)).toBe('Missed call')
    }
    const rows = page.locator('callgrant-call .missed li')
    expect(await page.getByRole('heading', { name: '3 missed calls' }).isVisible()).toBe(true)
    expect(await rows.locator('.name').allTextContents()).toEqual(['Third door', 'Second door', 'First door'])
    expect(await rows.locator('time').first().textContent()).toMatch(/^\d\d:\d\d/)
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Close' }).click()
    await expect.poll(pages).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('before')
    // Seen once, they are not listed again.
    await show(page, { ...missed, roomType: 'voice' })
    expect(await page.locator('callgrant-call .missed').count()).toBe(0)
    await page.context().close()
  })

  test('the list of what was missed breaks no word of a name, on the smallest phone', async () => {
    const page = await harness.open({ viewport: SIZES.small })
    const end = { reason: 'timeout', by: null, origin: 'other', message: null } as const
    for (const peerName of ['Grandmother’s house, the side garden gate', 'Front door']) {
      await show(page, { peerName, roomType: 'voice' })
      await set(page, { state: 'ended', end })
      await expect.poll(() => status(page)).toBe('Missed call')
    }
    // Of an earlier day, whose time takes more room.
    await page.locator('callgrant-call').evaluate((element: HTMLElementTagNameMap['callgrant-call']) => {
      element.missed = element.missed.map((call) => ({ ...call, at: Date.UTC(2026, 4, 25, 12) }))
      return element.updateComplete
    })
    const lines = await page.locator('callgrant-call .missed .name bdi').evaluateAll((names) =>
      names.map((name) => {
        // Lit leaves comments beside it.
        const node = [...name.childNodes].find(({ nodeType }) => nodeType === Node.TEXT_NODE)
        if (!node) throw new Error('a name without text')
        return (name.textContent ?? '').split(' ').map((word) => {
          const range = document.createRange()
          const at = (name.textContent ?? '').indexOf(word)
          range.setStart(node, at)
          range.setEnd(node, at + word.length)
          return new Set([...range.getClientRects()].map(({ top }) => top)).size
        })
      }),
    )
    expect(lines).toEqual([
      [1, 1],
      [1, 1, 1, 1, 1, 1],
    ])
    await page.context().close()
  })

  test('the page of one call says when it has given way, and answers belong to the call that is shown', async () => {
    const page = await harness.open()
    const calls = await page.evaluateHandle(() => {
      const { FixtureCall, ui } = window
      const log: string[] = []
      const show = (call: FixtureCall, name: string) =>
        void ui.showCall({ call, name }).then(() => log.push(name))
      const first = new FixtureCall({ roomType: 'voice' })
      show(first, 'first')
      first.set({ state: 'ended', answeredElsewhere: true })
      const second = new FixtureCall({ roomType: 'voice' })
      show(second, 'second')
      show(second, 'second again')
      return { log, first, second }
    })
    await page.getByRole('heading', { name: 'second', exact: true }).waitFor()
    await page.locator('callgrant-call button.take').click()
    await expect.poll(() => calls.evaluate(({ second }) => second.acts)).toEqual(['accept'])
    expect(await calls.evaluate(({ log, first }) => ({ log, acts: first.acts }))).toEqual({
      log: ['first'],
      acts: [],
    })
    expect(await page.locator('callgrant-call').count()).toBe(1)
    await page.context().close()
  })

  test('a call that is over never covers one that is not, and a hidden one comes back', async () => {
    const page = await harness.open()
    const title = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
    const calls = await page.evaluateHandle(() => {
      const { FixtureCall, ui } = window
      const live = new FixtureCall({ state: 'talking', roomType: 'voice' })
      const newer = new FixtureCall({ roomType: 'voice' })
      void ui.showCall({ call: live, name: 'live' })
      void ui.showCall({ call: new FixtureCall({ state: 'ended', answeredElsewhere: true }), name: 'over' })
      return { live, newer }
    })
    await title('live')
    await calls.evaluate(({ newer }) => void window.ui.showCall({ call: newer, name: 'newer' }))
    await title('newer')
    // It ended as it was meant to, so its page goes by itself.
    await calls.evaluate(({ newer }) => newer.reject())
    await title('live')
    expect(await calls.evaluate(({ live }) => live.acts)).toEqual([])
    await page.context().close()
  })

  test('fills the page with who is at the door while it rings, silent, without one’s own picture (C17)', async () => {
    const page = await harness.open({ viewport: SIZES.phone })
    await show(page, {})
    await page.evaluate(() => {
      const { fixture } = window as unknown as Fixture
      fixture.set({ remoteStream: window.drawnStream(30, 480, 640) })
    })
    const remote = page.locator('callgrant-call video.remote')
    await page.locator('callgrant-call video.remote.seen').waitFor()
    expect(await remote.boundingBox()).toEqual({ x: 0, y: 0, ...SIZES.phone })
    expect(await remote.evaluate((video: HTMLVideoElement) => video.muted)).toBe(true)
    expect(await page.locator('callgrant-call video.local.seen').count()).toBe(0)
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => remote.evaluate((video: HTMLVideoElement) => video.muted)).toBe(false)
    await page.context().close()
  })

  test('cuts a picture that nearly fits, and shows one of another shape whole over its own blur', async () => {
    const page = await harness.open({ viewport: SIZES.phone })
    await show(page, { state: 'talking' })
    const fit = () =>
      page.locator('callgrant-call video.remote').evaluate((video) => getComputedStyle(video).objectFit)
    await expect.poll(fit).toBe('contain')
    const fill = page.locator('callgrant-call canvas.fill')
    const lit = () =>
      fill.evaluate(
        (canvas: HTMLCanvasElement) => canvas.getContext('2d')?.getImageData(16, 16, 1, 1).data[3],
      )
    await expect.poll(lit).toBe(255)
    await page.setViewportSize({ width: 1440, height: 900 })
    await expect.poll(fit).toBe('cover')
    expect(await fill.count()).toBe(0)
    await page.context().close()
  })

  test('the small picture swaps by a tap, goes to the corner to which it is dragged, and to those of the arrow keys', async () => {
    const page = await harness.open({ viewport: SIZES.phone, reducedMotion: 'reduce' })
    await show(page, { state: 'talking' })
    await page.locator('callgrant-call video.remote.seen').waitFor()
    const small = page.locator('callgrant-call .small')
    const handle = page.getByRole('button', { name: 'Swap the pictures' })
    const corner = async () => {
      const { x = 0, y = 0, width = 0, height = 0 } = (await small.boundingBox()) ?? {}
      return [x + width / 2 > 195 ? 'right' : 'left', y + height / 2 > 422 ? 'bottom' : 'top'].join(' ')
    }
    expect([await corner(), await small.locator('video').getAttribute('class')]).toEqual([
      'right top',
      'local seen',
    ])
    await handle.click()
    await expect.poll(() => small.locator('video').getAttribute('class')).toBe('remote seen')
    const from = await small.boundingBox()
    await page.mouse.move((from?.x ?? 0) + 20, (from?.y ?? 0) + 20)
    await page.mouse.down()
    await page.mouse.move(60, 600, { steps: 4 })
    // It hangs on the pointer until it is let go.
    await expect.poll(async () => Math.round((await small.boundingBox())?.y ?? 0)).toBe(580)
    await page.mouse.up()
    await expect.poll(corner).toBe('left bottom')
    // A drag is not a tap.
    expect(await small.locator('video').getAttribute('class')).toBe('remote seen')
    await handle.focus()
    for (const [key, where] of [
      ['ArrowRight', 'right bottom'],
      ['ArrowUp', 'right top'],
      ['ArrowLeft', 'left top'],
    ] as const) {
      await page.keyboard.press(key)
      await expect.poll(corner).toBe(where)
    }
    await page.keyboard.press('Enter')
    await expect.poll(() => small.locator('video').getAttribute('class')).toBe('local seen')
    await page.context().close()
  })

  test('hides its controls over a picture, and brings them back by touch, movement and Tab', async () => {
    const page = await harness.open({ viewport: SIZES.phone, hasTouch: true })
    await stopClock(page)
    await show(page, { state: 'talking' })
    await page.locator('callgrant-call video.remote.seen').waitFor()
    const hidden = () => page.locator('callgrant-call .page.idle').count()
    const hangUp = page.getByRole('button', { name: 'Hang up' })
    // Where it is now: the list of outputs may have come in between.
    const tapHangUp = async () => {
      const { x = 0, y = 0 } = (await hangUp.boundingBox()) ?? {}
      await page.touchscreen.tap(x + 40, y + 20)
    }
    await page.clock.runFor(3500)
    expect(await hidden()).toBe(0)
    await page.clock.runFor(600)
    expect(await hidden()).toBe(1)
    // The first touch shows what is there, and presses nothing.
    await tapHangUp()
    await expect.poll(hidden).toBe(0)
    expect(await acts(page)).toEqual([])
    // A touch on the picture hides them; one more brings them back.
    await page.touchscreen.tap(195, 400)
    await expect.poll(hidden).toBe(1)
    await page.keyboard.press('Tab')
    await expect.poll(hidden).toBe(0)
    // Not under the focus of somebody who moves by keyboard.
    await page.clock.runFor(20_000)
    expect(await hidden()).toBe(0)
    await page.evaluate(() =>
      (document.querySelector('callgrant-call')?.shadowRoot?.activeElement as HTMLElement | null)?.blur(),
    )
    await page.clock.runFor(10_000)
    expect(await hidden()).toBe(1)
    await page.mouse.move(100, 100)
    await page.mouse.move(120, 120)
    await expect.poll(hidden).toBe(0)
    await tapHangUp()
    await expect.poll(() => acts(page)).toEqual(['hangUp manual'])
    await page.context().close()
  })

  test('never hides them without a picture, while it rings, and while there is something to read', async () => {
    const page = await harness.open()
    await stopClock(page)
    const hidden = () => page.locator('callgrant-call .page.idle').count()
    // One's own picture fills the page while it rings there.
    await show(page, { state: 'calling', side: 'caller', refusal: 'No camera.' } as Set)
    await page.clock.runFor(6000)
    expect(await hidden()).toBe(0)
    await page.evaluate(() => {
      const { fixture } = window as unknown as Fixture
      fixture.set({
        state: 'talking',
        remoteStream: window.drawnStream(120),
        remote: { camera: false, microphone: true },
      })
    })
    await page.getByText('camera is off').waitFor()
    await page.clock.runFor(6000)
    expect(await hidden()).toBe(0)
    await set(page, { remote: { camera: true, microphone: true } })
    await page.locator('callgrant-call video.remote.seen').waitFor()
    await page.getByRole('switch', { name: 'Camera' }).click()
    await page.getByRole('alert').waitFor()
    await page.clock.runFor(6000)
    expect(await hidden()).toBe(0)
    await page.context().close()
  })

  test('lists where the call can be heard by plain names, and says what was chosen', async () => {
    const page = await harness.open()
    await page.evaluate(() => {
      const labels = ['Speakers (Realtek(R) Audio)', 'Headset (Jabra Evolve2 65)']
      let shown = labels.length
      const output = (label: string, index: number) => ({ kind: 'audiooutput', deviceId: `o${index}`, label })
      navigator.mediaDevices.enumerateDevices = async () => labels.slice(0, shown).map(output) as never
      HTMLMediaElement.prototype.setSinkId = async () => {}
      Object.assign(window, {
        unplug() {
          shown = 1
          navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
        },
      })
    })
    await show(page, { state: 'talking', roomType: 'voice', local: { camera: false, microphone: true } })
    const output = page.getByRole('button', { name: /^Sound: / })
    expect(await output.getAttribute('aria-label')).toBe('Sound: Speaker')
    await output.focus()
    await page.keyboard.press('Enter')
    const items = page.getByRole('menuitemradio')
    expect(await items.allInnerTexts()).toEqual(['Speaker', 'Jabra Evolve2 65'])
    expect(await axeViolations(page)).toEqual([])
    // Esc closes the list, and neither the page nor the call.
    await page.keyboard.press('Escape')
    await expect.poll(() => items.count()).toBe(0)
    expect(await acts(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => output.getAttribute('aria-label')).toBe('Sound: Jabra Evolve2 65')
    await page.evaluate(() => (window as unknown as { unplug(): void }).unplug())
    await expect.poll(() => output.count()).toBe(0)
    await page.context().close()
  })

  test('says when the connection is weak, comes back, or the phone has taken the microphone', async () => {
    const page = await harness.open()
    await show(page, { state: 'talking' })
    for (const [change, words] of [
      [{ connection: 'weak' }, 'Weak connection'],
      [{ connection: 'reconnecting' }, 'Reconnecting…'],
      [{ connection: 'connected', online: false }, 'Reconnecting…'],
      [{ online: true, trouble: { camera: null, microphone: 'held' } }, 'On hold: the microphone is taken'],
      [{ trouble: { camera: null, microphone: null } }, 'Connected'],
    ] as const) {
      await set(page, change as Set)
      await expect.poll(() => status(page)).toBe(words)
      const said = await page.locator('callgrant-call .state.said').count()
      expect(said, words).toBe(words === 'Connected' ? 1 : 0)
    }
    await page.context().close()
  })

  test.each([
    [
      'en',
      'You cannot be heard: allow the microphone',
      'You cannot be seen: the camera is unplugged',
      'Try again',
    ],
    ['zh', '对方听不到你：请在浏览器中允许', '对方看不到你：摄像头已断开', '重试'],
  ] as const)(
    '%s: says why one is not heard or seen, and tries again',
    async (language, heard, seen, again) => {
      const page = await harness.open({ viewport: SIZES.small })
      const trouble = { microphone: 'denied', camera: 'failed' }
      await show(page, { state: 'incoming', trouble } as Set, { language })
      expect(await page.locator('callgrant-call .notice').count()).toBe(0)
      await set(page, { state: 'talking', local: { camera: false, microphone: false } } as Set)
      const notices = page.locator('callgrant-call .notice')
      const button = (text: string) => notices.filter({ hasText: text }).getByRole('button', { name: again })
      await button(heard).click()
      await button(seen).click()
      await expect.poll(() => acts(page)).toEqual(['microphone true', 'camera true'])
      expect(await axeViolations(page)).toEqual([])
      // What the system has taken comes back by itself.
      await set(page, { trouble: { microphone: null, camera: 'held' } } as Set)
      await expect.poll(() => notices.count()).toBe(1)
      expect(await notices.getByRole('button').count()).toBe(0)
      await set(page, { trouble: { microphone: null, camera: null } } as Set)
      await expect.poll(() => notices.count()).toBe(0)
      await page.context().close()
    },
  )

  test('the screen stays on during a call, also after the page was away', async () => {
    const whole = await openHarness([], { whole: true })
    const page = await whole.open()
    await page.evaluate(() => {
      const w = window as unknown as { locks: WakeLockSentinel[] }
      w.locks = []
      const request = navigator.wakeLock.request.bind(navigator.wakeLock)
      navigator.wakeLock.request = async (type) => {
        const lock = await request(type)
        w.locks.push(lock)
        return lock
      }
    })
    const locks = () =>
      page.evaluate(() =>
        (window as unknown as { locks: WakeLockSentinel[] }).locks.map(({ released }) => released),
      )
    await show(page, { state: 'talking' })
    await expect.poll(locks).toEqual([false])
    // Chromium releases it when the page is hidden, which a headless page never is.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await expect.poll(locks).toEqual([true, false])
    await set(page, { state: 'ended' })
    await expect.poll(locks).toEqual([true, true])
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await set(page, { state: 'ended' })
    expect(await locks()).toEqual([true, true])
    await whole.close()
  })

  test('a browser that keeps the sound off is asked again by a tap; pictures are never torn out of the page', async () => {
    const page = await harness.open()
    await page.evaluate(() => {
      const w = window as unknown as { refuses: boolean }
      w.refuses = true
      const play = HTMLMediaElement.prototype.play
      HTMLMediaElement.prototype.play = function () {
        return w.refuses
          ? Promise.reject(new DOMException('a tap first', 'NotAllowedError'))
          : play.call(this)
      }
    })
    await show(page, { state: 'talking' })
    const tap = page.getByRole('button', { name: 'The browser keeps the sound off. Tap to hear.' })
    await tap.waitFor()
    await page.evaluate(() => {
      ;(window as unknown as { refuses: boolean }).refuses = false
    })
    await tap.click()
    await expect.poll(() => tap.count()).toBe(0)
    const videos = page.locator('callgrant-call video')
    expect(await videos.evaluateAll((all) => all.every((video) => video.hasAttribute('playsinline')))).toBe(
      true,
    )
    await page.context().close()
  })

  test('says that nobody is online there, and that it rings on', async () => {
    const page = await harness.open()
    await show(page, { side: 'caller', state: 'calling', listenerOnline: false } as Set)
    expect(await status(page)).toBe('Nobody is online there. Still ringing…')
    await set(page, { listenerOnline: true } as Set)
    await expect.poll(() => status(page)).toBe('Waiting for an answer…')
    await page.context().close()
  })

  test('goes by itself two seconds after an end that both sides meant, and stays after any other', async () => {
    const page = await harness.open()
    await stopClock(page)
    const pages = () => page.locator('callgrant-call').count()
    const voice = { roomType: 'voice', local: { camera: false, microphone: true } } as const
    await show(page, { ...voice, state: 'talking' })
    await page.getByRole('button', { name: 'Hang up' }).click()
    await expect.poll(() => status(page)).toBe('You hung up')
    await page.clock.runFor(1900)
    expect(await pages()).toBe(1)
    await page.clock.runFor(200)
    expect([await pages(), await read(page, (w) => w.done)]).toEqual([0, true])
    const end = { by: null, origin: 'other', message: null } as const
    for (const over of [
      { side: 'caller', end: { ...end, reason: 'timeout' } },
      { side: 'listener', end: { ...end, reason: 'timeout' } },
      { side: 'caller', end: { ...end, reason: 'busy' } },
      { side: 'listener', end: { ...end, reason: 'aborted' } },
    ] as const) {
      await show(page, { ...voice, state: 'ended', ...over })
      await page.clock.runFor(60_000)
      expect(await pages(), over.end.reason).toBe(1)
      await page.evaluate(() => document.querySelector('callgrant-call')?.remove())
    }
    await page.context().close()
  })

  test('offers to call again where that makes sense, and only where the app can', async () => {
    const page = await harness.open()
    const missed = { reason: 'timeout', by: null, origin: 'other', message: null } as const
    await show(page, { roomType: 'voice', state: 'ended', end: missed }, { again: true })
    await page.getByRole('button', { name: 'Call back' }).click()
    await expect.poll(() => read(page, (w) => [w.pressed, w.done])).toEqual([1, true])
    expect(await page.locator('callgrant-call').count()).toBe(0)
    await show(page, { roomType: 'voice', state: 'ended', side: 'caller', end: missed }, { again: true })
    await page.getByRole('button', { name: 'Call again' }).waitFor()
    await page.evaluate(() => document.querySelector('callgrant-call')?.remove())
    await show(page, { roomType: 'voice', state: 'ended', end: missed })
    await page.getByRole('button', { name: 'Close' }).waitFor()
    expect(await page.getByRole('button', { name: 'Call back' }).count()).toBe(0)
    await page.context().close()
  })
})

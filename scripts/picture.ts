/**
 * `npm run picture`: plays the story on the real try page in Chromium, and writes it as a moving picture for the readme and the
 * documentation's front page: `docs/images/story.webp`, and `story.zh-CN.webp` in Chinese. Needs Chromium and ffmpeg.
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { CALL_TEXTS, DIALOG_TEXTS, SETTINGS_TEXTS } from '@callgrant/ui/texts'
import type { Locator, Page } from 'playwright-core'
import { DOOR_TEXTS } from '../apps/try/src/door-texts.ts'
import { PHONE_TEXTS } from '../apps/try/src/phone-texts.ts'
import { launchChromium } from '../e2e/lib/chromium.ts'
import { startTryServer } from '../e2e/lib/try-server.ts'
import { ensureChromium, findChromiumShell } from './lib/chromium.ts'
import { findProgram } from './lib/machine.ts'
import { buildPages } from './lib/pages.ts'

const ROOT = resolve(import.meta.dirname, '..')
const SIZE = { width: 1280, height: 800 }
const SHOWN_WIDTH = 880
const MOST_BYTES = 1_500_000

/** A picture that stands for so long. */
interface Frame {
  file: string
  seconds: number
}

const ffmpeg = findProgram(['ffmpeg'])
if (ffmpeg === null) throw new Error('ffmpeg is not on the PATH; install it')
const chromium = ensureChromium()
if (!('path' in chromium)) throw new Error(chromium.reason)
process.env.CHROMIUM_PATH = chromium.path
const shell = findChromiumShell()
if (shell) process.env.CHROMIUM_SHELL_PATH = shell
await buildPages()

for (const [language, name] of [
  ['en', 'story.webp'],
  ['zh', 'story.zh-CN.webp'],
] as const) {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-picture-'))
  const frames = await play(language, folder)
  const file = join(ROOT, 'docs/images', name)
  encode(frames, folder, file)
  rmSync(folder, { recursive: true })
  const { size } = statSync(file)
  process.stdout.write(`${relative(ROOT, file)}: ${(size / 1000).toFixed(0)} kB, ${frames.length} pictures\n`)
  if (size > MOST_BYTES) process.exitCode = 1
}

/** Plays the story as a person would. @returns what was seen */
async function play(language: 'en' | 'zh', folder: string): Promise<Frame[]> {
  const server = await startTryServer()
  const browser = await launchChromium()
  const context = await browser.newContext({
    viewport: SIZE,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const frames: Frame[] = []
  const see = async (seconds: number) => {
    const file = join(folder, `${frames.length}.png`)
    await page.screenshot({ path: file })
    frames.push({ file, seconds })
  }
  /** Shows where a finger taps, and taps there. */
  const tap = async (target: Locator) => {
    await target.waitFor()
    await showTap(page, target)
    await see(0.7)
    await hideTap(page)
    await target.click()
  }

  await page.goto(server.url)
  const phone = page.frameLocator('.phone iframe')
  const door = page.frameLocator('.door iframe')
  const done = (count: number) =>
    page
      .locator('.steps li.done')
      .nth(count - 1)
      .waitFor()
  const named = (place: typeof phone, name: string) => place.getByRole('button', { name, exact: true })
  const text = {
    phone: PHONE_TEXTS[language],
    door: DOOR_TEXTS[language],
    dialog: DIALOG_TEXTS[language],
    call: CALL_TEXTS[language],
    settings: SETTINGS_TEXTS[language],
  }
  for (const place of [phone, door]) await place.locator('header .pill.good').waitFor({ state: 'attached' })
  await see(1.2)

  await tap(named(phone, text.phone.ask))
  await done(1)
  await see(1.6)
  // A dialog takes no tap in its first moments.
  await page.waitForTimeout(600)
  await tap(named(phone, text.dialog.allow))
  await done(2)
  await door.locator('[data-status="1"]').waitFor()
  await see(1.2)

  await tap(named(door, text.door.ringVideo))
  await named(phone, text.call.accept).waitFor()
  await done(3)
  await see(1.4)
  await tap(named(phone, text.call.accept))
  await done(4)
  for (const place of [phone, door]) {
    await place.locator('callgrant-call video.remote').evaluate(async (video: HTMLVideoElement) => {
      if (video.getVideoPlaybackQuality().totalVideoFrames > 20) return
      await new Promise<void>((seen) => {
        const count = () =>
          video.getVideoPlaybackQuality().totalVideoFrames > 20
            ? seen()
            : video.requestVideoFrameCallback(count)
        video.requestVideoFrameCallback(count)
      })
    })
  }
  for (let moment = 0; moment < 6; moment++) await see(0.35)
  await tap(named(door, text.call.hangUp))
  await done(5)
  for (const place of [phone, door]) await place.locator('callgrant-call').waitFor({ state: 'detached' })
  await see(0.8)

  await tap(named(phone, text.phone.settings))
  await tap(phone.getByRole('switch'))
  await done(6)
  await see(1.4)
  await tap(named(phone, text.settings.close))
  await tap(named(door, text.door.ringVideo))
  await done(7)
  await see(3)

  await context.close()
  await browser.close()
  await server.stop()
  return frames
}

async function showTap(page: Page, target: Locator): Promise<void> {
  const box = await target.boundingBox()
  if (!box) throw new Error('what is to be tapped is not in sight')
  await page.evaluate(
    ([left, top]) => {
      const mark = document.createElement('div')
      mark.id = 'tap'
      mark.style.cssText = `position:fixed;left:${left - 17}px;top:${top - 17}px;width:34px;height:34px;border-radius:50%;background:rgb(26 115 232 / 45%);border:3px solid #1a73e8;z-index:9;pointer-events:none`
      document.body.append(mark)
    },
    [box.x + box.width / 2, box.y + box.height / 2] as const,
  )
}

async function hideTap(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector('#tap')?.remove())
}

function encode(frames: Frame[], folder: string, file: string): void {
  const lines = frames.map((frame) => `file '${frame.file}'\nduration ${frame.seconds}`)
  const list = join(folder, 'frames.txt')
  // The last one is named twice, or it would not stand for its time.
  writeFileSync(list, `ffconcat version 1.0\n${lines.join('\n')}\nfile '${frames.at(-1)?.file}'\n`)
  const look = ['-vf', `scale=${SHOWN_WIDTH}:-2:flags=lanczos`, '-fps_mode', 'vfr']
  const coder = ['-c:v', 'libwebp_anim', '-quality', '70', '-loop', '0', '-compression_level', '6']
  execFileSync(ffmpeg as string, [
    '-loglevel',
    'error',
    '-y',
    '-f',
    'concat',
    '-safe',
    '0',
    '-i',
    list,
    ...look,
    ...coder,
    file,
  ])
}

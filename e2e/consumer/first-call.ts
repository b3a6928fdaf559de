/**
 * The first call in a project that `npm create callgrant` wrote: what somebody does who opens the address that `npm start`
 * prints, in a real Chromium, with the door in Node at the other side.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import { launchChromium } from '../lib/chromium.ts'

/** The address that `npm start` prints for the person's page. */
const ADDRESS = /(http:\/\/localhost:\d+\/)\s*$/

export interface FirstCall {
  /** Pictures of the door that the page drew. */
  pictures: number
  /** From `npm start` until the first of them. */
  seconds: number
}

/**
 * @param picture called with the page in each state worth looking at
 * @throws Error with what the project printed, when there is no call
 */
export async function firstCall(
  folder: string,
  env: NodeJS.ProcessEnv,
  picture: (page: Page, name: string) => Promise<void> = async () => {},
): Promise<FirstCall> {
  const began = performance.now()
  const started = start(folder, env)
  const browser = await launchChromium()
  try {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    // How long it takes is measured, and judged by whoever asked.
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(await started.address)
    await page.getByRole('button', { name: 'Sign in as Alice' }).click()
    const front = page.locator('[data-door="door-1"]')
    await front.getByRole('button', { name: 'Allow it to ring me' }).click()
    await picture(page, 'asked')
    await allow(page)
    await front.getByText('May ring you').waitFor()
    await picture(page, 'allowed')

    await front.getByRole('button', { name: 'Let it ring' }).click()
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    await page.waitForFunction(PICTURES)
    const seconds = (performance.now() - began) / 1000
    await picture(page, 'talking')
    const pictures = await page.evaluate<number>(PICTURES)
    await started.printed('door-1: talking')
    await page.getByRole('button', { name: 'Hang up' }).click()
    await started.printed('door-1: the call ended: hung_up')
    // What the webhook told.
    await page.getByText('answered').waitFor()
    await picture(page, 'after')
    return { pictures, seconds }
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${started.output()}`, { cause: error })
  } finally {
    await browser.close()
    await started.stop()
  }
}

const PATIENCE_MS = 180_000

/** Pictures that were drawn of the other side; 0 until there are some. The call page is within shadow roots. */
const PICTURES = `(() => {
  const videos = (root) => [...root.querySelectorAll('*')].flatMap((one) => [
    ...(one.localName === 'video' ? [one] : []),
    ...(one.shadowRoot ? videos(one.shadowRoot) : []),
  ])
  const remote = videos(document).filter((video) => video.srcObject?.getVideoTracks().some((track) => !track.label.startsWith('fake')))
  return Math.max(0, ...remote.map((video) => video.getVideoPlaybackQuality().totalVideoFrames))
})()`

/** A tap in the dialog's first 300 ms does not count. */
async function allow(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  const button = page.getByRole('button', { name: 'Allow', exact: true })
  for (let tap = 0; tap < 20 && (await dialog.count()) > 0; tap++) {
    await button.click({ timeout: 1000 }).catch((error: Error) => {
      if (error.name !== 'TimeoutError') throw error
    })
  }
}

function start(folder: string, env: NodeJS.ProcessEnv) {
  // A group of its own, so that all of it can be stopped.
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const lines: string[] = []
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line)
      for (const listener of listeners) listener()
    })
  }
  const lineWith = (text: string | RegExp): Promise<string> =>
    new Promise((found, failed) => {
      const look = () => {
        const line = lines.find((one) => (typeof text === 'string' ? one.includes(text) : text.test(one)))
        if (line === undefined) return
        listeners.delete(look)
        found(line)
      }
      child.once('exit', () => failed(new Error(`npm start ended before it printed ${text}`)))
      listeners.add(look)
      look()
    })
  return {
    address: lineWith(ADDRESS).then((line) => ADDRESS.exec(line)?.[1] as string),
    printed: lineWith,
    output: () => lines.join('\n'),
    stop: () => stopGroup(child),
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'close')
  process.kill(-(child.pid as number), 'SIGTERM')
  await ended
}

/**
 * Starts a real Chromium for a test, with a generated camera and microphone. Where Debian's headless shell is installed
 * that is what is started: it is Chromium without its windows, and needs a third of the processor's time.
 */

import { type Browser, chromium } from 'playwright-core'

/** Where there is none, tests are skipped: `describe.skipIf(!hasChromium)`. CI refuses to run without. */
export const hasChromium = process.env.CHROMIUM_PATH !== undefined

export interface ChromiumOptions {
  /** False: a machine with neither camera nor microphone. */
  camera?: boolean
  /** All of Chromium: the headless shell has no wake lock, no `devicechange`, and no permission that is taken back. */
  whole?: boolean
}

/** Those that the files of a worker share, as long as it lives. */
const shared = new Map<boolean, Promise<Browser>>()

/**
 * A headless Chromium that grants camera and microphone without asking, feeds them with Chromium's own moving
 * picture and beeps, and connects WebRTC over loopback. Close it after the test. In a test it is shared by the files
 * that follow one another: `close()` then closes what was opened, and the browser ends with the worker.
 */
export async function launchChromium(
  extraArgs: string[] = [],
  { camera = true, whole = false }: ChromiumOptions = {},
): Promise<Browser> {
  const plain = extraArgs.length === 0 && camera
  if (!plain || !process.env.VITEST) return launch(extraArgs, camera, whole)
  if (!(await shared.get(whole))?.isConnected()) shared.set(whole, launchShared(whole))
  return shared.get(whole) as Promise<Browser>
}

async function launchShared(whole: boolean): Promise<Browser> {
  const browser = await launch([], true, whole)
  browser.close = async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
  }
  return browser
}

async function launch(extraArgs: string[], camera: boolean, whole: boolean): Promise<Browser> {
  const { CHROMIUM_PATH, CHROMIUM_SHELL_PATH } = process.env
  return chromium.launch({
    executablePath: (whole ? CHROMIUM_PATH : (CHROMIUM_SHELL_PATH ?? CHROMIUM_PATH)) as string,
    args: [
      ...(camera ? ['--use-fake-device-for-media-stream'] : []),
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
      // Chromium's sandbox cannot be set up by root, nor with the small /dev/shm of a container.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      ...extraArgs,
    ],
  })
}

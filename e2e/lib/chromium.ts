/** Starts a real Chromium for a test, with a generated camera and microphone. */

import { type Browser, chromium } from 'playwright-core'

/** Where there is none, tests are skipped: `describe.skipIf(!hasChromium)`. CI refuses to run without. */
export const hasChromium = process.env.CHROMIUM_PATH !== undefined

/** The one that the files of a worker share, as long as it lives. */
let shared: Promise<Browser> | undefined

/**
 * A headless Chromium that grants camera and microphone without asking, feeds them with Chromium's own moving
 * picture and beeps, and connects WebRTC over loopback. Close it after the test. In a test it is shared by the files
 * that follow one another: `close()` then closes what was opened, and the browser ends with the worker.
 * @param options.camera false: a machine with neither camera nor microphone
 */
export async function launchChromium(
  extraArgs: string[] = [],
  { camera = true }: { camera?: boolean } = {},
): Promise<Browser> {
  const plain = extraArgs.length === 0 && camera
  if (!plain || !process.env.VITEST) return launch(extraArgs, camera)
  if (!(await shared)?.isConnected()) shared = launchShared()
  return shared as Promise<Browser>
}

async function launchShared(): Promise<Browser> {
  const browser = await launch([], true)
  browser.close = async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
  }
  return browser
}

async function launch(extraArgs: string[], camera: boolean): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH as string,
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

/** Vant Weapp and TDesign as they are published on npm: every component once, in the emulator and in Chromium. */

import { rmSync } from 'node:fs'
import { createEmulator } from '@callgrant/emulator'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { componentsOf, writeLibrariesProgram } from './lib/component-libraries.ts'
import { shot } from './lib/look.ts'
import { openProgram, type ProgramServer, startMiniProgram } from './lib/mini-program.ts'

const LIBRARIES = ['vant', 'tdesign'] as const
/** Something that a component of each library shows. */
const SHOWN = { vant: 'Somebody is at the door.', tdesign: 'An answer' }

describe.each(['built', 'installed'] as const)('with packages that are %s', (how) => {
  const folder = writeLibrariesProgram(how)
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(LIBRARIES)('the emulator opens every component of %s, and nothing fails', async (library) => {
    await using emulator = await createEmulator()
    const parent = await emulator.person('parent')
    const told: string[] = []
    const note = (text: unknown) => told.push(String(text))
    const app = await parent.open(folder, {
      path: `pages/${library}/${library}`,
      onError: note,
      console: { ...console, warn: note, error: note } as Console,
    })
    await emulator.settle()
    const tags = Object.keys(componentsOf(library))
    expect(tags.length).toBeGreaterThan(60)
    for (const tag of tags)
      expect([tag, app.page.call('selectComponent', `#${tag}`) !== undefined]).toEqual([tag, true])
    expect(app.page.text()).toContain(SHOWN[library])
    expect(told).toEqual([])
  })
})

describe.skipIf(!hasChromium)('in Chromium', { timeout: 120_000 }, () => {
  const folder = writeLibrariesProgram('installed')
  let browser: Browser
  let server: ProgramServer
  beforeAll(async () => {
    server = await startMiniProgram(folder)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    rmSync(folder, { recursive: true })
  })

  test.each(LIBRARIES)('a phone shows every component of %s, and nothing fails', async (library) => {
    const phone = await openProgram(browser, `${server.url}/?person=parent&path=pages/${library}/${library}`)
    await phone.page.getByText(SHOWN[library]).first().waitFor()
    await shot(phone.page, `components-${library}`)
    const button = phone.page.locator('.use', { hasText: 'Press' }).first()
    expect((await button.boundingBox())?.height).toBeGreaterThan(30)
    // Fonts of icons and pictures come from servers of theirs.
    expect(phone.errors.filter((text) => !/ERR_|Failed to load resource/.test(text))).toEqual([])
    await phone.close()
  })
})

/**
 * `npm run look`: pictures of every state of the call page, the dialog and the settings page at four sizes, and of every page
 * of the console at those from 390 on, in two themes and two languages, on a contact sheet; looked at by axe and for what
 * is cut or overlaps in the same run.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { axeViolations, openHarness } from '../e2e/lib/browser.ts'
import { CONSOLE_PAGES, createConsoleBed, settledPage } from '../e2e/lib/console.ts'
import { layoutFaults } from '../e2e/look/faults.ts'
import { contactSheet, type Shot } from '../e2e/look/sheet.ts'
import { show } from '../e2e/look/show.ts'
import { type Language, MORE_SIZES, SIZES, STATES } from '../e2e/look/states.ts'
import { findChromium } from './lib/chromium.ts'
import { Progress } from './lib/progress.ts'

const HELP = `npm run look -- [options]

Pictures of every state of the call page, the dialog and the settings page: ${Object.keys(SIZES).join(', ')}, light and dark,
English and Chinese; and once each ${Object.keys(MORE_SIZES).join(', ')}. Every page of the console, at the same sizes but the
smallest. Written to .cache/look: index.html and a PNG for
each kind of page. Each is looked at by axe, and for words and controls that are cut, covered or too small.
Exit code: 0 nothing was found, 1 something was, 2 wrong options or no Chromium.

  --only TEXT   only states whose name contains this, as "voice", "dialog" or "console"
  --size TEXT   only sizes whose name contains this, as 320
  --quick       light English and dark Chinese only
  --out FOLDER  default: .cache/look
  --help
`

/** CSS pixels from which on the console is meant to be used, and those from which on it is with a pointer. */
const CONSOLE_MIN_WIDTH = 390
const POINTER_MIN_WIDTH = 1024

interface As {
  size: string
  viewport: { width: number; height: number }
  theme: 'light' | 'dark'
  language: Language
}

function wanted(quick: boolean, size: string): As[] {
  const pairs = [
    ['light', 'en'],
    ['dark', 'zh'],
    ...(quick
      ? []
      : ([
          ['light', 'zh'],
          ['dark', 'en'],
        ] as const)),
  ] as const
  const all = Object.entries(SIZES).flatMap(([size, viewport]) =>
    pairs.map(([theme, language]): As => ({ size, viewport, theme, language })),
  )
  const more = Object.entries(MORE_SIZES).map(
    ([size, viewport]): As => ({ size, viewport, theme: 'light', language: 'en' }),
  )
  return [...all, ...more].filter((as) => as.size.includes(size))
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      size: { type: 'string', default: '' },
      out: { type: 'string', default: '.cache/look' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const chromium = findChromium()
  if (!chromium) {
    process.stderr.write('No Chromium on the PATH. Install one, or set CHROMIUM_PATH.\n')
    return 2
  }
  process.env.CHROMIUM_PATH = chromium
  const states = Object.entries(STATES).filter(([name]) => name.includes(values.only))
  const looks = wanted(values.quick, values.size)
  const pages = Object.entries(CONSOLE_PAGES).filter(([name]) => `console ${name}`.includes(values.only))
  const consoleLooks = looks.filter(
    ({ size, viewport }) => size in SIZES && viewport.width >= CONSOLE_MIN_WIDTH,
  )
  if ((states.length + pages.length) * looks.length === 0) {
    process.stderr.write(`Nothing is called so.\n${HELP}`)
    return 2
  }
  const out = resolve(values.out)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })

  const progress = new Progress()
  const harness = await openHarness()
  const shots: Shot[] = []
  const total = states.length * looks.length + pages.length * consoleLooks.length
  const add = (shot: Shot) => {
    shots.push(shot)
    for (const fault of shot.faults) progress.print(`✗ ${shot.state}, ${shot.as}: ${fault}`)
    progress.note('look', `${shots.length} of ${total}`)
  }
  progress.begin('look')
  try {
    for (const as of looks) {
      const { size, viewport, theme, language } = as
      const page = await harness.open({ viewport, colorScheme: theme, reducedMotion: 'reduce' })
      for (const [name, state] of states) {
        const label = `${size} ${theme} ${language}`
        const file = `${name} ${label}.png`.replaceAll(/[^0-9A-Za-z.]+/g, '-')
        const faults = await look(page, state, language, join(out, file))
        add({ state: name, as: label, file, ...viewport, faults })
      }
      await page.context().close()
    }
    if (pages.length * consoleLooks.length > 0)
      await lookAtConsole(harness.browser, pages, consoleLooks, out, add)
    await writeSheets(shots, out, await harness.browser.newPage({ viewport: { width: 1900, height: 1000 } }))
  } finally {
    await harness.close()
  }
  const seconds = progress.end('look')
  const found = shots.reduce((sum, { faults }) => sum + faults.length, 0)
  progress.print(`${shots.length} pictures in ${Math.round(seconds)} s: ${join(out, 'index.html')}`)
  progress.print(found === 0 ? 'Nothing is cut or overlaps, and axe finds nothing.' : `${found} faults.`)
  return found === 0 ? 0 : 1
}

/** Every page of the console of a real server, in which something has happened. */
async function lookAtConsole(
  browser: Browser,
  pages: [string, (typeof CONSOLE_PAGES)[string]][],
  looks: As[],
  out: string,
  add: (shot: Shot) => void,
): Promise<void> {
  const bed = await createConsoleBed()
  try {
    for (const { size, viewport, theme, language } of looks) {
      const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
      const page = await bed.open(browser, { viewport, colorScheme: theme, locale })
      for (const [name, path] of pages) {
        await page.setViewportSize(viewport)
        await page.goto(bed.at(path(bed)))
        await settledPage(page, viewport.width)
        const label = `${size} ${theme} ${language}`
        const file = `console ${name} ${label}.png`.replaceAll(/[^0-9A-Za-z.]+/g, '-')
        const faults = [
          ...(await layoutFaults(page, '.never', viewport.width < POINTER_MIN_WIDTH ? 44 : 24)),
          ...(await axeViolations(page)),
        ]
        await page.screenshot({ path: join(out, file) })
        const { width, height } = page.viewportSize() ?? viewport
        add({ state: `console ${name}`, as: label, file, width, height, faults })
      }
      await page.context().close()
    }
  } finally {
    await bed.close()
  }
}

async function look(
  page: Page,
  state: (typeof STATES)[string],
  language: Language,
  path: string,
): Promise<string[]> {
  const end = await show(page, state, language)
  // Waits for what fades in, too.
  const violations = await axeViolations(page)
  const faults = await layoutFaults(page)
  await page.screenshot({ path })
  await end()
  return [...faults, ...violations]
}

/** One page of all, and a PNG for each kind of page. */
async function writeSheets(shots: Shot[], out: string, page: Page): Promise<void> {
  writeFileSync(join(out, 'index.html'), contactSheet(shots, 'The pages of Callgrant', 220))
  for (const kind of ['call', 'dialog', 'settings', 'console'] as const) {
    const own = shots.filter(({ state }) => (STATES[state]?.kind ?? 'console') === kind)
    if (own.length === 0) continue
    const html = join(out, `${kind}.html`)
    writeFileSync(html, contactSheet(own, kind, kind === 'call' ? 150 : 220))
    await page.goto(`file://${html}`)
    await page.screenshot({ path: join(out, `${kind}.png`), fullPage: true })
    rmSync(html)
  }
}

process.exitCode = await main()

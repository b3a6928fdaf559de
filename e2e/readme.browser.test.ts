/** The ten lines of the person's app and of the device, of both readmes, as they are printed: they ask, ring and talk in Chromium. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { CALL_TEXTS, DIALOG_TEXTS, SETTINGS_TEXTS } from '@callgrant/ui/texts'
import type { Browser, Page } from 'playwright-core'
import { build, defaultClientConditions, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MODEL, type TestServer, testServer } from '../packages/server/test/test-server.ts'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { blocksOf } from './lib/page-blocks.ts'

const root = resolve(import.meta.dirname, '..')
const TIMES = { timeout: 120_000 }

/** What the lines take as given, from the address of the page. */
const GIVEN = `
const given = Object.fromEntries(new URLSearchParams(location.search))
const { appid, snTicket } = given
const getSessionFromMyBackEnd = async () => given.session
`

/** The two programs of a readme, bundled as an app would bundle them. */
async function bundled(readme: string, server: string): Promise<Map<string, string>> {
  const programs = blocksOf(readme).filter(({ language }) => language === 'ts')
  const codes = [
    '',
    ...programs.slice(1).map(({ code }) => GIVEN + code.replaceAll('https://call.example.com', server)),
  ]
  expect(codes).toHaveLength(3)
  const result = (await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { conditions: ['callgrant-source', ...defaultClientConditions] },
    plugins: [
      {
        name: 'readme',
        resolveId: (id: string) => (/^readme-\d$/.test(id) ? join(root, 'e2e', `${id}.ts`) : null),
        load: (id: string) => codes[Number(/readme-(\d)\.ts$/.exec(id)?.[1] ?? 0)] || null,
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      modulePreload: false,
      rolldownOptions: {
        input: { person: 'readme-1', device: 'readme-2' },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })) as Rolldown.RolldownOutput
  return new Map(
    result.output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]),
  )
}

let browser: Browser
let server: TestServer
let pages: Server
let files = new Map<string, string>()
let origin: string
beforeAll(async () => {
  if (!hasChromium) return
  pages = createServer((request, response) => {
    const name = new URL(request.url ?? '/', origin).pathname.slice(1)
    const program = name.replace(/\.html$/, '')
    response.setHeader('content-type', name.endsWith('.html') ? 'text/html' : 'text/javascript')
    response.end(
      name.endsWith('.html')
        ? `<!doctype html><title>${program}</title><script type="module" src="/${program}.js"></script>`
        : files.get(name),
    )
  })
  await new Promise<void>((listening) => pages.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
  server = await testServer({ listen: true, now: Date.now, settings: { allowedOrigins: [origin] } })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  pages?.close()
})

describe.skipIf(!hasChromium)('the ten lines', TIMES, () => {
  test.each([
    { readme: 'README.md', language: 'en', locale: 'en-GB' },
    { readme: 'README.zh-CN.md', language: 'zh', locale: 'zh-CN' },
  ] as const)('of $readme ask, ring and talk', async ({ readme, language, locale }) => {
    files = await bundled(readme, server.address)
    const alice = await server.person('alice')
    const sn_ticket = await server.ticket({ model_id: MODEL, sn: 'door-1' })
    const context = await browser.newContext({ locale })
    const errors: string[] = []
    context.on('weberror', (error) => errors.push(String(error.error())))
    const open = async (program: string, given: Record<string, string>): Promise<Page> => {
      const page = await context.newPage()
      await page.goto(`${origin}/${program}.html?${new URLSearchParams(given)}`)
      return page
    }
    const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

    const phone = await open('person', { session: alice.session, snTicket: sn_ticket })
    const dialog = phone.locator('callgrant-dialog')
    await phone.getByRole('dialog').waitFor()
    // By design no tap counts in the dialog's first moments.
    await expect
      .poll(async () => {
        if (await dialog.count()) await tap(phone, DIALOG_TEXTS[language].allow).click({ timeout: 1000 })
        return dialog.count()
      })
      .toBe(0)
    await tap(phone, SETTINGS_TEXTS[language].close).click() // the last line opens the settings

    const door = await open('device', { appid: server.appid, snTicket: sn_ticket })
    await tap(phone, CALL_TEXTS[language].accept).click({ timeout: 60_000 })
    await phone.getByRole('timer').waitFor({ timeout: 60_000 })
    await door.close()
    expect(errors).toEqual([])
    await server.backend('POST', `/v1/devices/${MODEL}/door-1/reset`)
    await alice.send('DELETE', '/v1/me/authorizations')
    await context.close()
  })
})

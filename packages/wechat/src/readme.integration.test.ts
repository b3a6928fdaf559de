/** The code of this package's README runs. */

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../server/test/test-server.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = (language: string) =>
  [...README.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code)

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await testServer({ listen: true, now: Date.now })
  folder = mkdtempSync(join(tmpdir(), 'callgrant-readme-'))
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

/** Runs code as a module of this package. @returns what it printed */
async function run(code: string): Promise<string> {
  const { address: SERVER, appid: APPID, secret: SECRET } = server
  const args = ['--conditions=callgrant-source', '--input-type=module-typescript', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: import.meta.dirname,
    env: { ...process.env, SERVER, APPID, SECRET },
  })
  return stdout
}

test('in Node a device rings a phone, and a Mini Program is opened from its folder', async () => {
  const files = {
    'app.json': '{ "pages": ["index"] }',
    'app.js': 'App({})',
    'index.js': 'Page({ data: { asked: false }, onAsk() { this.setData({ asked: true }) } })',
    'index.wxml': '<button id="ask" bindtap="onAsk">Ask</button>',
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const [calls, miniProgram] = blocks('ts') as [string, string]
  const end = 'await phone.close()\nawait device.close()'
  const printed = await run(`${calls}\n${miniProgram.replace('./miniprogram', folder)}\n${end}`)
  expect(printed).toBe('true\nindex { asked: true } Ask\n')
})

test('in a page `wx` asks for a device', async () => {
  const [code] = blocks('js') as [string]
  const { session } = await server.person('bob')
  const snTicket = await server.ticket({ model_id: 'm_door', sn: 'door-1' })
  const page = code
    .replace('https://call.example.com', server.address)
    .replace('wx0123456789abcdef', server.appid)
    .replace(/\(\) => fetch\(.*\)(?=, \/\/)/, JSON.stringify(session))
    .replace('installWx({', `const snTicket = '${snTicket}'\nconst page = installWx({`)
    .replace('console.log(errCode, errMsg)', 'console.log(errMsg); page.close()')
  // Node has no screen: the dialog cannot be shown, and nobody was asked.
  expect(await run(page)).toMatch(/^requestDeviceVoIP:fail /)
})

/** What is published: packed, installed into empty folders, and used there as a newcomer would. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from 'playwright-core'
import { build, type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import {
  cleanEnvironment,
  type Installation,
  PACKAGE_FOLDERS,
  PACKAGE_NAMES,
  type PackageFolder,
  type PackedPackages,
  packPackages,
} from './lib/installed.ts'
import { openProgram, startInstalledMiniProgram } from './lib/mini-program.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 })

const root = resolve(import.meta.dirname, '..')
/** These lie in every tarball, beside what the package.json's `files` name. */
const ALWAYS = ['LICENSE', 'README.md', 'package.json']

let packed: PackedPackages
/** With the server alone, the SDK alone (and werift), what a page needs, and the emulator. */
let server: Installation
let device: Installation
let page: Installation
let emulator: Installation
let taro: Installation
let create: Installation

beforeAll(async () => {
  packed = await packPackages()
  ;[server, device, page, emulator, taro, create] = await Promise.all([
    packed.install(['protocol', 'sdk', 'server']),
    packed.install(['protocol', 'sdk'], ['werift@0.25.0']),
    packed.install(['protocol', 'sdk', 'ui']),
    packed.install(['protocol', 'sdk', 'ui', 'wechat', 'server', 'emulator']),
    packed.install(['taro-plugin']),
    packed.install(['create-callgrant']),
  ])
})
afterAll(() => packed?.remove())

/** Where a package was installed. */
const installationOf = (folder: PackageFolder) =>
  ({ 'taro-plugin': taro, 'create-callgrant': create })[folder as string] ?? emulator

describe('each tarball', () => {
  it.each(PACKAGE_FOLDERS)('of packages/%s has what it needs and nothing else', (name) => {
    const paths = packed.contents[name]
    const { files } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      files: string[]
    }
    expect(paths).toEqual(expect.arrayContaining(ALWAYS))
    const others = paths.filter(
      (path) => !ALWAYS.includes(path) && !files.some((file) => path === file || path.startsWith(`${file}/`)),
    )
    expect(others).toEqual([])
    // What `npm create callgrant` writes is sources, and has tests.
    const built = paths.filter((path) => !path.startsWith('templates/'))
    expect(built.filter((path) => /\btest|fixture|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([])
  })

  it.each(PACKAGE_FOLDERS)('of packages/%s has the readme of that package', (folder) => {
    const installation = installationOf(folder)
    const name = PACKAGE_NAMES[folder]
    const published = readFileSync(join(installation.folder, 'node_modules', name, 'README.md'), 'utf8')
    expect(published).toBe(readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8'))
    expect(published).toMatch(new RegExp(`^# ${name}\n`))
  })

  it('of the server has the program and the try pages, and no demo', () => {
    const needed = ['bin/callgrant.js', 'dist/cli/main.js', 'dist/pages/index.html']
    expect(packed.contents.server).toEqual(expect.arrayContaining(needed))
    expect(packed.contents.server.filter((path) => /demo/.test(path))).toEqual([])
  })

  it('of the emulator has the pages of a Mini Program', () => {
    expect(packed.contents.emulator).toContain('dist/mini-program-pages/index.html')
  })

  it.each(PACKAGE_FOLDERS)('of packages/%s has every file that its package.json names', (folder) => {
    const name = PACKAGE_NAMES[folder]
    const installation = installationOf(folder)
    const { exports = {}, bin = {}, main, module, types } = installation.manifest(name)
    // Its sources stay at home, so the condition that names them finds nothing here.
    const paths = [...pathsOf(exports), ...pathsOf(bin), ...pathsOf([main, module, types])]
    expect(paths.length).toBeGreaterThan(0)
    const missing = paths.filter(
      (path) => !path.includes('*') && !existsSync(join(installation.folder, 'node_modules', name, path)),
    )
    expect(missing).toEqual([])
  })
})

/** All files that an entry of a package.json names, whatever the condition, but for the sources. */
function pathsOf(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry]
  if (typeof entry !== 'object' || entry === null) return []
  return Object.entries(entry).flatMap(([key, value]) => (key === 'callgrant-source' ? [] : pathsOf(value)))
}

describe('an install brings no more than it needs', () => {
  it.each(['glass-easel', 'postcss', 'sucrase', 'weui-miniprogram', 'lit', 'werift', '@callgrant/ui'])(
    'callgrant without %s',
    async (name) => expect(await server.packagesOf('callgrant')).not.toContain(name),
  )

  it.each(['lit', 'glass-easel', '@callgrant/ui', 'callgrant', 'fastify'])(
    '@callgrant/sdk without %s',
    async (name) => expect(await device.packagesOf('@callgrant/sdk')).not.toContain(name),
  )

  it('taro-plugin-callgrant brings nothing else', async () => {
    expect(await taro.packagesOf('taro-plugin-callgrant')).toEqual(['taro-plugin-callgrant'])
  })
})

describe('import works in plain Node', () => {
  it.each([
    ['@callgrant/protocol', () => device],
    ['@callgrant/sdk/person', () => device],
    ['@callgrant/sdk/device', () => device],
    ['@callgrant/sdk/calling', () => device],
    ['@callgrant/sdk/backend', () => device],
    ['callgrant', () => server],
    ['@callgrant/ui/browser', () => page],
    ['@callgrant/ui/texts', () => page],
    ['@callgrant/wechat', () => emulator],
    ['@callgrant/wechat/mini-program', () => emulator],
    ['@callgrant/emulator', () => emulator],
  ] as const)('of %s', async (name, installation) => {
    const code = `console.log(Object.keys(await import('${name}')).length)`
    expect(Number(await installation().runModule('imports.mjs', code))).toBeGreaterThan(0)
  })
})

describe('the command line', () => {
  it('tells its version', async () => {
    const { version } = server.manifest('callgrant')
    expect((await server.runProgram('callgrant', '--version')).stdout).toBe(`${version}\n`)
  })

  it('has no demo', async () => {
    await expect(server.runProgram('callgrant', 'demo')).rejects.toThrow(/demo/)
  })
})

/** Creates an app and its model; prints what a device and a person of it need. */
const BACK_END = `
import { createBackend, createOperator } from '@callgrant/sdk/backend'
const [server, token] = process.argv.slice(2)
const { appid, secret } = await createOperator({ server, token }).apps.create({ name: 'Front doors' })
const backend = createBackend({ server, appid, secret })
await backend.models.create({ model_id: 'm_door', model_type: 'door phone' })
const ticket = async () => (await backend.tickets.create({ model_id: 'm_door', sn: 'door-1' })).sn_ticket
const { session } = await backend.sessions.create({ openid: 'alice' })
console.log(JSON.stringify({ server, appid, session, tickets: [await ticket(), await ticket()] }))
`

/** Registers, rings once for each line of its input, and prints the results. */
const DEVICE = `
import { createInterface } from 'node:readline'
import { weriftMedia } from '@callgrant/sdk/calling'
import { createDevice, fileKeyStore } from '@callgrant/sdk/device'
import * as werift from 'werift'
const { server, appid, tickets } = JSON.parse(process.argv[2])
const identity = { server, appid, modelId: 'm_door', sn: 'door-1', key: fileKeyStore('door-1.json') }
const door = createDevice({ ...identity, ...weriftMedia(werift) })
const print = (line) => console.log(JSON.stringify(line))
door.onVoipEvent(({ eventName }) => print({ event: eventName }))
await door.register(tickets[0])
await door.connect()
print({ online: true })
for await (const _ of createInterface(process.stdin)) {
  const ring = { businessType: 1, roomType: 'video', caller: { id: 'door-1' }, listener: { id: 'alice' } }
  const { isSuccess, errCode } = await door.initByCaller(ring)
  print({ isSuccess, errCode })
}
await door.close()
`

/** Asks at once, and answers each call. */
const PAGE = `
import { createPerson } from '@callgrant/sdk/person'
import { browserUi } from '@callgrant/ui/browser'
const { server, session, tickets } = JSON.parse(new URL(location.href).searchParams.get('as'))
const person = createPerson({ server, session, ui: browserUi(), language: 'en' })
person.onIncomingCall((call) => {
  window.call = call
  call.accept()
})
await person.connect()
window.asked = person.requestDeviceVoIP({ sn: 'door-1', snTicket: tickets[1], modelId: 'm_door', deviceName: 'Front' })
`

/** A process that prints lines of JSON. `printed` waits for a line that has the key, with the value if one is given. */
function startJson(file: string, args: string[], installation: Installation) {
  const env = { ...cleanEnvironment(), CALLGRANT_ADMIN_TOKEN: ADMIN_TOKEN }
  const child = spawn(process.execPath, [file, ...args], { cwd: installation.folder, env, stdio: 'pipe' })
  const lines: Record<string, unknown>[] = []
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk))
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)))
  const printed = <T>(key: string, value?: unknown): Promise<T> =>
    vi.waitFor(
      () => {
        const found = lines.find((one) => key in one && (value === undefined || one[key] === value))
        if (!found) throw new Error(`no ${key} ${value ?? ''} in ${JSON.stringify(lines)}\n${errors}`)
        return found[key] as T
      },
      { timeout: 30_000, interval: 50 },
    )
  return { child, printed }
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

const ADMIN_TOKEN = 'an-operator-token-for-the-test-of-packages'

describe.skipIf(!hasChromium)('a server, a device in Node and a page, each from its own install', () => {
  let served: ReturnType<typeof startJson>
  let door: ReturnType<typeof startJson>
  let files: PreviewServer
  let browser: Browser
  let as: string

  beforeAll(async () => {
    writeFileSync(join(page.folder, 'main.js'), PAGE)
    writeFileSync(join(page.folder, 'index.html'), '<script type="module" src="./main.js"></script>')
    const vite = { root: page.folder, configFile: false, logLevel: 'error' } as const
    await build(vite)
    files = await preview({ ...vite, preview: { port: 0, host: '127.0.0.1' } })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await files?.close()
    await stop(door?.child)
    await stop(served?.child)
  })

  const pageUrl = () => files.resolvedUrls?.local[0] as string

  it('the server serves', async () => {
    const { origin } = new URL(pageUrl())
    const flags = ['--port', '0', '--data-dir', 'data', '--allowed-origins', origin, '--json']
    served = startJson(server.programPath('callgrant'), ['serve', ...flags], server)
    const address = await served.printed<string>('address')
    expect((await fetch(`${address}/readyz`)).status).toBe(200)
    as = (await device.runModule('back-end.mjs', BACK_END, address, ADMIN_TOKEN)).trim()
    expect(JSON.parse(as)).toMatchObject({ server: address })
  })

  it('the device registers, and is refused with 9 before the person said yes', async () => {
    writeFileSync(join(device.folder, 'door.mjs'), DEVICE)
    door = startJson('door.mjs', [as], device)
    await door.printed('online')
    door.child.stdin.write('ring\n')
    expect(await door.printed('isSuccess')).toBe(false)
    expect(await door.printed('errCode')).toBe(9)
  })

  it('the page asks, and is rung after Allow', async () => {
    const phone = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    await phone.goto(`${pageUrl()}?as=${encodeURIComponent(as)}`)
    const dialog = phone.getByRole('dialog')
    await dialog.waitFor()
    const allow = async () => {
      if (await dialog.count())
        await phone.getByRole('button', { name: 'Allow', exact: true }).click({ timeout: 1000 })
      return dialog.count()
    }
    // A tap in the dialog's first 300 ms does not count.
    await expect.poll(allow, { timeout: 30_000 }).toBe(0)
    expect(await phone.evaluate('asked')).toMatchObject({ errMsg: 'requestDeviceVoIP:ok' })

    door.child.stdin.write('ring\n')
    expect(await door.printed('isSuccess', true)).toBe(true)
    await expect.poll(() => phone.evaluate('window.call?.state'), { timeout: 30_000 }).toBe('talking')
    await door.printed('event', 'startVoip')
  })
})

describe('the emulator', () => {
  it('runs the first test of docs/testing.md, in any runner: here Node’s own', async () => {
    const [, code = ''] =
      /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'docs/testing.md'), 'utf8')) ?? []
    const printed = await emulator.runModule('first.test.mjs', code)
    expect(printed).toMatch(/a person who taps Reject is told 10021/)
    expect(printed).toMatch(/fail 0/)
  })

  it.skipIf(!hasChromium)('opens a Mini Program with `npx callgrant-emulator mini-program`', async () => {
    const program = await startInstalledMiniProgram(
      emulator.programPath('callgrant-emulator'),
      join(root, 'examples/mini-program'),
      cleanEnvironment(),
    )
    const browser = await launchChromium()
    try {
      const phone = await openProgram(browser, `${program.url}/?person=parent`)
      await phone.page.getByText('还没有授权任何设备。').first().waitFor()
      expect(phone.errors).toEqual([])
    } finally {
      await browser.close()
      await program.stop()
    }
  })
})

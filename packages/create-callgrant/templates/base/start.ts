/**
 * `npm start`: all of it on this machine, for development. A Callgrant server, your back end, the pages, and a door in
 * Node. In production each runs by itself: compose.yaml.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseEnv } from 'node:util'
import { buildApp } from './backend/app.ts'
import { settingsFrom } from './backend/settings.ts'
import { originsOf, startPages } from './pages.ts'
import { type Made, setUp } from './setup.ts'

process.chdir(import.meta.dirname)
/** Everything that this machine keeps: the server's store, the doors' keys, the secrets. Delete it to begin anew. */
const FOLDER = '.callgrant'
const STATE = join(FOLDER, 'development.env')

const ports = { callgrant: await freePort(7100), backEnd: await freePort(3000), pages: await freePort(5173) }
const server = `http://127.0.0.1:${ports.callgrant}`
const backEnd = `http://127.0.0.1:${ports.backEnd}`

mkdirSync(FOLDER, { recursive: true })
const kept: Record<string, string | undefined> = existsSync(STATE)
  ? parseEnv(readFileSync(STATE, 'utf8'))
  : {}
const newSecret = () => randomBytes(32).toString('hex')
const adminToken = kept.CALLGRANT_ADMIN_TOKEN ?? newSecret()

/** What ends each part, as far as they were started. */
const parts: (() => unknown)[] = []
let stopping = false
function stop(code = 0): void {
  if (stopping) return
  stopping = true
  void Promise.allSettled(parts.map((end) => end())).then(() => process.exit(code))
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop())

// 1. The Callgrant server. It answers pages of the origins that it is told, and no others.
const callgrant = spawn(
  process.execPath,
  [
    ...['node_modules/callgrant/bin/callgrant.js', 'serve', '--json', '--port', `${ports.callgrant}`],
    ...[
      '--data-dir',
      join(FOLDER, 'server'),
      '--allowed-origins',
      originsOf(ports.pages).join(),
      '--log-level',
      'warn',
    ],
    // The back end is on this machine, at plain http. Leave it out where it is not.
    '--webhooks-private',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, CALLGRANT_ADMIN_TOKEN: adminToken } },
)
parts.push(() => callgrant.kill())
callgrant.once('exit', (code) => stop(code ?? 1))
await firstLine(callgrant)

// 2. The app at that server: made at the first start, and remembered.
const made = await setUp({
  server,
  adminToken,
  backEnd,
  made: kept.CALLGRANT_APPID ? (kept as unknown as Made) : undefined,
})
const env = {
  ...made,
  CALLGRANT_ADMIN_TOKEN: adminToken,
  CALLGRANT_SERVER: server,
  DOOR_CODE: kept.DOOR_CODE ?? newSecret(),
  COOKIE_SECRET: kept.COOKIE_SECRET ?? newSecret(),
  DEV_SIGN_IN: '1',
}
writeFileSync(
  STATE,
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join(''),
  { mode: 0o600 },
)

// 3. The back end, and the pages.
const app = await buildApp(settingsFrom(env))
parts.push(() => app.close())
await app.listen({ host: '127.0.0.1', port: ports.backEnd })
const served = await startPages({ port: ports.pages, backEnd, server, appid: made.CALLGRANT_APPID })
parts.push(served.close)

// 4. A door, as a process of its own: it has its code and the back end's address, and none of the secrets above.
const door = spawn(process.execPath, ['door/node.ts'], {
  stdio: 'inherit',
  env: {
    PATH: process.env.PATH,
    LANG: process.env.LANG,
    BACK_END: backEnd,
    DOOR_CODE: env.DOOR_CODE,
    DOOR_SN: 'door-1',
  },
})
parts.push(() => door.kill())

console.log(`
  A person's page   ${served.person}
  A door's page     ${served.door}#${env.DOOR_CODE}
  The server        ${server}/docs

  Open the first, sign in, and allow the front door to ring you.
  Ctrl+C stops everything.
`)
if (process.stdout.isTTY && !process.env.CI) served.open()

/** The port, or any other where that one is taken. */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer()
  const tried = (port: number) =>
    new Promise<boolean>((done) =>
      probe.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)),
    )
  if (!(await tried(wanted))) await tried(0)
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}

/** The server prints one line when it is ready. */
async function firstLine({ stdout }: ChildProcess): Promise<void> {
  if (stdout) await once(createInterface(stdout), 'line')
}

/** A throw-away TURN server for tests: coturn, found on this machine or installed from Debian. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { aptInstall, findProgram, freePort } from './machine.ts'
import { missing } from './requirements.ts'

export interface Coturn {
  /** Of its listener for UDP and TCP, on 127.0.0.1. */
  port: number
  /** Of its listener for TLS; null without a certificate. */
  tlsPort: number | null
  /** Its `static-auth-secret`. */
  secret: string
  stop(): Promise<void>
}

const ANSWER_WITHIN_MS = 10_000

/** The path of coturn's program; null when there is none. */
const findCoturn = (): string | null => findProgram(['turnserver'])

/**
 * Like `findCoturn`, and on Debian as root installs it.
 * @returns its path, or a sentence that says what could not be done
 */
export function ensureCoturn(): { path: string } | { reason: string } {
  const found = findCoturn()
  if (found) return { path: found }
  const failure = aptInstall('coturn', ['coturn'])
  if (failure) return { reason: failure }
  // Its package also starts it as a service, open to the network; the tests start their own.
  if (existsSync('/run/systemd/system')) {
    spawnSync('systemctl', ['disable', '--now', 'coturn'], { stdio: 'inherit' })
  }
  const installed = findCoturn()
  return installed ? { path: installed } : { reason: 'apt-get installed coturn, but it is not on the PATH' }
}

/**
 * For the tests that need it: `describe.skipIf(!hasCoturn())`.
 * @throws when there is none and CALLGRANT_REQUIRE_ALL=1
 */
export function hasCoturn(): boolean {
  if (findCoturn() !== null) return true
  missing('coturn', 'no turnserver on the PATH', 'its tests are skipped; `npm test` installs it on Debian')
  return false
}

/**
 * Starts coturn on free ports of 127.0.0.1 with a secret of its own, or a given one, and with its files in a new temporary folder.
 * @param options `tls`: PEM texts, for a listener that speaks TLS; `rules`: lines of its configuration that say whom it
 *   relays for, in the place of the secret; `detached`: in a process group of its own
 * @throws with what coturn printed, when it does not answer a STUN binding in time
 */
export async function startCoturn(
  options: {
    tls?: { cert: string; key: string }
    rules?: (secret: string) => string[]
    detached?: boolean
    secret?: string
  } = {},
): Promise<Coturn> {
  const { tls, rules = withSecret, detached = false, secret = randomBytes(24).toString('hex') } = options
  const program = findCoturn()
  if (program === null) throw new Error('no coturn on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-coturn-'))
  const path = (name: string) => join(folder, name)
  const port = await freePort()
  const tlsPort = tls ? await freePort() : null
  const lines = [
    'listening-ip=127.0.0.1',
    'relay-ip=127.0.0.1',
    `listening-port=${port}`,
    ...rules(secret),
    'allow-loopback-peers',
    'no-dtls',
    ...(tls ? [`tls-listening-port=${tlsPort}`, `cert=${path('cert')}`, `pkey=${path('key')}`] : ['no-tls']),
    `userdb=${path('turndb')}`,
    `pidfile=${path('pid')}`,
    'log-file=stdout',
  ]
  // In a file, since everybody on the machine can read flags.
  writeFileSync(path('conf'), `${lines.join('\n')}\n`, { mode: 0o600 })
  if (tls) {
    writeFileSync(path('cert'), tls.cert)
    writeFileSync(path('key'), tls.key, { mode: 0o600 })
  }
  const child = spawn(program, ['-c', path('conf')], {
    cwd: folder,
    detached,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // coturn stops also when this process is killed.
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  const stop = async () => {
    process.removeListener('exit', killNow)
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answering(child, port)
  } catch (error) {
    await stop()
    throw error
  }
  return { port, tlsPort, secret, stop }
}

const withSecret = (secret: string) => [
  'use-auth-secret',
  `static-auth-secret=${secret}`,
  'realm=callgrant.test',
  'no-cli',
]

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((done) => child.once('exit', done))
  // It has no state that a graceful stop would save.
  child.kill('SIGKILL')
  await exit
}

/** Asks for a STUN binding until it is answered. */
async function answering(child: ChildProcess, port: number): Promise<void> {
  let output = ''
  let failure: Error | undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk).slice(-4000)))
  }
  child.once('error', (error) => (failure = error))
  child.once('exit', (code) => (failure ??= new Error(`coturn ended with ${code}: ${output}`)))
  const socket = createSocket('udp4')
  const id = randomBytes(12)
  let answered = false
  socket.on('message', (message) => {
    if (message.readUInt16BE(0) === 0x0101 && message.subarray(8, 20).equals(id)) answered = true
  })
  // Nobody listens there yet: asked again below.
  socket.on('error', () => {})
  const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), id])
  const deadline = performance.now() + ANSWER_WITHIN_MS
  try {
    while (!answered) {
      if (failure) throw failure
      if (performance.now() > deadline) throw new Error(`coturn does not answer on port ${port}: ${output}`)
      socket.send(request, port, '127.0.0.1')
      await pause(20)
    }
  } finally {
    socket.close()
  }
}

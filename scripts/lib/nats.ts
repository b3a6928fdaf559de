/** A throw-away NATS server for tests: found on this machine or installed from Debian. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { aptInstall, findProgram, freePort } from './machine.ts'
import { missing } from './requirements.ts'

export interface Nats {
  /** `nats://127.0.0.1:port` */
  url: string
  /** Of the process that runs now, for signals. */
  pid(): number
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  /** Ends it, and removes its files. */
  stop(): Promise<void>
}

const ANSWER_WITHIN_MS = 10_000

/** Debian installs it where only root's PATH looks. */
const findNats = (): string | null => findProgram(['nats-server'], ['/usr/sbin/nats-server'])

/**
 * Like `findNats`, and on Debian as root installs it.
 * @returns its path, or a sentence that says what could not be done
 */
export function ensureNats(): { path: string } | { reason: string } {
  const found = findNats()
  if (found) return { path: found }
  const failure = aptInstall('NATS', ['nats-server'])
  if (failure) return { reason: failure }
  // Its package also starts it as a service; the tests start their own.
  if (existsSync('/run/systemd/system')) {
    spawnSync('systemctl', ['disable', '--now', 'nats-server'], { stdio: 'inherit' })
  }
  const installed = findNats()
  return installed
    ? { path: installed }
    : { reason: 'apt-get installed nats-server, but it is not on the PATH' }
}

/**
 * For the tests that need it: `describe.skipIf(!hasNats())`.
 * @throws when there is none and CALLGRANT_REQUIRE_ALL=1
 */
export function hasNats(): boolean {
  if (findNats() !== null) return true
  missing('NATS', 'no nats-server', 'its tests are skipped; `npm test` installs it on Debian')
  return false
}

/**
 * Starts NATS on a free port of 127.0.0.1.
 * @param configuration lines of its configuration file, such as `authorization: { token: "…" }`; a function is told the
 *   folder of its files
 * @param files what it needs beside, by name, in that folder
 * @param detached in a process group of its own: a terminal's Ctrl+C reaches only who started it
 * @throws with what it printed, when it does not greet in time
 */
export async function startNats(
  configuration: string | ((folder: string) => string) = '',
  files: Record<string, string> = {},
  detached = false,
): Promise<Nats> {
  const program = findNats()
  if (program === null) throw new Error('no nats-server on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-nats-'))
  const conf = join(folder, 'nats.conf')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
  writeFileSync(conf, typeof configuration === 'string' ? configuration : configuration(folder))
  const port = await freePort()
  let child: ChildProcess | undefined
  // It stops also when this process is killed.
  const killNow = () => child?.kill('SIGKILL')
  process.once('exit', killNow)
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = new Promise((done) => child?.once('exit', done))
    child.kill('SIGKILL')
    await exit
  }
  const start = async () => {
    child = spawn(program, ['-c', conf, '-a', '127.0.0.1', '-p', String(port)], {
      detached,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await greeting(child, port)
  }
  const stop = async () => {
    process.removeListener('exit', killNow)
    await kill()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `nats://127.0.0.1:${port}`, pid: () => child?.pid ?? 0, kill, start, stop }
}

/** Connects until the server sends its first line. */
async function greeting(child: ChildProcess, port: number): Promise<void> {
  let output = ''
  let failure: Error | undefined
  child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk).slice(-4000)))
  child.once('error', (error) => (failure = error))
  child.once('exit', (code) => (failure ??= new Error(`nats-server ended with ${code}: ${output}`)))
  const deadline = performance.now() + ANSWER_WITHIN_MS
  while (!(await greets(port))) {
    if (failure) throw failure
    if (performance.now() > deadline)
      throw new Error(`nats-server does not answer on port ${port}: ${output}`)
    await pause(10)
  }
}

function greets(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise<boolean>((resolve) => {
    socket.once('data', (data) => resolve(data.toString().startsWith('INFO ')))
    socket.once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}

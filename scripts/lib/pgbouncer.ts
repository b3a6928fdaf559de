/** A throw-away PgBouncer for tests, in transaction mode: found on this machine or installed from Debian. */

import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aptInstall, findProgram, freePort } from './machine.ts'
import { missing } from './requirements.ts'

export interface Pgbouncer {
  /** The given database, through it. */
  url: string
  stop(): Promise<void>
}

/** It refuses to run as root; this user exists on every Linux and owns nothing. */
const NOBODY = 65534

/** Debian installs it where only root's PATH looks. */
const findPgbouncer = (): string | null => findProgram(['pgbouncer'], ['/usr/sbin/pgbouncer'])

/**
 * Like `findPgbouncer`, and on Debian as root installs it.
 * @returns its path, or a sentence that says what could not be done
 */
export function ensurePgbouncer(): { path: string } | { reason: string } {
  const found = findPgbouncer()
  if (found) return { path: found }
  const failure = aptInstall('PgBouncer', ['pgbouncer'])
  if (failure) return { reason: failure }
  // Its package also starts it as a service; the tests start their own.
  if (existsSync('/run/systemd/system')) {
    spawnSync('systemctl', ['disable', '--now', 'pgbouncer'], { stdio: 'inherit' })
  }
  const installed = findPgbouncer()
  return installed
    ? { path: installed }
    : { reason: 'apt-get installed pgbouncer, but it is not on the PATH' }
}

/**
 * For the tests that need it: `describe.skipIf(!hasPgbouncer())`.
 * @throws when there is none and CALLGRANT_REQUIRE_ALL=1
 */
export function hasPgbouncer(): boolean {
  if (findPgbouncer() !== null) return true
  missing('PgBouncer', 'no pgbouncer', 'its tests are skipped; `npm test` installs it on Debian')
  return false
}

/**
 * Starts PgBouncer on a free port of 127.0.0.1, in front of a server that trusts this machine.
 * @param databaseUrl the database to reach through it
 * @param settings lines of its configuration, such as `default_pool_size = 2`
 * @throws with what it printed, when it does not start
 */
export async function startPgbouncer(databaseUrl: string, settings: string[] = []): Promise<Pgbouncer> {
  const program = findPgbouncer()
  if (program === null) throw new Error('no pgbouncer on this machine')
  const target = new URL(databaseUrl)
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-pgbouncer-'))
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  const server = [`host=${target.hostname}`, `port=${target.port || 5432}`, `user=${target.username}`]
  if (target.password) server.push(`password=${decodeURIComponent(target.password)}`)
  const lines = [
    '[databases]',
    `* = ${server.join(' ')}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    ...settings,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  const asRoot = process.getuid?.() === 0
  if (asRoot) for (const path of [folder, file]) chownSync(path, NOBODY, NOBODY)
  const child = spawn(program, [file], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(asRoot && { uid: NOBODY, gid: NOBODY }),
  })
  // It stops also when this process is killed.
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  const exit = new Promise((done) => child.once('close', done))
  const stop = async () => {
    process.removeListener('exit', killNow)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
    await exit
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await new Promise<void>((ready, failed) => {
      let output = ''
      child.stderr.on('data', (chunk: Buffer) => {
        output = (output + chunk).slice(-4000)
        if (/process up/.test(output)) ready()
      })
      child.once('error', failed)
      child.once('exit', (code) => failed(new Error(`pgbouncer ended with ${code}: ${output}`)))
    })
  } catch (error) {
    await stop()
    throw error
  }
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return { url: url.href, stop }
}

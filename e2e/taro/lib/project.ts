/** The project that the matrix builds: the example app, a page that calls in every way, and the plugin put in. */

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../../scripts/lib/machine.ts'
import { taroProjectFolder } from '../../../scripts/lib/taro-project.ts'

const root = resolve(import.meta.dirname, '../../..')
const plugin = join(root, 'packages/taro-plugin')

/** How the plugin gets into the project: packed and installed, linked, by its path, or not at all. */
export type Put = 'installed' | 'linked' | 'local' | 'none'

export interface BuildOptions {
  type: 'h5' | 'harmony-hybrid' | 'weapp' | 'harmony'
  compiler: 'webpack5' | 'vite'
  put: Put
  prebundle?: boolean
  /** What the app is compiled with. */
  server: string
  appid: string
  backEnd: string
}
export interface Built {
  folder: string
  seconds: number
}

export const project = taroProjectFolder()

/** Packs the plugin once for each test file. */
let tarball: string | undefined

/** Fills the project with the sources as they are now. */
export function fillProject(): void {
  for (const name of ['src', 'config', 'dist', 'harmony']) {
    rmSync(join(project, name), { recursive: true, force: true })
  }
  for (const name of ['src', 'config', 'babel.config.js', 'tsconfig.json', 'project.config.json']) {
    cpSync(join(root, 'examples/taro-app', name), join(project, name), { recursive: true })
  }
  cpSync(join(project, 'config/index.js'), join(project, 'config/app.js'))
  const overlay = join(import.meta.dirname, '../overlay')
  for (const name of ['src', 'config']) cpSync(join(overlay, name), join(project, name), { recursive: true })
  // Callers in other people's packages: one whose name makes Taro compile it, one that is left as it is.
  cpSync(join(overlay, 'packages'), join(project, 'node_modules'), { recursive: true })
}

/** @throws with all that Taro printed, when the build fails */
export async function build(options: BuildOptions): Promise<Built> {
  putPlugin(options.put)
  const folder = join(project, 'dist', `${options.type}-${options.compiler}-${options.put}`)
  const start = performance.now()
  const run = promisify(execFile)(process.execPath, taroArgs(options), {
    cwd: project,
    env: environment(options, 'production', folder),
    maxBuffer: 64 << 20,
    timeout: 400_000,
  })
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string; message: string }) => {
    throw new Error(`taro build failed\n${error.stdout.slice(-4000)}\n${error.stderr.slice(-4000)}`)
  })
  const seconds = (performance.now() - start) / 1000
  if (!existsSync(folder) && options.type !== 'harmony')
    throw new Error(`nothing was built:\n${stdout}\n${stderr}`)
  return { folder, seconds }
}

/** @returns all that Taro prints when it refuses to build. @throws when it builds */
export async function failingBuild(options: BuildOptions, change: Record<string, string>): Promise<string> {
  putPlugin(options.put)
  const folder = join(project, 'dist/refused')
  try {
    await promisify(execFile)(process.execPath, taroArgs(options), {
      cwd: project,
      env: { ...environment(options, 'production', folder), ...change },
      timeout: 400_000,
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return stdout + stderr
  }
  throw new Error('the build went well')
}

/** Starts `taro build --watch`. */
export async function watch(options: BuildOptions): Promise<{ url: string; stop(): Promise<void> }> {
  putPlugin(options.put)
  const port = await freePort()
  const child = spawn(process.execPath, [...taroArgs(options), '--watch'], {
    cwd: project,
    env: {
      ...environment(options, 'development', join(project, 'dist/watch')),
      MATRIX_PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => printed.push(String(chunk)))
  }
  const url = `http://127.0.0.1:${port}/`
  await answering(url, child, printed)
  return { url, stop: () => stop(child) }
}

function taroArgs({ type }: BuildOptions): string[] {
  return [join(project, 'node_modules/@tarojs/cli/bin/taro'), 'build', '--type', type]
}

/** The environment without what this test run put into it. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_|TARO_|CALLGRANT_)/.test(name),
  )
  return Object.fromEntries(kept)
}

function environment(options: BuildOptions, mode: string, output: string): NodeJS.ProcessEnv {
  return {
    ...plainEnvironment(),
    NODE_ENV: mode,
    TARO_COMPILER: options.compiler,
    TARO_OUTPUT: output.slice(project.length + 1),
    CALLGRANT_SERVER: options.server,
    CALLGRANT_APPID: options.appid,
    BACK_END: options.backEnd,
    MATRIX_PLUGIN: options.put === 'local' ? plugin : options.put === 'none' ? '' : 'taro-plugin-callgrant',
    MATRIX_PREBUNDLE: options.prebundle ? '1' : '',
  }
}

export function putPlugin(put: Put): void {
  const place = join(project, 'node_modules/taro-plugin-callgrant')
  rmSync(place, { recursive: true, force: true })
  if (put === 'linked') symlinkSync(plugin, place)
  if (put !== 'installed') return
  mkdirSync(place)
  execFileSync('tar', ['-xzf', pack(), '--strip-components=1', '-C', place])
}

/** The tarball that npm would publish. */
export function pack(): string {
  if (tarball) return tarball
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-taro-pack-'))
  execFileSync(
    'npm',
    ['pack', '-w', 'packages/taro-plugin', '--pack-destination', folder, '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  tarball = join(folder, readdirSync(folder)[0] as string)
  return tarball
}

async function answering(url: string, child: ChildProcess, printed: string[]): Promise<void> {
  const until = Date.now() + 300_000
  while (Date.now() < until) {
    if (child.exitCode !== null) break
    const answer = await fetch(url).catch(() => null) // not listening yet
    if (answer?.ok) return
    await new Promise((later) => setTimeout(later, 250))
  }
  await stop(child)
  throw new Error(`the development server does not answer:\n${printed.join('').slice(-4000)}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const gone = new Promise((exited) => child.once('exit', exited))
  // Its bundlers are processes of their own, in its group.
  process.kill(-child.pid, 'SIGKILL')
  await gone
}

/** Writes a file of the project anew. */
export function writeSource(path: string, text: string): void {
  writeFileSync(join(project, path), text)
}

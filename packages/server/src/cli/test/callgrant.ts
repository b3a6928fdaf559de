/** Runs the real `callgrant` for tests, as a process of its own. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = ['--conditions=callgrant-source', fileURLToPath(new URL('../main.ts', import.meta.url))]
/** What npm installs as `callgrant`; it starts a second process here, so most tests start MAIN themselves. */
export const BIN = [fileURLToPath(new URL('../../../bin/callgrant.js', import.meta.url))]
const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
/** No other variables of the machine that runs the tests. */
const CLEAN = { PATH, HOME, LANG: 'C', ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }

type Env = Record<string, string>

export interface Ran {
  code: number | null
  out: string
  err: string
  /** Standard output, read as one JSON document. */
  json(): Record<string, unknown>
}

/** @param options `input` goes to its standard input */
export async function callgrant(
  args: string[],
  options: { env?: Env; cwd?: string; input?: string; program?: string[] } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [...(options.program ?? MAIN), ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { ...CLEAN, ...options.env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk
  })
  child.stdin.end(options.input ?? '')
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, out, err, json: () => JSON.parse(out) as Record<string, unknown> }
}

/** What `callgrant serve` and the others are started with. */
callgrant.program = MAIN

/**
 * Runs it in a pseudo-terminal, by `script` of util-linux.
 * @param until interrupts it when that is shown @returns all that the terminal was sent
 */
export async function inTerminal(
  args: string[],
  columns: number,
  env: Env = {},
  until?: RegExp,
): Promise<string> {
  const command = [process.execPath, ...MAIN, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols ${columns}; exec ${command}`, '/dev/null'], {
    cwd: tmpdir(),
    env: { ...CLEAN, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let shown = ''
  let interrupted = false
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk
    if (!until?.test(shown) || interrupted) return
    interrupted = true
    // As the key does: the terminal turns it into a signal.
    child.stdin.write('\u0003')
  })
  await new Promise((done) => child.once('close', done))
  return shown
}

export interface Serving {
  address: string
  dataDir: string
  stop(): Promise<{ code: number | null; out: string }>
  /** Ends it at once, as a crash does, and removes its folder. */
  kill(): Promise<void>
}

/** `callgrant serve` on a free port with a data folder of its own, which `stop` removes. */
export async function serve(args: string[] = [], env: Env = {}): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-cli-'))
  const dataDir = join(folder, 'data')
  const child = spawn(
    process.execPath,
    [...MAIN, 'serve', '--json', '--port', '0', '--data-dir', dataDir, ...args],
    {
      env: { ...CLEAN, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let out = ''
  let err = ''
  const ended = new Promise<number | null>((done) => child.once('close', done))
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk
  })
  const address = await new Promise<string>((ready, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
      const found = /^\{"address":"([^"]+)"/m.exec(out)?.[1]
      if (found) ready(found)
    })
    child.once('close', (code) => failed(new Error(`callgrant serve ended with ${code}: ${err}${out}`)))
  })
  return {
    address,
    dataDir,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      rmSync(folder, { recursive: true, force: true })
      return { code, out }
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

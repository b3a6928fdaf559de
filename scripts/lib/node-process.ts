/** One node of a cluster: `callgrant serve` as a process of its own, which may be killed, paused and started again. */

import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = resolve(ROOT, 'packages/server/src/cli/main.ts')
/** How long a start may take on a busy machine, in milliseconds. */
const START_MS = 60_000

export interface NodeProcess {
  /** `http://127.0.0.1:…`, also while it does not run. */
  readonly address: string
  /** Of the process that runs now; null when none does. */
  pid(): number | null
  running(): boolean
  /** Starts it again on the same port. @throws with what it printed, when it ends instead */
  start(): Promise<void>
  signal(name: NodeJS.Signals): void
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Ends it gracefully. */
  stop(): Promise<void>
}

export interface NodeOptions {
  port: number
  /** Its settings; no others of this machine. */
  env: Record<string, string>
  args?: string[]
  /** Of Node itself. */
  flags?: string[]
  /** What it writes to standard error and, unless its log is silent, to standard output. */
  onOutput?: (text: string) => void
  /** Called when it ends without having been told to. */
  onEnd?: (how: string) => void
  /** In a process group of its own: a terminal's Ctrl+C reaches only who started it. */
  detached?: boolean
}

/** Starts a node on a port of 127.0.0.1. */
export async function startNode(options: NodeOptions): Promise<NodeProcess> {
  const { port, env, args = [], flags = [], onOutput, onEnd, detached = false } = options
  let child: ChildProcess | undefined
  let told = false
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const killNow = () => child?.kill('SIGKILL')
  process.once('exit', killNow)
  const end = async (signal: NodeJS.Signals) => {
    told = true
    if (!running()) return
    const ended = new Promise((done) => child?.once('exit', done))
    child?.kill(signal)
    // One that is paused hears nothing else.
    if (signal !== 'SIGKILL') child?.kill('SIGCONT')
    await ended
  }
  const start = async () => {
    told = false
    const serve = ['--conditions=callgrant-source', MAIN, 'serve', '--json', '--port', String(port)]
    child = spawn(process.execPath, [...flags, ...serve, ...args], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        // A third off the time of a start.
        NODE_COMPILE_CACHE: resolve(ROOT, 'node_modules/.cache/node'),
        ...env,
      },
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await listening(child, onOutput)
    child.once('exit', (code, signal) => told || onEnd?.(String(signal ?? code)))
  }
  await start()
  return {
    address: `http://127.0.0.1:${port}`,
    pid: () => (running() ? (child?.pid ?? null) : null),
    running,
    start,
    signal: (name) => void child?.kill(name),
    kill: () => end('SIGKILL'),
    async stop() {
      process.removeListener('exit', killNow)
      await end('SIGTERM')
    },
  }
}

function listening(child: ChildProcess, onOutput: (text: string) => void = () => {}): Promise<void> {
  let output = ''
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`callgrant serve ${why}:\n${output}`))
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`did not start within ${START_MS / 1000} s`)
    }, START_MS)
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      fail(`ended with ${signal ?? code}`)
    })
    child.once('error', reject)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output = (output + chunk).slice(-4000)
        onOutput(String(chunk))
        if (!/"address": ?"/.test(output)) return
        clearTimeout(late)
        resolve()
      })
    }
  })
}

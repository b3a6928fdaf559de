/** Servers in processes of their own, beside which a benchmark runs. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Running {
  /** `http://127.0.0.1:port` */
  address: string
  /** Processor time that it has used so far, in milliseconds; what else the machine does is not in it. Linux only. */
  cpuMs(): number
  stop(): Promise<void>
}

/** Of the clock in which Linux counts processor time. */
const MS_A_TICK = 10

/**
 * A node of ours, without limits that one machine would reach.
 * @param env `DATABASE_URL`, `CALLGRANT_KEYS` and what else it needs
 */
export function startNode(env: Record<string, string>): Promise<Running> {
  const script = join(import.meta.dirname, '../packages/server/src/cli/main.ts')
  return start([script, 'serve', '--json'], {
    PORT: '0',
    CALLGRANT_LOG_LEVEL: 'warn',
    CALLGRANT_RATE_LIMIT: '0',
    CALLGRANT_CREDENTIAL_RATE_LIMIT: '0',
    CALLGRANT_CALLS_PER_MINUTE: '0',
    CALLGRANT_CALLS_PER_DAY: '0',
    CALLGRANT_MAX_SOCKETS: '20000',
    CALLGRANT_MAX_SOCKETS_PER_ADDRESS: '20000',
    ...env,
  })
}

/** A script of this folder that prints `{"address": …}` once it listens. */
export function startScript(name: string): Promise<Running> {
  return start([join(import.meta.dirname, name)], {})
}

async function start(args: string[], env: Record<string, string>): Promise<Running> {
  // Where profiles of the processor go, one a process, written when it ends.
  const folder = process.env.CALLGRANT_BENCH_PROFILE
  const profile = folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : []
  const child = spawn(process.execPath, [...profile, '--conditions=callgrant-source', ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  return {
    address: await addressOf(child),
    cpuMs() {
      // The name of the program, in brackets, may hold spaces.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * MS_A_TICK
    },
    async stop() {
      process.removeListener('exit', killNow)
      child.kill('SIGTERM')
      await exit
    },
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const said = line.startsWith('{') ? JSON.parse(line) : {}
    if (typeof said.address !== 'string') continue
    child.stdout.resume()
    return said.address
  }
  throw new Error(`the server ended with ${child.exitCode}`)
}

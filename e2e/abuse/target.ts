/** The server under attack: a process of its own, so that its memory is its own, with one app and its people. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createBackend, createOperator } from '@callgrant/sdk/backend'
import { createDevice, fileKeyStore } from '@callgrant/sdk/device'

const ROOT = resolve(import.meta.dirname, '../..')
/** How long a start may take on a busy machine, in milliseconds. */
const START_MS = 60_000
/**
 * Heap of the server, in MB. V8 takes what it is given before it collects garbage, which is not what is measured here:
 * with little, what an attack makes it keep shows as growth, or ends it.
 */
const HEAP_MB = 192
/** How often memory is read, and the health of the server is asked for, in milliseconds. */
const WATCH_MS = 100
const ASK_MS = 250

export interface Target {
  readonly host: string
  readonly port: number
  /** Resident memory now, in bytes. */
  memory(): number
  running(): boolean
  /** A session of a person, as the app's back end gets one. */
  session(openid: string): Promise<string>
  /** Adds a device that has registered. */
  addDevice(modelId: string, sn: string): Promise<void>
  /** Bytes that its store takes on the disk. */
  stored(): number
  /** Watches memory and health until `stop`. */
  watch(): { stop(): Promise<Watched> }
  stop(): Promise<void>
}

export interface Watched {
  /** The most resident memory that was seen, in bytes. */
  peak: number
  /** Times that /healthz and /readyz were asked for, the answers that were not 200 or did not come, and the slowest. */
  asked: number
  failed: number
  slowestMs: number
}

/** @param flags of `callgrant serve` */
export async function startTarget(flags: string[] = []): Promise<Target> {
  const dataDir = mkdtempSync(join(tmpdir(), 'callgrant-abuse-'))
  const main = join(ROOT, 'packages/server/src/cli/main.ts')
  const serve = ['serve', '--port', '0', '--data-dir', dataDir, '--log-level', 'silent', '--json', ...flags]
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, '--conditions=callgrant-source', main, ...serve],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const server = await addressOf(child)
  const { hostname: host, port } = new URL(server)
  const token = readFileSync(join(dataDir, 'admin-token'), 'utf8').trim()
  const { appid, secret } = await createOperator({ server, token }).apps.create({ name: 'Abuse' })
  const backend = createBackend({ server, appid, secret })
  const memory = () => residentBytes(child.pid ?? 0)
  return {
    host,
    port: Number(port),
    memory,
    running: () => child.exitCode === null && child.signalCode === null,
    session: async (openid) => (await backend.sessions.create({ openid })).session,
    async addDevice(modelId, sn) {
      await backend.models.create({ model_id: modelId, model_type: 'door phone' })
      const { sn_ticket } = await backend.tickets.create({ model_id: modelId, sn })
      const key = fileKeyStore(join(dataDir, `${sn}.json`))
      await createDevice({ server, appid, modelId, sn, key }).register(sn_ticket)
    },
    stored: () =>
      readdirSync(dataDir)
        .map((file) => statSync(join(dataDir, file)).size)
        .reduce((sum, size) => sum + size, 0),
    watch: () => watch(memory, host, Number(port)),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await gone
      }
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error('The server did not start within a minute.'))
    }, START_MS)
    child.once('exit', () => reject(new Error(`The server ended at its start: ${output}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk
      const address = /"address": ?"([^"]+)"/.exec(output)?.[1]
      if (address === undefined) return
      clearTimeout(late)
      resolve(address)
    })
  })
}

function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    // No /proc on this system.
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
  }
}

function watch(memory: () => number, host: string, port: number): { stop(): Promise<Watched> } {
  const seen: Watched = { peak: memory(), asked: 0, failed: 0, slowestMs: 0 }
  const look = () => {
    seen.peak = Math.max(seen.peak, memory())
  }
  const asking = new Set<Promise<void>>()
  const ask = (path: string) => {
    const began = performance.now()
    const answer = answers(host, port, path).then((ok) => {
      seen.asked++
      if (!ok) seen.failed++
      seen.slowestMs = Math.max(seen.slowestMs, performance.now() - began)
      asking.delete(answer)
    })
    asking.add(answer)
  }
  const askAll = () => {
    ask('/healthz')
    ask('/readyz')
  }
  askAll()
  const timers = [setInterval(look, WATCH_MS), setInterval(askAll, ASK_MS)]
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(asking)
      look()
      return seen
    },
  }
}

/** Asks from the address that attacks, as a supervisor on the same machine does. */
function answers(host: string, port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host, port, path, agent: false, timeout: 15_000 }, (response) => {
      response.resume()
      response.on('close', () => resolve(response.statusCode === 200))
    })
      .on('timeout', function (this: { destroy(): void }) {
        this.destroy()
      })
      .on('error', () => resolve(false))
  })
}

/** The demo's server: a process of its own, so that it can be killed as a power cut would. */

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('server-process.ts', import.meta.url))
const START_MS = 15_000

export interface DemoServer {
  address: string
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>
  /** Stops it in order (SIGTERM). */
  stop(): Promise<void>
}

/** Starts a server on the data folder. @param port 0: any that is free */
export async function startServer(dataDir: string, port: number): Promise<DemoServer> {
  const child = spawn(process.execPath, [...process.execArgv, MAIN, String(port), dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: withoutSettings(process.env),
  })
  const address = await announced(child)
  const end = (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
    const ended = new Promise<void>((done) => child.once('close', () => done()))
    child.kill(signal)
    return ended
  }
  return { address, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

/** Without the variables that the machine has for a real server. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(CALLGRANT_|DATABASE_URL|PORT$)/.test(name)),
  )
}

function announced(child: ChildProcess): Promise<string> {
  return new Promise((ready, failed) => {
    let out = ''
    let err = ''
    const give = (why: string) => {
      child.kill('SIGKILL')
      failed(new Error(`The server did not start (${why}). ${err.trim()}`.trim()))
    }
    const late = setTimeout(() => give(`no answer in ${START_MS / 1000} s`), START_MS)
    child.stderr?.on('data', (chunk: Buffer) => {
      err = (err + chunk).slice(-2000)
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      out = (out + chunk).slice(-10_000)
      const address = /^\{"address":"([^"]+)"/m.exec(out)?.[1]
      if (!address) return
      clearTimeout(late)
      ready(address)
    })
    child.once('error', (error) => give(error.message))
    child.once('exit', (code) => {
      clearTimeout(late)
      give(`exit code ${code}`)
    })
  })
}

/** What a signed-in client that waits to be rung costs in memory, against a bare `ws` server's connection. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Suite } from './suite.ts'

/** Fewer for a quick run, by the environment. */
const CONNECTIONS = Number(process.env.CALLGRANT_BENCH_SOCKETS ?? 10_000)
/** Opened before the first look, so that what is loaded and compiled once is not counted. */
const BEFORE = 100
/** Signed in at the same time. */
const LANES = 16
/** Files that a process has open beside its sockets, at most. */
const OTHER_FILES = 200

export const suite: Suite = {
  name: `an idle WebSocket, signed in: memory (heap and buffers), mean of ${CONNECTIONS.toLocaleString('en')}`,
  bare: 'bare ws',
  async measure() {
    const files = filesAllowed()
    if (CONNECTIONS + BEFORE + OTHER_FILES > files) {
      return {
        leftOut: `this process may open ${files} files; raise the limit: ulimit -Hn ${2 * CONNECTIONS}`,
      }
    }
    return { ours: await costOf('gateway'), bare: await costOf('bare'), unit: 'KB' }
  },
}

/** KB a connection, in a process of its own that holds nothing but the server. */
async function costOf(kind: 'gateway' | 'bare'): Promise<number> {
  const server = fork(join(import.meta.dirname, 'idle-server.ts'), [kind], {
    execArgv: ['--expose-gc', '--conditions=callgrant-source'],
  })
  const sockets: WebSocket[] = []
  try {
    const url = await ask<string>(server, 'url')
    const openSome = async (count: number) => {
      const frames = await ask<string[]>(server, `sign-in ${count}`)
      const lane = async () => {
        for (let frame = frames.pop(); frame !== undefined; frame = frames.pop()) await openOne(frame)
      }
      await Promise.all(Array.from({ length: LANES }, lane))
    }
    const openOne = async (frame: string) => {
      const socket = new WebSocket(url, { perMessageDeflate: false })
      sockets.push(socket)
      await once(socket, 'open')
      socket.send(frame)
      const reply = JSON.parse(String((await once(socket, 'message'))[0]))
      if (reply.ok !== true) throw new Error(`not signed in: ${JSON.stringify(reply)}`)
    }
    await openSome(BEFORE)
    const before = await ask<number>(server, 'memory')
    await openSome(CONNECTIONS)
    return ((await ask<number>(server, 'memory')) - before) / CONNECTIONS / 1000
  } finally {
    for (const socket of sockets) socket.terminate()
    server.kill()
  }
}

/** Node raises its limit to the highest that it may by itself. */
function filesAllowed(): number {
  const limits = process.platform === 'linux' ? readFileSync('/proc/self/limits', 'utf8') : ''
  const most = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1]
  return most === undefined || most === 'unlimited' ? Infinity : Number(most)
}

async function ask<T>(server: ChildProcess, what: string): Promise<T> {
  const answer = once(server, 'message')
  server.send(what)
  return (await answer)[0] as T
}

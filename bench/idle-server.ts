/** The process that `idle.ts` measures: the gateway, or a bare `ws` server. Answers its parent's questions. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { attachGateway } from '../packages/server/src/gateway/gateway.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { APP, createCallTestbed } from '../packages/server/test/call-testbed.ts'

const server = createServer()
const signIn = process.argv[2] === 'gateway' ? await serveGateway() : serveBare()
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

process.on('message', async (what) => {
  if (what === 'url') answer(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/socket`)
  else if (String(what).startsWith('sign-in ')) answer(await signIns(Number(String(what).split(' ')[1])))
  else answer(memory())
})

/** The first frames of so many people. */
async function signIns(count: number): Promise<string[]> {
  const frames: string[] = []
  while (frames.length < count) frames.push(await signIn())
  return frames
}

function answer(what: string | string[] | number): void {
  process.send?.(what)
}

/** Bytes in use after a collection. */
function memory(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** @returns makes the first frame of one more person */
async function serveGateway(): Promise<() => Promise<string>> {
  const limits = { rateLimit: 0, credentialRateLimit: 0, maxSocketsPerAddress: 100_000, maxSockets: 100_000 }
  const testbed = await createCallTestbed(await openStore('sqlite::memory:'), limits)
  attachGateway(server, testbed.ctx, {
    framesPer10s: 0,
    notSignedInPerAddress: 100_000,
    notSignedIn: 100_000,
    pingMs: 3_600_000,
  })
  let people = 0
  return async () => {
    const openid = `p${people++}`
    const person = testbed.person(openid)
    await testbed.store.people.ensure(APP, openid, testbed.clock.now)
    const token = await testbed.token(person)
    return JSON.stringify({ id: 1, type: 'sign_in', token, client_id: person.clientId.padEnd(8, '-') })
  }
}

function serveBare(): () => Promise<string> {
  const sockets = new WebSocketServer({ server, clientTracking: false })
  sockets.on('connection', (socket) => socket.on('message', () => socket.send('{"ok":true}')))
  return async () => '{}'
}

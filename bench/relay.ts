/** A signal from one side to the other through the gateway, against a bare `ws` server that passes frames on. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Bench } from 'tinybench'
import { WebSocket, WebSocketServer } from 'ws'
import { attachGateway } from '../packages/server/src/gateway/gateway.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { createCallTestbed } from '../packages/server/test/call-testbed.ts'
import { type Suite, sideBySide } from './suite.ts'

/** About the size of a candidate. */
const data = {
  kind: 'candidate',
  candidate: `candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host ${'x'.repeat(60)}`,
  sdpMid: '0',
}

export const suite: Suite = {
  name: 'relay a signal, to the other side’s ear',
  bare: 'bare ws, frame passed on unread',
  async measure() {
    const store = await openStore('sqlite::memory:')
    const testbed = await createCallTestbed(store, { rateLimit: 0 })
    await testbed.decide('alice', 'door-1', 1)
    const server = createServer()
    const gateway = attachGateway(server, testbed.ctx, { framesPer10s: 0 })
    const url = `${await listening(server)}/v1/socket`

    const door = await Peer.open(url)
    const alice = await Peer.open(url)
    for (const [peer, who] of [
      [door, testbed.door('door-1')],
      [alice, testbed.person('alice')],
    ] as const) {
      await peer.ask({ type: 'sign_in', token: await testbed.token(who), client_id: who.clientId })
    }
    const { call } = await door.ask({ type: 'call.start', to: { openid: 'alice' }, room_type: 'video' })
    const room = { room_id: (call as { room_id: string }).room_id }
    await door.ask({ type: 'call.join', ...room })
    await alice.ask({ type: 'call.accept', ...room })

    const bareServer = createServer()
    const bareSockets = new WebSocketServer({ server: bareServer })
    bareSockets.on('connection', (socket) => {
      socket.on('message', (frame) => {
        for (const other of bareSockets.clients) if (other !== socket) other.send(String(frame))
      })
    })
    const bareUrl = await listening(bareServer)
    const left = await Peer.open(bareUrl)
    const right = await Peer.open(bareUrl)

    const frame = () => JSON.stringify({ id: 1, type: 'signal', ...room, data })
    const bench = new Bench({ time: 800 })
      .add('ours', () => alice.receives('signal', () => door.socket.send(frame())))
      .add('bare', () => right.receives('signal', () => left.socket.send(frame())))
    return sideBySide(bench, async () => {
      for (const peer of [door, alice, left, right]) peer.socket.terminate()
      await gateway.stop()
      server.close()
      bareSockets.close()
      bareServer.close()
      await store.close()
    })
  },
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Message = Record<string, unknown>

/** A WebSocket that asks one thing at a time. */
class Peer {
  readonly socket: WebSocket
  #next: { wants: (message: Message) => boolean; resolve: (message: Message) => void } | null = null

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (frame) => {
      const message = JSON.parse(String(frame)) as Message
      if (!this.#next?.wants(message)) return
      const { resolve } = this.#next
      this.#next = null
      resolve(message)
    })
  }

  static async open(url: string): Promise<Peer> {
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new Peer(socket)
  }

  async ask(request: Message): Promise<Message> {
    const reply = await this.#until(
      (message) => message.reply_to === 0,
      () => this.socket.send(JSON.stringify({ id: 0, ...request })),
    )
    if (reply.ok !== true) throw new Error(`${request.type} was refused: ${JSON.stringify(reply)}`)
    return reply
  }

  async receives(type: string, after: () => void): Promise<void> {
    await this.#until((message) => message.type === type, after)
  }

  #until(wants: (message: Message) => boolean, after: () => void): Promise<Message> {
    return new Promise((resolve) => {
      this.#next = { wants, resolve }
      after()
    })
  }
}

/** The WebSocket side of a node: accepts connections within the limits, pings them, and closes them at the stop. */

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { CallgrantError, CLOSE, FRAME_MAX_BYTES } from '@callgrant/protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import { appsOfOrigin } from '../acts/apps/app-origins.ts'
import type { Context } from '../context.ts'
import { clientAddressReader } from '../transport/client-address.ts'
import type { KeepConnection } from '../transport/connection-limit.ts'
import { KeyedCounter } from '../transport/keyed-counter.ts'
import { originCheck } from '../transport/origin.ts'
import type { Readiness } from '../transport/readiness.ts'
import { refuseConnection } from '../transport/refuse-connection.ts'
import { catchUpAll, sendAway } from './after-a-gap.ts'
import { ConnectedClients } from './connected-clients.ts'
import { Connection } from './connection.ts'
import { refusalFrame } from './frames.ts'
import { ORIGIN_REFUSED } from './sign-in.ts'
import { createSocketRates, SOCKET_LIMITS, type SocketLimits } from './socket-limits.ts'
import { UnsignedConnections } from './unsigned-connections.ts'

const SOCKET_PATH = '/v1/socket'

/** What `ws` itself refuses. */
const PROTOCOL_LIMITS = {
  noServer: true,
  clientTracking: false,
  // A compressed frame may be a thousand times as large when it is read.
  perMessageDeflate: false,
  maxPayload: FRAME_MAX_BYTES,
  // Each piece of an unfinished frame or message takes some hundred bytes more than it holds.
  maxFragments: 64,
  maxBufferedChunks: 1024,
  // Pongs are frames that wait for a client to read them: the connection sends its own.
  autoPong: false,
  /** How long a client may take to answer a close frame, in milliseconds. */
  closeTimeout: 2_000,
}

export interface Gateway {
  /** Tells every client to reconnect, finishes what is under way, and closes. Calls go on in the store. */
  stop(): Promise<void>
  /** How many WebSockets are open on this node. */
  connections(): number
}

/**
 * Serves `/v1/socket` on an HTTP server.
 * @param server of `node:http` or `node:https`; other upgrades are answered 404
 * @param options `keepConnection`: told of the connection of each client that has signed in; `readiness`: while it
 *   throws, no client is taken
 */
export function attachGateway(
  server: Server,
  ctx: Context,
  options: Partial<SocketLimits> & { keepConnection?: KeepConnection; readiness?: Readiness } = {},
): Gateway {
  const { keepConnection = () => {}, readiness, ...own } = options
  const limits = { ...SOCKET_LIMITS, ...own }
  const sockets = new WebSocketServer(PROTOCOL_LIMITS)
  const rates = createSocketRates(ctx.settings, limits)
  const clients = new ConnectedClients()
  const addressOf = clientAddressReader(ctx.settings)
  const origins = originCheck(ctx)
  const open = new Map<WebSocket, Connection>()
  const perAddress = new KeyedCounter()
  const unsigned = new UnsignedConnections(limits.notSignedInPerAddress, limits.notSignedIn)
  let signedIn = 0
  let stopping = false

  /** @throws CallgrantError why this upgrade is refused */
  const requireAdmitted = async (request: IncomingMessage, address: string) => {
    if (request.url?.split('?')[0] !== SOCKET_PATH) throw new CallgrantError('not_found')
    if (stopping) throw new CallgrantError('unavailable', { retryAfter: 1 })
    requireRoom(address)
    // A load balancer then asks another node.
    await readiness?.require()
  }

  /** Only clients that have signed in are counted: those that have not are few, whatever comes. */
  const requireRoom = (address: string) => {
    const tooMany =
      signedIn >= ctx.settings.maxSockets || perAddress.count(address) >= ctx.settings.maxSocketsPerAddress
    if (tooMany) throw new CallgrantError('rate_limited', { retryAfter: 5 })
  }

  const accept = (socket: WebSocket, raw: Duplex, address: string, origin: string | null) => {
    let leave = () => {}
    const onSignedIn = () => {
      requireRoom(address)
      signedIn++
      const removeFromAddress = perAddress.add(address)
      leave = () => {
        signedIn--
        removeFromAddress()
      }
      isNotUnsigned()
      keepConnection(raw)
    }
    const connection = new Connection(socket, address, { ctx, limits, rates, clients, origin, onSignedIn })
    const isNotUnsigned = unsigned.add(address, connection)
    open.set(socket, connection)
    socket.on('close', () => {
      open.delete(socket)
      isNotUnsigned()
      leave()
    })
  }

  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // The connection may break during the checks; an error without a listener would end the process.
    const onError = () => socket.destroy()
    socket.on('error', onError)
    const address = addressOf(request)
    const origin = origins.foreign(request)
    let isOfApp = false
    try {
      await requireAdmitted(request, address)
      isOfApp = origin !== null && (await appsOfOrigin(ctx, origin)).length > 0
    } catch (error) {
      if (!(error instanceof CallgrantError)) ctx.log.error({ err: error }, 'an upgrade failed')
      refuseConnection(socket, error instanceof CallgrantError ? error : new CallgrantError('internal'))
      return
    }
    socket.off('error', onError)
    sockets.handleUpgrade(request, socket, head, (client) => {
      // Of which app it is, it says when it signs in.
      if (origin === null || isOfApp) accept(client, socket, address, origin)
      // Browsers hide from a page why its WebSocket was not opened, so it is opened to say so.
      else refuseOrigin(client, origins.refused(origin))
    })
  }

  const pinging = setInterval(() => {
    for (const connection of open.values()) connection.ping()
  }, limits.pingMs)
  pinging.unref()
  const refreshing = setInterval(() => {
    for (const connection of open.values()) {
      connection.pingInCall()
      void connection.refreshRinging()
    }
  }, limits.refreshMs)
  refreshing.unref()
  server.on('upgrade', onUpgrade)

  const stopHearing = ctx.bus.onGap(() => catchUpAll(ctx, [...open.values()], limits.catchingUp))
  // Without a bus between nodes there is no other node.
  const sending = readiness && ctx.settings.natsUrl !== null ? sendAway(readiness, open, limits) : null

  return {
    connections: () => open.size,
    async stop() {
      stopping = true
      clearInterval(pinging)
      clearInterval(refreshing)
      stopHearing()
      clearInterval(sending ?? undefined)
      // Spread over a second, so that they do not all come back at once.
      const stopped = [...open.values()].map((connection) =>
        connection.stop(200 + Math.floor(Math.random() * 1000)),
      )
      const closed = new Promise<void>((resolve) => {
        const check = () => open.size === 0 && resolve()
        for (const socket of open.keys()) socket.on('close', check)
        check()
      })
      await waitAtMost(limits.stopMs, Promise.all([...stopped, closed]))
      for (const connection of open.values()) connection.cut()
      server.off('upgrade', onUpgrade)
    },
  }
}

/** Says why, closes, and reads nothing of what the page sends. */
function refuseOrigin(client: WebSocket, refusal: CallgrantError): void {
  client.on('error', () => {})
  client.send(JSON.stringify(refusalFrame(null, refusal.toWire())))
  client.close(CLOSE.ORIGIN_NOT_ALLOWED, ORIGIN_REFUSED)
}

/** Waits for `work`, at most `ms` milliseconds. */
async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([
    work,
    new Promise((resolve) => {
      timer = setTimeout(resolve, ms)
    }),
  ])
  clearTimeout(timer)
}

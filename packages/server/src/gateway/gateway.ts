/** The WebSocket side of a node: lets connections in, counts them, keeps them honest, and stops with grace. */

import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { CallgrantError, FRAME_MAX_BYTES } from '@callgrant/protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Context } from '../acts/context.ts'
import { Connection } from './connection.ts'
import { GATEWAY_LIMITS, type GatewayLimits, rates } from './limits.ts'
import { addressReader, originAllowed } from './peer-address.ts'
import { Roster } from './roster.ts'
import { Tally } from './tally.ts'

const SOCKET_PATH = '/v1/socket'

export interface Gateway {
  /** Tells every client to reconnect, finishes what is under way, and closes. Calls go on in the store. */
  stop(): Promise<void>
  /** How many WebSockets are open on this node. */
  connections(): number
}

/**
 * Serves `/v1/socket` on an HTTP server.
 * @param server of `node:http` or `node:https`; other upgrades are answered 404
 */
export function attachGateway(server: Server, ctx: Context, options: Partial<GatewayLimits> = {}): Gateway {
  const limits = { ...GATEWAY_LIMITS, ...options }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_MAX_BYTES, clientTracking: false })
  const counts = rates(ctx.settings, limits)
  const roster = new Roster()
  const addressOf = addressReader(ctx.settings)
  const open = new Map<WebSocket, Connection>()
  const perAddress = new Tally()
  const unsigned = new Tally()
  let stopping = false

  /** @throws CallgrantError why this upgrade is not let in */
  const admit = async (request: IncomingMessage, address: string) => {
    if (request.url?.split('?')[0] !== SOCKET_PATH) throw new CallgrantError('not_found')
    if (stopping) throw new CallgrantError('unavailable', { retryAfter: 1 })
    if (!originAllowed(ctx.settings, request.headers)) throw new CallgrantError('forbidden')
    await counts.connect(address)
    const tooMany =
      open.size >= ctx.settings.maxSockets ||
      perAddress.of(address) >= ctx.settings.maxSocketsPerAddress ||
      unsigned.of(address) >= limits.unsignedPerAddress
    if (tooMany) throw new CallgrantError('rate_limited', { retryAfter: 5 })
  }

  const take = (socket: WebSocket, address: string) => {
    const leaveAddress = perAddress.add(address)
    const signedIn = unsigned.add(address)
    const connection = new Connection(socket, address, {
      ctx,
      limits,
      rates: counts,
      roster,
      onSignedIn: signedIn,
    })
    open.set(socket, connection)
    socket.on('close', () => {
      open.delete(socket)
      signedIn()
      leaveAddress()
    })
  }

  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // It may break while we count; without a listener that would end the process.
    const onBroken = () => socket.destroy()
    socket.on('error', onBroken)
    const address = addressOf(request)
    try {
      await admit(request, address)
    } catch (error) {
      if (!(error instanceof CallgrantError)) ctx.log.error({ err: error }, 'an upgrade failed')
      return refuseUpgrade(socket, error instanceof CallgrantError ? error : new CallgrantError('internal'))
    }
    socket.off('error', onBroken)
    sockets.handleUpgrade(request, socket, head, (client) => take(client, address))
  }

  const pinging = setInterval(() => {
    for (const connection of open.values()) connection.ping()
  }, limits.pingMs)
  pinging.unref()
  server.on('upgrade', onUpgrade)

  return {
    connections: () => open.size,
    async stop() {
      stopping = true
      clearInterval(pinging)
      const all = [...open.values()]
      // Spread over a second, so that they do not all come back at once.
      const told = all.map((connection) => connection.stop(200 + Math.floor(Math.random() * 1000)))
      const done = new Promise<void>((resolve) => {
        const check = () => open.size === 0 && resolve()
        for (const socket of open.keys()) socket.on('close', check)
        check()
      })
      await before(limits.stopMs, Promise.all([...told, done]))
      for (const connection of open.values()) connection.cut()
      server.off('upgrade', onUpgrade)
    },
  }
}

function refuseUpgrade(socket: Duplex, refusal: CallgrantError): void {
  const body = JSON.stringify({ error: refusal.toWire() })
  const status = refusal.status
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status as number]}`,
      'connection: close',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      ...(refusal.retryAfter === undefined ? [] : [`retry-after: ${refusal.retryAfter}`]),
      '',
      body,
    ].join('\r\n'),
  )
}

/** Waits for `work`, but no longer than `ms`. */
async function before(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([
    work,
    new Promise((resolve) => {
      timer = setTimeout(resolve, ms)
    }),
  ])
  clearTimeout(timer)
}

/**
 * The limit on TCP connections that belong to nobody known, of any kind, from before their first byte. The newest one
 * closes the oldest, so that whoever holds as many as it may keeps nobody out, not even at its own address.
 */

import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'
import type { Settings } from '../config/settings.ts'
import { addressKey } from './client-address.ts'

/** Connections for requests, kept-alive ones included, and of WebSockets before their sign-in: of all addresses, and of one. */
const PLAIN_MAX = 2000
const PLAIN_PER_ADDRESS = 500
/** Above all other limits: past it Node closes what comes, before anything else is done for it. */
const RESERVE = 1000

type Peer = { remoteAddress?: string | undefined; remotePort?: number | undefined }

interface Plain {
  socket: Socket
  peer: string
  address: string
}

/**
 * Takes a connection out of the limit: it belongs to a client that has signed in, or to an app's stream, which have
 * limits of their own. It may be the connection or the TLS on it.
 */
export type KeepConnection = (connection: object) => void

/**
 * Limits the connections that a server holds. A trusted proxy carries connections of many addresses and is not counted
 * as one; it limits the addresses behind it.
 * @param streamsMax event streams that the process holds beside the WebSockets
 */
export function limitConnections(server: Server, settings: Settings, streamsMax = 0): KeepConnection {
  server.maxConnections = settings.maxSockets + streamsMax + PLAIN_MAX + RESERVE
  const isProxy = proxyAddr.compile(settings.trustProxy)
  // Maps keep the order in which their members were added: the first is the oldest.
  const all = new Map<string, Plain>()
  const byAddress = new Map<string, Map<string, Plain>>()

  const remove = ({ peer, address }: Plain) => {
    all.delete(peer)
    const ofAddress = byAddress.get(address)
    ofAddress?.delete(peer)
    if (ofAddress?.size === 0) byAddress.delete(address)
  }
  const closeOldest = (among: Map<string, Plain>) => {
    const [oldest] = among.values()
    if (!oldest) return
    remove(oldest)
    oldest.socket.destroy()
  }

  server.on('connection', (socket) => {
    const peer = peerOf(socket)
    const { remoteAddress } = socket
    if (peer === null || remoteAddress === undefined || isProxy(remoteAddress, 0)) return
    const plain = { socket, peer, address: addressKey(remoteAddress) }
    const ofAddress = byAddress.get(plain.address)
    if (ofAddress && ofAddress.size >= PLAIN_PER_ADDRESS) closeOldest(ofAddress)
    else if (all.size >= PLAIN_MAX) closeOldest(all)
    all.set(peer, plain)
    byAddress.set(plain.address, (byAddress.get(plain.address) ?? new Map()).set(peer, plain))
    socket.on('close', () => {
      // The same port may be in use again.
      if (all.get(peer) === plain) remove(plain)
    })
  })
  return (connection) => {
    const plain = all.get(peerOf(connection) ?? '')
    if (plain) remove(plain)
  }
}

/** What names a connection, and the TLS on it, among those that are open. */
function peerOf({ remoteAddress, remotePort }: Peer): string | null {
  return remoteAddress === undefined ? null : `${remoteAddress} ${remotePort}`
}

/** Connections of any kind, before a byte is read: one address may not take them all. */

import type { Server } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import type { Settings } from '../config/settings.ts'
import { householdOf } from './peer-address.ts'
import { Tally } from './tally.ts'

/** Beside the WebSockets: requests under way and kept-alive connections, of all addresses and of one. */
const SPARE = 2000
const SPARE_OF_ADDRESS = 500

/**
 * Bounds the connections that a server holds, in all and of one address. One too many is cut with no answer: an
 * answer would be what an attacker wants from us. Those of a trusted proxy carry many addresses and count for none.
 */
export function limitConnections(server: Server, settings: Settings): void {
  server.maxConnections = settings.maxSockets + SPARE
  const ofAddress = settings.maxSocketsPerAddress + SPARE_OF_ADDRESS
  const isProxy = proxyAddr.compile(settings.trustProxy)
  const open = new Tally()
  server.on('connection', (socket) => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined || isProxy(remoteAddress, 0)) return
    const household = householdOf(remoteAddress)
    if (open.of(household) >= ofAddress) {
      socket.destroy()
      return
    }
    socket.on('close', open.add(household))
  })
}

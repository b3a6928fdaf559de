/** Which address a connection comes from, through the proxies that the settings trust; limits are counted by it. */

import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import type { Settings } from '../config/settings.ts'

/** @returns reads the address of the client from a request, as `addressKey` writes it */
export function clientAddressReader(settings: Settings): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile(settings.trustProxy)
  return (request) => addressKey(proxyAddr(request, trust))
}

/** What counts as one address: an IPv4 address, or an IPv6 /64, since providers assign each customer a whole /64. */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${parsed.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
}

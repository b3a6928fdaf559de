/** Where a connection comes from, through the proxies that the settings trust, and whose page opened it. */

import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import type { Settings } from '../config/settings.ts'

/** Reads the address that limits are counted by. */
export function addressReader(settings: Settings): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile(settings.trustProxy)
  return (request) => householdOf(proxyAddr(request, trust))
}

/** What counts as one address: an IPv4 address, or an IPv6 /64, which is what a provider hands a household. */
export function householdOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${parsed.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
}

/**
 * True when the page that opens the connection may: of our own origin, or one that the settings allow. No `Origin`
 * means no browser: devices and apps send none.
 */
export function originAllowed(settings: Settings, headers: IncomingMessage['headers']): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  if (settings.allowedOrigins.includes(origin)) return true
  if (settings.dev && settings.allowedOrigins.length === 0) return true
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  return (
    page.host === host || (settings.publicUrl !== null && page.origin === new URL(settings.publicUrl).origin)
  )
}

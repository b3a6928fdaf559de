/** Keeps what the server calls away from addresses that only it can reach (SSRF): its own machine and its own network. */

import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** It leads to an address that may not be called. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} is no public address`)
    this.name = 'AddressRefused'
  }
}

/** Of IPv6 all that IANA has given out for the internet. What is outside and has no name is `unicast` to ipaddr.js. */
const IPV6_OF_INTERNET = ipaddr.IPv6.parseCIDR('2000::/3')

/** True for addresses of the public internet: not private, loopback, link-local, shared, mapped, or reserved for anything. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  const isOutside = parsed instanceof ipaddr.IPv6 && !parsed.match(IPV6_OF_INTERNET)
  return !isOutside && parsed.range() === 'unicast'
}

/** A host that is an address itself is never looked up, so it is checked here. @throws AddressRefused */
export function requirePublicHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new AddressRefused(host)
}

/**
 * Looks a name up for the connection that is being made, so that the address that was checked is the one that is connected
 * to. One address that may not be called is enough to refuse the name.
 */
export const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '')
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new AddressRefused(hostname), '')
    }
    if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

/** Who may use the try door: pages that this very server showed, under a name that is this machine's. */

import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { CallgrantError } from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { isLoopback, type Settings } from '../config/settings.ts'

/**
 * Keeps other sites' pages out. A page anywhere can send requests to this machine, and a name that its owner points
 * here (DNS rebinding) makes them look like its own; so neither the origin nor the name may be a stranger's.
 * @throws CallgrantError `forbidden`
 */
export function requireOwnPage(settings: Settings, request: FastifyRequest): void {
  const { host, origin } = request.headers
  if (!isOwnHost(settings, host ?? '')) throw refusal('This address is no name of this machine.')
  const crossSite = request.headers['sec-fetch-site'] === 'cross-site'
  const sameOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
  if (crossSite || !sameOrigin) throw refusal('Only the pages of this server may use the try door.')
}

function isOwnHost(settings: Settings, host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false
  const url = new URL(`http://${host}`)
  if (settings.publicUrl !== null && new URL(settings.publicUrl).host === url.host) return true
  const name = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (isLoopback(name)) return true
  if (!settings.lan && isLoopback(settings.host)) return false
  // An address as such cannot be rebound: only names are looked up.
  const own = hostname().toLowerCase()
  return isIP(name) !== 0 || name === own || name === `${own}.local`
}

function refusal(message: string): CallgrantError {
  return new CallgrantError('forbidden', {
    message: `${message} Open the page at the address that the server printed.`,
  })
}

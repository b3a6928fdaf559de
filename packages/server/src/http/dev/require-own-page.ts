/** Development only: who may use the try routes. Pages that this server served, under a name of this machine. */

import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { CallgrantError } from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { isLoopback, type Settings } from '../../config/settings.ts'

/**
 * Refuses pages of other sites. Any page can send requests to this machine, and with a name that resolves to it (DNS
 * rebinding) they look like requests of the same origin; so both the origin and the host name are checked.
 * @throws CallgrantError `forbidden`
 */
export function requireOwnPage(settings: Settings, request: FastifyRequest): void {
  const { host, origin } = request.headers
  if (!isOwnHost(settings, host ?? '')) throw refusal('This address is no name of this machine.')
  const crossSite = request.headers['sec-fetch-site'] === 'cross-site'
  const sameOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
  if (crossSite || !sameOrigin) throw refusal('Only the pages of this server may use the try routes.')
}

function isOwnHost(settings: Settings, host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false
  const url = new URL(`http://${host}`)
  if (settings.publicUrl !== null && new URL(settings.publicUrl).host === url.host) return true
  const name = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (isLoopback(name)) return true
  if (!settings.lan && isLoopback(settings.host)) return false
  // DNS rebinding needs a name; an address is not resolved.
  const own = hostname().toLowerCase()
  return isIP(name) !== 0 || name === own || name === `${own}.local`
}

function refusal(message: string): CallgrantError {
  return new CallgrantError('forbidden', {
    message: `${message} Open the page at the address that the server printed.`,
  })
}

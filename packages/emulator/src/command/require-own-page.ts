/** Who may use the pages' server: pages that it served itself, under a name of this machine. */

import { CallgrantError } from '@callgrant/protocol/errors'

interface Headers {
  host?: string | undefined
  origin?: string | undefined
  'sec-fetch-site'?: string | string[] | undefined
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Refuses pages of other sites. Any page can send requests to this machine, and with a name that resolves to it (DNS
 * rebinding) they look like requests of the same origin; so both the origin and the host name are checked.
 * @throws CallgrantError `forbidden`
 */
export function requireOwnPage(headers: Headers): void {
  const { host = '', origin } = headers
  const url = `http://${host}`
  const ownHost = URL.canParse(url) && LOOPBACK.test(new URL(url).hostname)
  const ownOrigin = origin === undefined || origin === url
  if (ownHost && ownOrigin && headers['sec-fetch-site'] !== 'cross-site') return
  throw new CallgrantError('forbidden', {
    message: 'Only the pages of this server may use it. Open the address that it printed.',
  })
}

/** Which pages may call: those of the server's own origin, and of the origins that the settings allow. */

import type { IncomingMessage } from 'node:http'
import { CallgrantError } from '@callgrant/protocol'
import proxyAddr from '@fastify/proxy-addr'
import type { Logger } from 'pino'
import { isOrigin } from '../config/origin.ts'
import type { Settings } from '../config/settings.ts'

/** A refused origin is logged no oftener than this. */
const WARN_EVERY_MS = 60_000
/** Longest part of a refused origin that is logged, in characters. */
const LOGGED_MAX = 200

/** @throws CallgrantError `origin_not_allowed` */
export type RequireOrigin = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => void

const guards = new WeakMap<Settings, RequireOrigin>()

/** The check of a service, for HTTP and the WebSocket: they warn together once a minute. */
export function originCheck({ settings, log }: { settings: Settings; log: Logger }): RequireOrigin {
  const guard = guards.get(settings) ?? createOriginCheck(settings, log)
  guards.set(settings, guard)
  return guard
}

/**
 * @param now milliseconds of a clock that only goes forward
 * @returns refuses the page that a request is from. No `Origin` means no page of another origin: devices, apps and back
 *   ends send none
 */
export function createOriginCheck(
  settings: Settings,
  log: Logger,
  now = () => performance.now(),
): RequireOrigin {
  const publicOrigin = settings.publicUrl === null ? null : new URL(settings.publicUrl).origin
  const isProxy = proxyAddr.compile(settings.trustProxy)
  let warnedAt = Number.NEGATIVE_INFINITY
  let refused = 0

  const isOwn = (origin: string, request: Parameters<RequireOrigin>[0]) => {
    const { host, 'x-forwarded-host': forwarded } = request.headers
    if (origin === publicOrigin) return true
    const page = new URL(origin).host
    if (page === host) return true
    const { remoteAddress } = request.socket
    return remoteAddress !== undefined && isProxy(remoteAddress, 0) && page === lastOf(forwarded)
  }
  const isAllowed = (origin: string, request: Parameters<RequireOrigin>[0]) => {
    if (!isOrigin(origin)) return false
    if (settings.dev && settings.allowedOrigins.length === 0) return true
    return settings.allowedOrigins.includes(origin) || isOwn(origin, request)
  }
  const warn = (origin: string) => {
    refused++
    if (now() - warnedAt < WARN_EVERY_MS) return
    log.warn(
      { origin: origin.slice(0, LOGGED_MAX), refused },
      'a page of an origin that is not in CALLGRANT_ALLOWED_ORIGINS was refused',
    )
    warnedAt = now()
    refused = 0
  }
  return (request) => {
    const { origin } = request.headers
    // In development a page in a sandboxed frame, whose origin is `null`, may call as any other.
    const sandboxed = origin === 'null' && settings.dev && settings.allowedOrigins.length === 0
    if (origin === undefined || sandboxed || isAllowed(origin, request)) return
    warn(origin)
    throw new CallgrantError('origin_not_allowed')
  }
}

/** The host that the proxy which is trusted named: the last one, since a client may have sent others. */
function lastOf(header: string | string[] | undefined): string | undefined {
  return String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim()
}

/** Which pages may call: those of the server's own origin, and of the origins that the settings allow. */

import type { IncomingMessage } from 'node:http'
import { CallgrantError, isOrigin } from '@callgrant/protocol'
import proxyAddr from '@fastify/proxy-addr'
import type { Logger } from 'pino'
import type { Settings } from '../config/settings.ts'

/** A refused origin is logged no oftener than this. */
const WARN_EVERY_MS = 60_000
/** Longest part of a refused origin that is logged, in characters. */
const LOGGED_MAX = 200

type Asking = Pick<IncomingMessage, 'headers' | 'socket'>

export interface OriginCheck {
  /** The origin of the page that asks, where the settings do not allow it; null: they do, or it is no page. */
  foreign(request: Asking): string | null
  /** Logs that it was refused. @returns what is thrown */
  refused(origin: string): CallgrantError
}

const guards = new WeakMap<Settings, OriginCheck>()

/** The check of a service, for HTTP and the WebSocket: they warn together once a minute. */
export function originCheck({ settings, log }: { settings: Settings; log: Logger }): OriginCheck {
  const guard = guards.get(settings) ?? createOriginCheck(settings, log)
  guards.set(settings, guard)
  return guard
}

/**
 * @param now milliseconds of a clock that only goes forward
 * @returns which pages may call. No `Origin` means no page of another origin: devices, apps and back ends send none
 */
export function createOriginCheck(
  settings: Settings,
  log: Logger,
  now = () => performance.now(),
): OriginCheck {
  const publicOrigin = settings.publicUrl === null ? null : new URL(settings.publicUrl).origin
  const isProxy = proxyAddr.compile(settings.trustProxy)
  let warnedAt = Number.NEGATIVE_INFINITY
  let refusals = 0

  const isOwn = (origin: string, request: Asking) => {
    const { host, 'x-forwarded-host': forwarded } = request.headers
    if (origin === publicOrigin) return true
    const page = new URL(origin).host
    if (page === host) return true
    const { remoteAddress } = request.socket
    return remoteAddress !== undefined && isProxy(remoteAddress, 0) && page === lastOf(forwarded)
  }
  const isAllowed = (origin: string, request: Asking) => {
    if (!isOrigin(origin)) return false
    if (settings.dev && settings.allowedOrigins.length === 0) return true
    return settings.allowedOrigins.includes(origin) || isOwn(origin, request)
  }
  return {
    foreign(request) {
      const { origin } = request.headers
      // In development a page in a sandboxed frame, whose origin is `null`, may call as any other.
      const sandboxed = origin === 'null' && settings.dev && settings.allowedOrigins.length === 0
      return origin === undefined || sandboxed || isAllowed(origin, request) ? null : origin
    },
    refused(origin) {
      refusals++
      if (now() - warnedAt >= WARN_EVERY_MS) {
        log.warn(
          { origin: origin.slice(0, LOGGED_MAX), refused: refusals },
          'a page of an origin that is not in CALLGRANT_ALLOWED_ORIGINS, nor in the list of its app, was refused',
        )
        warnedAt = now()
        refusals = 0
      }
      return new CallgrantError('origin_not_allowed')
    },
  }
}

/** The host that the proxy which is trusted named: the last one, since a client may have sent others. */
function lastOf(header: string | string[] | undefined): string | undefined {
  return String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim()
}

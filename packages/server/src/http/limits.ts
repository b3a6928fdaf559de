/** What one address may do in a minute, so that none can starve the others; memory for it is bounded. */

import { CallgrantError, type ErrorCode } from '@callgrant/protocol'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Settings } from '../config/settings.ts'

/** Addresses remembered at once; the one unseen for longest is forgotten first. */
const ADDRESSES = 20_000
const MINUTE_MS = 60_000

export interface Limits {
  /**
   * Runs a check of a credential, and counts against the address when it was wrong. A right one always passes,
   * so that one bad device does not lock out the school it stands in.
   * @throws CallgrantError what the check threw; `rate_limited` instead after too many wrong ones in this minute
   */
  countingWrong<T>(request: FastifyRequest, check: () => Promise<T>): Promise<T>
}

/** What says that a credential was wrong, and not merely old. */
const WRONG: ReadonlySet<ErrorCode> = new Set([
  'unauthenticated',
  // To sign in as one that there is not: who does so often looks for those that there are.
  'app_unknown',
  'device_unknown',
  'device_credential_wrong',
  'challenge_invalid',
  'oidc_token_wrong',
  'ticket_invalid',
  'login_code_invalid',
])

/** Sets the limits of the settings on every route; a limit of 0 is none. */
export async function limitRates(app: FastifyInstance, settings: Settings): Promise<Limits> {
  await app.register(rateLimit, {
    global: true,
    max: settings.rateLimit || Number.MAX_SAFE_INTEGER,
    timeWindow: MINUTE_MS,
    cache: ADDRESSES,
    // A provider hands a household a whole /64, so that is one address.
    ipv6Subnet: 64,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  })
  const wrong = app.createRateLimit({
    max: settings.wrongCredentialLimit || Number.MAX_SAFE_INTEGER,
    timeWindow: MINUTE_MS,
    ipv6Subnet: 64,
  })
  return {
    async countingWrong(request, check) {
      try {
        return await check()
      } catch (error) {
        if (error instanceof CallgrantError && WRONG.has(error.code)) {
          const count = await wrong(request)
          if (!count.isAllowed && count.isExceeded) throw tooMany(count.ttl)
          request.log.info(
            { address: request.ip, route: request.routeOptions.url, code: error.code },
            'a wrong credential',
          )
        }
        throw error
      }
    },
  }
}

function tooMany(ttlMs: number): CallgrantError {
  return new CallgrantError('rate_limited', { retryAfter: Math.max(1, Math.ceil(ttlMs / 1000)) })
}

/**
 * How many requests a minute are answered, and how many wrong credentials. A person and a device are counted by
 * themselves, so that whoever floods from their address does not keep them out; everyone else by address.
 */

import { CallgrantError, type ErrorCode } from '@callgrant/protocol'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { address } from '../bus/bus.ts'
import type { Settings } from '../config/settings.ts'
import { addressKey } from '../transport/client-address.ts'

/** Addresses, people and devices remembered at once; the least recently seen is forgotten first. */
const REMEMBERED = 20_000
const MINUTE_MS = 60_000

export interface RateLimits {
  /**
   * Runs a check of a credential, and counts it against the address if the credential was wrong. A right one always
   * passes, so that one device with a wrong key does not lock out every other device at its address.
   * @throws CallgrantError what the check threw; `rate_limited` instead after too many wrong ones in this minute
   */
  countWrongCredentials<T>(request: FastifyRequest, check: () => Promise<T>): Promise<T>
}

/** Refusals that mean that a credential is wrong; an expired one is not. */
const WRONG: ReadonlySet<ErrorCode> = new Set([
  'unauthenticated',
  // Unknown names count as well, or they could be guessed.
  'app_unknown',
  'device_unknown',
  'device_credential_wrong',
  'challenge_invalid',
  'oidc_token_wrong',
  'ticket_invalid',
  'login_code_invalid',
  'ring_token_invalid',
  'console_link_invalid',
  'console_sign_in_failed',
])

/** Sets the limits of the settings on every route; a limit of 0 is none. */
export async function limitRates(app: FastifyInstance, settings: Settings): Promise<RateLimits> {
  await app.register(rateLimit, {
    global: true,
    max: settings.rateLimit || Number.MAX_SAFE_INTEGER,
    timeWindow: MINUTE_MS,
    cache: REMEMBERED,
    // After the credential was checked: a wrong one has ended the request, and was counted as such.
    hook: 'preParsing',
    keyGenerator: countedAs,
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
    keyGenerator: ({ ip }: FastifyRequest) => addressKey(ip),
  })
  return {
    async countWrongCredentials(request, check) {
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

/** Whose request it is. A back end may have several machines, so each of its addresses counts by itself. */
function countedAs({ caller, ip }: FastifyRequest): string {
  switch (caller?.role) {
    case 'person':
    case 'device':
      return address.client(caller)
    case 'backend':
      return `backend.${caller.appid}.${addressKey(ip)}`
    case 'operator':
      return 'operator'
    default:
      return addressKey(ip)
  }
}

function tooMany(ttlMs: number): CallgrantError {
  return new CallgrantError('rate_limited', { retryAfter: Math.max(1, Math.ceil(ttlMs / 1000)) })
}

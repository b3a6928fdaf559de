/** The public keys of an OIDC issuer: found by its discovery document, cached, read within limits. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { isLoopback } from '../../config/settings.ts'
import type { Context } from '../../context.ts'
import { readBounded } from '../bounded-body.ts'

const ANSWER_MS = 5000
const ANSWER_MAX_BYTES = 256 * 1024
/** How long a discovery document is kept, and how long a failure is, so that strangers cannot make us ask on and on. */
const KEPT_MS = 60 * 60_000
const FAILURE_KEPT_MS = 10_000
const ISSUERS_KEPT = 1000

const TOKENS_FAULTS = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported]

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() })

interface Kept {
  keys: Promise<JWTVerifyGetKey>
  until: number
}
/** One memory for each server in the process. */
const memories = new WeakMap<Context, Map<string, Kept>>()

/**
 * What finds the key of a token of this issuer, for jose's `jwtVerify`.
 * @param issuer as the app's settings have it: https, or http on this machine
 * @throws CallgrantError `unavailable` when the issuer cannot be reached or answers nonsense
 */
export function issuerKeys(ctx: Context, issuer: string): Promise<JWTVerifyGetKey> {
  const memory = memories.get(ctx) ?? new Map<string, Kept>()
  memories.set(ctx, memory)
  const kept = memory.get(issuer)
  if (kept && kept.until > ctx.now()) return kept.keys
  const entry: Kept = { keys: discover(issuer), until: ctx.now() + KEPT_MS }
  entry.keys.catch(() => {
    entry.until = ctx.now() + FAILURE_KEPT_MS
  })
  memory.delete(issuer)
  memory.set(issuer, entry)
  const oldest = memory.keys().next().value
  if (memory.size > ISSUERS_KEPT && oldest !== undefined) memory.delete(oldest)
  return entry.keys
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const response = await boundedFetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const document = Discovery.parse(await response.json())
    if (document.issuer !== issuer) throw new Error(`its discovery document is of ${document.issuer}`)
    requireSafe(document.jwks_uri)
    const find = createRemoteJWKSet(new URL(document.jwks_uri), {
      timeoutDuration: ANSWER_MS,
      [customFetch]: boundedFetch,
    })
    return async (header, token) => {
      try {
        return await find(header, token)
      } catch (error) {
        // No key for this token is the token's fault; anything else is the issuer's.
        if (TOKENS_FAULTS.some((fault) => error instanceof fault)) throw error
        throw away(issuer, error)
      }
    }
  } catch (error) {
    throw away(issuer, error)
  }
}

/** `fetch` that follows no redirect, and takes only a short answer with status 200. */
async function boundedFetch(url: string, init: RequestInit): Promise<Response> {
  requireSafe(url)
  const response = await fetch(url, { ...init, redirect: 'error' })
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    throw new Error(`${url} answered ${response.status}`)
  }
  return new Response(Uint8Array.from(await readBounded(response, ANSWER_MAX_BYTES)), { status: 200 })
}

function requireSafe(address: string): void {
  const url = new URL(address)
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  if (!safe) throw new Error(`${address} is not https`)
}

function away(issuer: string, cause: unknown): CallgrantError {
  if (cause instanceof CallgrantError) return cause
  const message = `The keys of issuer ${issuer} cannot be read just now. Nothing was changed; check its address and try again.`
  return new CallgrantError('unavailable', { message, cause })
}

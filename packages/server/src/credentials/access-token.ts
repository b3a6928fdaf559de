/**
 * Access tokens of back ends written for WeChat: signed JWTs that say which row of the store they are of. The same
 * row signs to the same text, since Ed25519 leaves nothing to chance.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
import { errors } from 'jose'
import { readToken, signToken } from './jwt.ts'
import type { Keys } from './keys.ts'

export type AccessTokenKind = 'token' | 'stable'

/** How long an access token is good, in seconds, as WeChat's. */
export const ACCESS_TOKEN_SECONDS = 7200
/** How long the token before a new one stays good; and how long before its end a stable token is made anew. */
export const ACCESS_TOKEN_OVERLAP_MS = 5 * 60_000
/** How far apart two forced refreshes must be. */
export const FORCED_EVERY_MS = 30_000
/** Forced refreshes of an app in a day. */
export const FORCED_PER_DAY = 20

/** What an access token says: whose, of which kind, which of its kind. */
export interface AccessTokenClaims {
  appid: string
  kind: AccessTokenKind
  serial: number
}

const AUDIENCE = 'callgrant access_token'

/** @param issuedAt milliseconds since 1970; the same arguments give the same text */
export function signAccessToken(keys: Keys, token: AccessTokenClaims, issuedAt: number): Promise<string> {
  return signToken(keys, {
    audience: AUDIENCE,
    subject: token.appid,
    claims: { kind: token.kind, serial: token.serial },
    now: issuedAt,
    seconds: ACCESS_TOKEN_SECONDS,
  })
}

/**
 * What this token says; the store knows whether it is still the latest.
 * @throws CallgrantError `token_expired` for one of ours that is over, `forbidden` for a token of ours that is for
 *   something else (a session, a device's token), `unauthenticated` for anything else
 */
export async function readAccessToken(keys: Keys, token: string, now: number): Promise<AccessTokenClaims> {
  try {
    const { sub, kind, serial } = await readToken(keys, token, AUDIENCE, now)
    return { appid: sub as string, kind: kind as AccessTokenKind, serial: serial as number }
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new CallgrantError('token_expired')
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw new CallgrantError('forbidden')
    }
    if (error instanceof errors.JOSEError) throw new CallgrantError('unauthenticated')
    throw error
  }
}

/** The day of Beijing, counted since 1970, by which WeChat counts an app's calls. */
export function quotaDay(now: number): number {
  return Math.floor((now + 8 * 3_600_000) / 86_400_000)
}

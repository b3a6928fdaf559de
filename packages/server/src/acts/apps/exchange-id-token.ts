/** Exchanges the ID token of an OIDC issuer that the app has configured for a session. */

import { createHash } from 'node:crypto'
import type { ExchangeIdToken, OidcIssuer, Session } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { OpenId } from '@callgrant/protocol/http'
import { decodeJwt, errors, jwtVerify } from 'jose'
import type { Context } from '../../context.ts'
import { issuerKeys } from '../../outbound/oidc/issuer-keys.ts'
import { createSession } from './create-session.ts'

/** Asymmetric ones only: a shared secret, or none, would let anybody sign. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
/** How far the issuer's clock may be from ours. */
const CLOCK_TOLERANCE_SECONDS = 30

/**
 * A session for the person of an ID token.
 *
 * The openid is the token's `sub` where that is a well-formed openid and the app has one issuer; else the SHA-256 of
 * issuer and `sub` in base64url, so that two issuers' people are never taken for one.
 * @throws CallgrantError `oidc_token_wrong` when it is of no issuer of this app, for another audience, over, or not
 * signed by the issuer; an unknown app is not told apart. `unavailable` when the issuer's keys cannot be read
 */
export async function exchangeIdToken(ctx: Context, request: ExchangeIdToken): Promise<Session> {
  const app = await ctx.store.apps.find(request.appid)
  const configured: OidcIssuer[] = app ? JSON.parse(app.oidc_issuers) : []
  try {
    const { iss } = decodeJwt(request.id_token)
    const ours = configured.filter(({ issuer }) => issuer === iss)
    if (iss === undefined || ours.length === 0) throw new CallgrantError('oidc_token_wrong')
    const { payload } = await jwtVerify(request.id_token, await issuerKeys(ctx, iss), {
      algorithms: ALGORITHMS,
      issuer: iss,
      audience: ours.map(({ audience }) => audience),
      requiredClaims: ['sub', 'exp', 'iat'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(ctx.now()),
    })
    const openid = openidOf(iss, String(payload.sub), configured)
    return await createSession(ctx, { appid: request.appid }, { openid })
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new CallgrantError('oidc_token_wrong', { cause: error })
    throw error
  }
}

function openidOf(iss: string, sub: string, configured: OidcIssuer[]): string {
  const issuers = new Set(configured.map(({ issuer }) => issuer))
  if (issuers.size === 1 && OpenId.safeParse(sub).success) return sub
  return createHash('sha256')
    .update(JSON.stringify([iss, sub]))
    .digest('base64url')
}

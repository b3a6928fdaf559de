/** Signs and verifies the server's own JWTs: EdDSA only, key found by id, purpose in `aud`, time passed in. */

import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Keys } from './keys.ts'

const ISSUER = 'callgrant'
const ALGORITHM = 'EdDSA'

/** What a token is to say. */
export interface TokenContent {
  /** What it is for; a token for one purpose is none for another. */
  audience: string
  subject: string
  claims: JWTPayload
  /** Makes it good once, where the reader keeps used ones. */
  jti?: string
  /** Milliseconds since 1970. */
  now: number
  /** How long it is good. */
  seconds: number
}

/** The token, signed by the current key. */
export function signToken(keys: Keys, content: TokenContent): Promise<string> {
  const issuedAt = Math.floor(content.now / 1000)
  // `iat` to the millisecond, for what has to be from after something.
  const token = new SignJWT({ ...content.claims, at: content.now })
    .setProtectedHeader({ alg: ALGORITHM, kid: keys.current.kid, typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(content.audience)
    .setSubject(content.subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + content.seconds)
  if (content.jti !== undefined) token.setJti(content.jti)
  return token.sign(keys.current.signing)
}

/** When it was made, in milliseconds since 1970. One that a version before made: at the latest. */
export function issuedAtOf({ at, iat = 0 }: JWTPayload): number {
  return typeof at === 'number' ? at : iat * 1000 + 999
}

/**
 * The claims of a token of ours.
 * @throws jose's `JWTExpired` when it is over, another `JOSEError` when it is not ours or not for this purpose
 */
export async function readToken(
  keys: Keys,
  token: string,
  audience: string,
  now: number,
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(
    token,
    ({ kid }) => {
      const key = kid === undefined ? undefined : keys.byKid.get(kid)
      if (!key) throw new errors.JWKSNoMatchingKey()
      return key.verifying
    },
    {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience,
      requiredClaims: ['sub', 'exp', 'iat'],
      currentDate: new Date(now),
    },
  )
  return payload
}

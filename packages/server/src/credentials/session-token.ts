/** Sessions of people and tokens of devices: short-lived signed JWTs (EdDSA) that are verified without storage. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { errors } from 'jose'
import { issuedAtOf, readToken, signToken } from './jwt.ts'
import type { Keys } from './keys.ts'

/** How long a person's session is good when the back end asks for nothing else, in seconds. */
export const SESSION_SECONDS = 3600
/** How long a device's token is good, in seconds. */
export const DEVICE_TOKEN_SECONDS = 3600

/** Who a token was made for. `issuedAt` and `expiresAt` are in milliseconds since 1970. */
export type TokenHolder =
  | { role: 'person'; appid: string; openid: string; issuedAt: number; expiresAt: number }
  | {
      role: 'device'
      appid: string
      modelId: string
      sn: string
      keyPrint: string
      issuedAt: number
      expiresAt: number
    }

const AUDIENCE = 'callgrant'

/** A session for one person of one app. @param now milliseconds since 1970 @param seconds how long it is good */
export function signPersonSession(
  keys: Keys,
  person: { appid: string; openid: string },
  now: number,
  seconds = SESSION_SECONDS,
): Promise<string> {
  return signToken(keys, {
    audience: AUDIENCE,
    subject: person.openid,
    claims: { app: person.appid, role: 'person' },
    now,
    seconds,
  })
}

/** A token for one device. @param device `keyPrint` is of the key that it signed in with */
export function signDeviceToken(
  keys: Keys,
  device: { appid: string; modelId: string; sn: string; keyPrint: string },
  now: number,
): Promise<string> {
  return signToken(keys, {
    audience: AUDIENCE,
    subject: `${device.modelId}:${device.sn}`,
    claims: { app: device.appid, role: 'device', key: device.keyPrint },
    now,
    seconds: DEVICE_TOKEN_SECONDS,
  })
}

/**
 * Who this token is of.
 * @throws CallgrantError `token_expired` for one of ours that is over, `unauthenticated` for anything else
 */
export async function readSessionToken(keys: Keys, token: string, now: number): Promise<TokenHolder> {
  try {
    const claims = await readToken(keys, token, AUDIENCE, now)
    const { app, role, sub, key, exp } = claims
    if (typeof app === 'string' && typeof sub === 'string' && typeof exp === 'number') {
      const [issuedAt, expiresAt] = [issuedAtOf(claims), exp * 1000]
      if (role === 'person') {
        return { role, appid: app, openid: sub, issuedAt, expiresAt }
      }
      const [, modelId, sn] = /^([^:]+):([^:]+)$/.exec(sub) ?? []
      if (role === 'device' && modelId && sn && typeof key === 'string') {
        return { role, appid: app, modelId, sn, keyPrint: key, issuedAt, expiresAt }
      }
    }
    throw new CallgrantError('unauthenticated')
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new CallgrantError('token_expired')
    if (error instanceof errors.JOSEError) throw new CallgrantError('unauthenticated')
    throw error
  }
}

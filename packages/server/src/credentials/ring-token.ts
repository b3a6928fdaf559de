/** Ring tokens: what a pushed ring carries, to decline this call and do nothing else. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { errors } from 'jose'
import { readToken, signToken } from './jwt.ts'
import type { Keys } from './keys.ts'

const AUDIENCE = 'callgrant decline'

/** One ring at one subscription. */
export interface PushedTo {
  appid: string
  openid: string
  roomId: string
  subscriptionId: string
}

/** @param until the end of the ring, here as `now` in milliseconds since 1970 */
export function signRingToken(keys: Keys, to: PushedTo, now: number, until: number): Promise<string> {
  return signToken(keys, {
    audience: AUDIENCE,
    subject: to.openid,
    claims: { app: to.appid, room: to.roomId, push: to.subscriptionId },
    now,
    seconds: Math.max(1, Math.ceil((until - now) / 1000)),
  })
}

/** @throws CallgrantError `ring_token_invalid` when it is not ours, for another purpose, or the ring is over */
export async function readRingToken(keys: Keys, token: string, now: number): Promise<PushedTo> {
  try {
    const claims = await readToken(keys, token, AUDIENCE, now)
    return {
      appid: claims.app as string,
      openid: claims.sub as string,
      roomId: claims.room as string,
      subscriptionId: claims.push as string,
    }
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new CallgrantError('ring_token_invalid', { cause: error })
    throw error
  }
}

/** Push tokens: a device creates one, and a call or a message names the device by it. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { PUSH_TOKEN_TTL_MS } from '@callgrant/protocol/limits'
import { errors } from 'jose'
import { readToken, signToken } from './jwt.ts'
import type { Keys } from './keys.ts'

const AUDIENCE = 'callgrant push'

/** The device that made it; `keyPrint` is of the key that it had, so that a reset ends its tokens. */
export interface PushedDevice {
  appid: string
  modelId: string
  sn: string
  keyPrint: string
}

/** @param now milliseconds since 1970 @returns a token good for 7 days */
export async function signPushToken(
  keys: Keys,
  device: PushedDevice,
  now: number,
): Promise<{ token: string; expiresAt: number }> {
  const seconds = PUSH_TOKEN_TTL_MS / 1000
  const token = await signToken(keys, {
    audience: AUDIENCE,
    subject: `${device.modelId}:${device.sn}`,
    claims: { app: device.appid, model_id: device.modelId, sn: device.sn, key: device.keyPrint },
    now,
    seconds,
  })
  return { token, expiresAt: (Math.floor(now / 1000) + seconds) * 1000 }
}

/** @throws CallgrantError `push_token_wrong` when it is not ours, of another app, or over */
export async function readPushToken(
  keys: Keys,
  token: string,
  appid: string,
  now: number,
): Promise<PushedDevice> {
  try {
    const { app, model_id, sn, key } = await readToken(keys, token, AUDIENCE, now)
    if (app !== appid) throw new CallgrantError('push_token_wrong')
    return { appid, modelId: model_id as string, sn: sn as string, keyPrint: key as string }
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new CallgrantError('push_token_wrong', { cause: error })
    throw error
  }
}

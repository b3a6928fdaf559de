/** Signs a device in: it proves that it holds its key, and gets a token. */

import type { DeviceToken, SignInDevice } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { signInText } from '@callgrant/protocol/http'
import type { Context } from '../../context.ts'
import { keyPrint, signatureFits } from '../../credentials/device-key.ts'
import { readChallenge } from '../../credentials/once-token.ts'
import { DEVICE_TOKEN_SECONDS, signDeviceToken } from '../../credentials/session-token.ts'

/**
 * Signs a device in with its key over our challenge, which is then used up.
 * @throws CallgrantError `challenge_invalid` when the challenge is not ours, over a minute old, or used;
 * `device_unknown` when no key is registered; `device_credential_wrong` when the signature is of another key
 */
export async function signInDevice(ctx: Context, request: SignInDevice): Promise<DeviceToken> {
  const now = ctx.now()
  const challenge = await readChallenge(ctx.keys, request.challenge, now)
  const { appid, modelId, sn } = challenge
  const key = { modelId, sn }
  const publicKey = await ctx.store.write(async (tx) => {
    const device = await tx.devices.lock(appid, key)
    if (device?.public_key == null) throw new CallgrantError('device_unknown')
    if (!signatureFits(device.public_key, signInText(request.challenge), request.signature)) {
      throw new CallgrantError('device_credential_wrong')
    }
    if (!(await tx.usedTokens.use(challenge))) throw new CallgrantError('challenge_invalid')
    await tx.devices.update(appid, key, { last_seen_at: now })
    return device.public_key
  })
  const holder = { appid, modelId, sn, keyPrint: keyPrint(publicKey) }
  return { token: await signDeviceToken(ctx.keys, holder, now), expires_in: DEVICE_TOKEN_SECONDS }
}

/** What a device signs: the ticket once to register, and a new challenge for each token. */

import type { Challenge, DeviceToken, registrationText, signInText } from '@callgrant/protocol'
import { type Credential, credential } from '../shared/credential.ts'
import type { Http } from '../shared/http.ts'
import type { DeviceKey } from './types.ts'

export interface DeviceIdentity {
  appid: string
  model_id: string
  sn: string
}

/** The same text as `registrationText`, repeated here because that module imports zod. A test compares the two. */
export const textToRegister: typeof registrationText = (r) =>
  ['callgrant-register', r.appid, r.model_id, r.sn, r.sn_ticket, r.public_key].join('\n')

/** The same text as `signInText`. */
export const textToSignIn: typeof signInText = (challenge) => `callgrant-sign-in\n${challenge}`

/** Gets tokens by signing a challenge. */
export function deviceCredential(
  http: Http,
  identity: DeviceIdentity,
  key: () => Promise<DeviceKey>,
): Credential {
  return credential(async () => {
    const { challenge } = await http.request<Challenge>('POST', '/v1/device/challenge', identity)
    const signature = await (await key()).sign(textToSignIn(challenge))
    return (await http.request<DeviceToken>('POST', '/v1/device/token', { challenge, signature })).token
  })
}

/** `login`: a one-time code with which the back end learns the openid, by `jscode2session`. */

import type { Credential } from '../shared/credential.ts'
import type { Http } from '../shared/http.ts'

export interface LoginCode {
  code: string
  /** Seconds. */
  expires_in: number
}

export function login({ http, credential }: { http: Http; credential: Credential }): Promise<LoginCode> {
  return http.request('POST', '/v1/me/code', {}, credential)
}

/** Rings of a native app that does not run: hands its tokens to the server, by which it is pushed to. */

import type { SubscribedPush } from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'
import type { Credential } from '../shared/credential.ts'
import type { Http } from '../shared/http.ts'
import type { Person } from './types.ts'

interface Reach {
  http: Http
  credential: Credential
  /** Address of the server. */
  server: string
  language: Language
}

export interface NativeRingingClient {
  enable: Person['enableNativeRinging']
  disable: Person['disableNativeRinging']
}

export function nativeRinging({ http, credential, server, language }: Reach): NativeRingingClient {
  /** Subscriptions of this run: the platform may give another token in it. */
  const mine = new Set<string>()
  return {
    async enable(device) {
      const { voipToken, ...rest } = { voipToken: undefined, ...device }
      const wish = { ...rest, ...(voipToken && { voip_token: voipToken }), server, language }
      const { subscription_id } = await http.request<SubscribedPush>('POST', '/v1/me/push', wish, credential)
      mine.add(subscription_id)
      return subscription_id
    },
    async disable(subscriptionId) {
      for (const id of subscriptionId === undefined ? [...mine] : [subscriptionId]) {
        await http.request('DELETE', `/v1/me/push/${id}`, undefined, credential)
        mine.delete(id)
      }
    },
  }
}

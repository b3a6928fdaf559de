/** Who uses the app, and which app it is. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Side, WxHost } from '../types.ts'
import { type AsyncApi, asyncFunction, Refused } from './async-api.ts'

export interface AccountApi {
  /** A code for the back end's `jscode2session`, valid once, for 5 minutes. */
  login: AsyncApi<{ timeout?: number }, { code: string }>
  /** Succeeds while the person's session is valid. */
  checkSession: AsyncApi<object, object>
  getAccountInfoSync(): {
    miniProgram: { appId: string; envVersion: 'release' | 'trial' | 'develop'; version: string }
  }
}

export function accountApi({ side, appid, envVersion }: WxHost): AccountApi {
  return {
    login: asyncFunction('login', async () => {
      const { code } = await personClient(side).login()
      return { code }
    }),
    checkSession: asyncFunction('checkSession', async () => {
      try {
        await personClient(side).listAuthorizations()
      } catch (error) {
        const old = error instanceof CallgrantError && error.code === 'token_expired'
        throw old ? new Refused('session expired, call wx.login again', {}, error) : error
      }
      return {}
    }),
    // Only what WeChat has released has a version.
    getAccountInfoSync: () => ({ miniProgram: { appId: appid, envVersion, version: '' } }),
  }
}

/** The person's client. @throws Refused on a device, where nobody is signed in */
export function personClient(side: Side): Extract<Side, { role: 'person' }>['client'] {
  if (side.role === 'person') return side.client
  throw new Refused('not supported on a device: it is for the person’s phone')
}

/** Who uses the app, and which app it is. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Side, Surroundings } from '../types.ts'
import { type AsyncApi, answering, Refused } from './answer.ts'

export interface AccountApi {
  /** A code for the back end's `jscode2session`: good for 5 minutes, once. */
  login: AsyncApi<{ timeout?: number }, { code: string }>
  /** Succeeds while the person's session is good. */
  checkSession: AsyncApi<object, object>
  getAccountInfoSync(): {
    miniProgram: { appId: string; envVersion: 'release' | 'trial' | 'develop'; version: string }
  }
}

export function accountApi({ side, appid, envVersion }: Surroundings): AccountApi {
  return {
    login: answering('login', async () => {
      const { code } = await phone(side).login()
      return { code }
    }),
    checkSession: answering('checkSession', async () => {
      try {
        await phone(side).listAuthorizations()
      } catch (error) {
        const old = error instanceof CallgrantError && error.code === 'token_expired'
        throw old ? new Refused('session expired, call wx.login again', {}, error) : error
      }
      return {}
    }),
    // A version exists only of what was released by WeChat.
    getAccountInfoSync: () => ({ miniProgram: { appId: appid, envVersion, version: '' } }),
  }
}

/** The person's client. @throws Refused on a device, where nobody is signed in as a person */
export function phone(side: Side): Extract<Side, { role: 'person' }>['client'] {
  if (side.role === 'person') return side.client
  throw new Refused('not supported on a device: it is for the person’s phone')
}

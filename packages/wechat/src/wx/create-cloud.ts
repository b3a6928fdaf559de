/** What `require('wx-server-sdk')` gives a cloud function: who calls it, and tickets for devices. */

import { cloudCaller } from './cloud-caller.ts'
import { createDatabase, type Database } from './cloud-database/database.ts'
import { memoryDatabase, sharedDatabase } from './cloud-database/shared.ts'
import type { CloudDatabase } from './cloud-database/types.ts'

/** Posts JSON to a path of the server's WeChat HTTP API, `/wxa/getsnticket`, with an access token. @returns its JSON */
export type OpenApiCall = (path: string, body: object) => Promise<Record<string, unknown>>

/** With `server`, `appid` and `secret` in Node (a secret must never be in a page); with `call`, your back end asks. */
export type CloudOptions = (
  | { server: string; appid: string; secret: string; fetch?: typeof globalThis.fetch }
  | { call: OpenApiCall }
) & {
  env?: string
  /** Where the data of `database()` is, for development; default: in memory, the same as that of the app's `createWx`. */
  database?: CloudDatabase
}

interface TicketRequest {
  sn: string
  model_id?: string
  modelId?: string
}
export interface WxContext {
  OPENID: string
  APPID: string
  UNIONID: string
  ENV: string
  SOURCE: string
  CLIENTIP: string
}
export interface Cloud {
  readonly DYNAMIC_CURRENT_ENV: symbol
  init(config?: object): void
  /** Collections in memory, for development. @param config `throwOnNotFound: false`: what is not there is null */
  database(config?: { env?: unknown; throwOnNotFound?: boolean }): Database
  /** The person who calls the function. @throws Error outside of a call */
  getWXContext(): WxContext
  readonly openapi: {
    readonly device: {
      /** A ticket for one device, valid for 5 minutes. @throws CloudError */
      getSnTicket(request: TicketRequest): Promise<{ snTicket: string; errCode: number; errMsg: string }>
    }
  }
}

/** Thrown when the server refuses; `errCode` is WeChat's number. */
export class CloudError extends Error {
  readonly errCode: number
  readonly errMsg: string

  constructor(api: string, errCode: number, reason: string) {
    const errMsg = `openapi.${api}:fail ${reason}`
    super(`errCode: ${errCode} | errMsg: ${errMsg}`)
    this.name = 'CloudError'
    this.errCode = errCode
    this.errMsg = errMsg
  }
}

/**
 * Makes the module `wx-server-sdk` for cloud functions.
 * @example
 * const cloud = createCloud({ server, appid, secret })
 * const ticket = ({ sn, modelId }) => cloud.openapi.device.getSnTicket({ sn, model_id: modelId })
 * createWx({ server, appid, session, functions: { ticket } })
 */
export function createCloud(options: CloudOptions): Cloud {
  const call = 'call' in options ? options.call : backEnd(options)
  const ownData = 'call' in options ? memoryDatabase : () => sharedDatabase(options.server, options.appid)
  const data = options.database ?? ownData()
  return {
    DYNAMIC_CURRENT_ENV: Symbol.for('DYNAMIC_CURRENT_ENV'),
    init() {},
    database: ({ throwOnNotFound = true } = {}) => createDatabase({ data, throwOnNotFound }),
    getWXContext() {
      const caller = cloudCaller()
      if (!caller)
        throw new Error(
          'getWXContext: nobody calls this function. It is for functions that wx.cloud.callFunction runs.',
        )
      const { openid, appid, env } = caller
      const rest = { UNIONID: '', SOURCE: 'wx_client', CLIENTIP: '127.0.0.1' }
      return { OPENID: openid, APPID: appid, ENV: options.env ?? env, ...rest }
    },
    openapi: {
      device: {
        async getSnTicket({ sn, model_id, modelId }) {
          const answer = await call('/wxa/getsnticket', { sn, model_id: model_id ?? modelId })
          const { sn_ticket } = succeeded('device.getSnTicket', answer)
          return { snTicket: String(sn_ticket), errCode: 0, errMsg: 'openapi.device.getSnTicket:ok' }
        },
      },
    },
  }
}

/** Asks with the app's credentials. The token is asked for each time: the server gives the same until it expires. */
function backEnd({
  server,
  appid,
  secret,
  fetch = globalThis.fetch,
}: Extract<CloudOptions, { secret: string }>): OpenApiCall {
  const post = async (path: string, body: object) => {
    const response = await fetch(server.replace(/\/+$/, '') + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Record<string, unknown>
  }
  return async (path, body) => {
    const granted = await post('/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret })
    const { access_token } = succeeded('auth', granted)
    return post(`${path}?access_token=${encodeURIComponent(String(access_token))}`, body)
  }
}

/** @throws CloudError when the answer has an `errcode` */
function succeeded(api: string, answer: Record<string, unknown>): Record<string, unknown> {
  const { errcode = 0, errmsg = '' } = answer as { errcode?: number; errmsg?: string }
  if (errcode === 0) return answer
  throw new CloudError(api, errcode, errmsg)
}

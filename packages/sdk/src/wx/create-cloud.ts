/** What a cloud function gets for `require('wx-server-sdk')`: who calls, and tickets for devices. */

import { cloudCaller } from './cloud-caller.ts'

/** One request to the server's interface of WeChat's shape, with the token already in it. */
export type OpenApiCall = (path: string, body: object) => Promise<Record<string, unknown>>

export type CloudOptions =
  /** In Node. The secret belongs to a back end: never into a page. */
  | { server: string; appid: string; secret: string; env?: string; fetch?: typeof globalThis.fetch }
  /** In a page: your back end asks. */
  | { call: OpenApiCall; env?: string }

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
  /** The person whose page called the function. @throws Error outside of a call */
  getWXContext(): WxContext
  readonly openapi: {
    readonly device: {
      /** A ticket for one device, good for 5 minutes. @throws CloudError */
      getSnTicket(request: TicketRequest): Promise<{ snTicket: string; errCode: number; errMsg: string }>
    }
  }
}

/** What a refused call throws: WeChat's number in `errCode`. */
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
 * @example
 * // the page of a test: functions written for WeChat find this where they require('wx-server-sdk')
 * const cloud = createCloud({ server, appid, secret })
 */
export function createCloud(options: CloudOptions): Cloud {
  const call = 'call' in options ? options.call : backEnd(options)
  return {
    DYNAMIC_CURRENT_ENV: Symbol.for('DYNAMIC_CURRENT_ENV'),
    init() {},
    getWXContext() {
      const caller = cloudCaller()
      if (!caller)
        throw new Error('getWXContext: nobody calls: it is for a function that wx.cloud.callFunction runs')
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

/** Asks with the app's own credential. A token is got for each call: the stable one is the same until it expires. */
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

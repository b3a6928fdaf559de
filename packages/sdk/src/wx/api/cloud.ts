/** `wx.cloud`: functions that the app or the test handed over, called as WeChat calls them. */

import { callingAs } from '../cloud-caller.ts'
import type { Surroundings } from '../types.ts'
import { type Ok, Refused, told, type WxCallbacks } from './answer.ts'

interface CallOption {
  name: string
  data?: Record<string, unknown>
  config?: { env?: string }
  slow?: boolean
}
interface NoCallbacks {
  success?: undefined
  fail?: undefined
  complete?: undefined
}
interface CallResult {
  // biome-ignore lint/suspicious/noExplicitAny: the one who calls knows what the function answers
  result: any
  requestID: string
}

export interface CloudApi {
  /** Must come first, as WeChat has it. */
  init(config?: { env?: unknown; traceUser?: boolean }): void
  /** `fail`: `errCode` -501000 no such function; -504002 it threw. */
  callFunction(option: CallOption & NoCallbacks): Promise<Ok<CallResult>>
  callFunction(option: CallOption & WxCallbacks<CallResult>): void
}

const API = 'cloud.callFunction'

export function cloudApi({ functions, appid, side }: Surroundings): CloudApi {
  let env: string | undefined

  async function call({ name, data = {} }: CallOption): Promise<CallResult> {
    if (env === undefined) throw new Refused(`Cloud API isn't enabled, please call wx.cloud.init first`)
    const main = Object.hasOwn(functions, name) ? functions[name] : undefined
    const requestID = crypto.randomUUID()
    if (typeof main !== 'function') {
      const reason = `FunctionName parameter could not be found: pass \`functions.${name}\` to createWx`
      throw refusal(-501000, reason, requestID)
    }
    const openid = side.role === 'person' ? ((await side.openid?.()) ?? '') : ''
    const event = { ...(copy(data) as object), userInfo: { appId: appid, openId: openid } }
    try {
      const result = await callingAs({ openid, appid, env }, () => main(event, { request_id: requestID }))
      return { result: copy(result), requestID }
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      throw refusal(-504002, `functions execute fail | errMsg: ${why}`, requestID, error)
    }
  }

  return {
    init(config) {
      // An object names an environment for each service; a symbol is the server side's "the current one".
      env = typeof config?.env === 'string' ? config.env : 'callgrant'
    },
    callFunction: ((option: CallOption & WxCallbacks<CallResult>) =>
      told(API, option, async () => ({
        ...(await call(option)),
        errMsg: `${API}:ok`,
      }))) as CloudApi['callFunction'],
  }
}

function refusal(errCode: number, reason: string, requestID: string, cause?: unknown): Refused {
  return new Refused(
    `Error: errCode: ${errCode} | errMsg: ${reason} | requestID ${requestID}`,
    { errCode },
    cause,
  )
}

/** Only JSON goes there and comes back. */
function copy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value) ?? 'null')
}

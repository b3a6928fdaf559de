/** `wx.cloud`: calls the functions that were passed to `createWx`. */

import { callingAs } from '../cloud-caller.ts'
import { createDatabase, type Database } from '../cloud-database/database.ts'
import type { WxHost } from '../types.ts'
import { type Ok, Refused, settle, type WxCallbacks } from './async-api.ts'

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
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows what the function returns
  result: any
  requestID: string
}

export interface CloudApi {
  /** Must be called first, as in WeChat. */
  init(config?: { env?: unknown; traceUser?: boolean }): void
  /** `fail`: `errCode` -501000, no such function; -504002, it threw. */
  callFunction(option: CallOption & NoCallbacks): Promise<Ok<CallResult>>
  callFunction(option: CallOption & WxCallbacks<CallResult>): void
  /** Collections in memory, for development: nobody's permissions are checked. */
  database(config?: { env?: string }): Database
}

const API = 'cloud.callFunction'

export function cloudApi({ functions, appid, side, database }: WxHost): CloudApi {
  let env: string | undefined

  function needInit(): string {
    if (env === undefined) throw new Refused(`Cloud API isn't enabled, please call wx.cloud.init first`)
    return env
  }
  const ownOpenid = async () => (side.role === 'person' ? ((await side.openid?.()) ?? '') : '')

  async function call({ name, data = {} }: CallOption): Promise<CallResult> {
    const env = needInit()
    const main = Object.hasOwn(functions, name) ? functions[name] : undefined
    const requestID = crypto.randomUUID()
    if (typeof main !== 'function') {
      const reason = `FunctionName parameter could not be found: pass \`functions.${name}\` to createWx`
      throw refusal(-501000, reason, requestID)
    }
    const openid = await ownOpenid()
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
      // It may also be an object with an environment for each service, or the symbol for the current one.
      env = typeof config?.env === 'string' ? config.env : 'callgrant'
    },
    database: () =>
      createDatabase({
        data: database,
        async openid() {
          needInit()
          return ownOpenid()
        },
      }),
    callFunction: ((option: CallOption & WxCallbacks<CallResult>) =>
      settle(API, option, async () => ({
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

/** As JSON, as which WeChat sends it. */
function copy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value) ?? 'null')
}

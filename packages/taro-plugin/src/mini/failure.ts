/** Brings the failures of WeChat's clients, which differ in spelling and fields, into one shape. */

import type { Failure } from '@callgrant/sdk/person'

/**
 * @param api the function that failed; `errMsg` begins with it
 * @param raw what `fail` was called with
 * @example failureOf('requestDeviceVoIP', { errMsg: 'requestDeviceVoIP:fail :The sn has been rejected', errCode: 10021 })
 * // { errMsg: 'requestDeviceVoIP:fail The sn has been rejected', errCode: 10021 }
 */
export function failureOf(api: string, raw: unknown): Failure {
  const fields = (typeof raw === 'object' && raw !== null ? raw : { errMsg: raw }) as Record<string, unknown>
  const text = String(fields.errMsg ?? fields.errmsg ?? fields.message ?? '')
  // Some clients put a second colon before the words (`wechat-surface.md`); some leave the function's name out.
  const words = text.replace(new RegExp(`^(${api}:)?\\s*fail\\b`), '').replace(/^[\s:]+/, '')
  const errCode = number(fields.errCode ?? fields.errcode ?? fields.err_code)
  const errno = number(fields.errno)
  return {
    errMsg: `${api}:fail${words && ` ${words}`}`,
    ...(errCode !== undefined && { errCode }),
    ...(errno !== undefined && { errno }),
  }
}

/** Some clients send a number as text. */
function number(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const parsed = Number(value)
  return value === '' || Number.isNaN(parsed) ? undefined : parsed
}

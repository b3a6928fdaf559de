/** WeChat's two functions, whose answers are reported (B5) and reach the app unchanged. */

import { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
import { failureOf } from './failure.ts'

type Native = (option: Record<string, unknown>) => void
type Host = Record<string, unknown>

/** Sends one report. @param at when WeChat answered, in milliseconds since 1970, by the phone's clock */
export type Report = (path: string, body: object, at: number) => void

/** `errCode`s that tell the person's decision: 10001 allowed before, 10021 rejected now or before. */
const DECIDED: readonly number[] = [DEVICE_VOIP_CODES.ALREADY_AUTHORIZED, DEVICE_VOIP_CODES.REFUSED]

/**
 * @param report is called after the app's own callback; it must not throw
 * @returns both functions, as far as this `wx` has them
 */
export function reportingHost(host: Host, report: Report, now: () => number = Date.now): Host {
  const reported = (
    api: string,
    onAnswer: (option: Host, answer: unknown, failed: boolean, askedAt: number) => void,
  ) => {
    const native = host[api]
    if (typeof native !== 'function') return {}
    const call: Native = (option) => {
      const askedAt = now()
      const callback = (name: 'success' | 'fail') => (answer: unknown) => {
        ;(option[name] as (answer: unknown) => void)(answer)
        onAnswer(option, answer, name === 'fail', askedAt)
      }
      ;(native as Native).call(host, { ...option, success: callback('success'), fail: callback('fail') })
    }
    return { [api]: call }
  }
  return {
    ...reported('requestDeviceVoIP', (option, answer, failed) => {
      const errCode = failed ? failureOf('requestDeviceVoIP', answer).errCode : 0
      if (failed && !DECIDED.includes(errCode as number)) return
      const { isGroup, groupId, sn, modelId } = option
      const subject = isGroup ? { group_id: groupId } : { sn, model_id: modelId }
      report('/v1/me/wechat/outcome', { ...subject, err_code: errCode }, now())
    }),
    ...reported('getDeviceVoIPList', (_, answer, failed, askedAt) => {
      const { list } = (answer ?? {}) as { list?: (Record<string, unknown> | null)[] }
      if (failed || !Array.isArray(list)) return
      const entries = list.map((entry) => {
        // WeChat's declarations say `group_id`, its guide `groupId`.
        const { sn, model_id, group_id, groupId, status } = entry ?? {}
        const group = group_id || groupId
        return group ? { group_id: group, status } : { sn, model_id, status }
      })
      // The list may not have what was decided after the request, so the time of the request is reported.
      report('/v1/me/wechat/list', { list: entries }, askedAt)
    }),
  }
}

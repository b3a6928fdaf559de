/** WeChat's `wx`, overheard: what its two functions answer is told on, and reaches the app as it was (B5). */

import { failureOf } from './failure.ts'

type Native = (option: Record<string, unknown>) => void
type Host = Record<string, unknown>

/** What the server is told: the path, the body, and when WeChat said so, by the phone's clock. */
export type Report = (path: string, body: object, at: number) => void

/** `errCode`s that say what the person decided: authorized before; refused, now or before. */
const DECIDED = [10001, 10021]

/**
 * @param report is called after the app's own callback; it must not throw
 * @returns both functions, as far as this `wx` has them
 */
export function reportingHost(host: Host, report: Report, now: () => number = Date.now): Host {
  const overheard = (
    api: string,
    tell: (option: Host, answer: unknown, failed: boolean, asked: number) => void,
  ) => {
    const native = host[api]
    if (typeof native !== 'function') return {}
    const call: Native = (option) => {
      const asked = now()
      const hearing = (name: 'success' | 'fail') => (answer: unknown) => {
        ;(option[name] as (answer: unknown) => void)(answer)
        tell(option, answer, name === 'fail', asked)
      }
      ;(native as Native).call(host, { ...option, success: hearing('success'), fail: hearing('fail') })
    }
    return { [api]: call }
  }
  return {
    ...overheard('requestDeviceVoIP', (option, answer, failed) => {
      const errCode = failed ? failureOf('requestDeviceVoIP', answer).errCode : 0
      if (failed && !DECIDED.includes(errCode as number)) return
      const { isGroup, groupId, sn, modelId } = option
      const subject = isGroup ? { group_id: groupId } : { sn, model_id: modelId }
      report('/v1/me/wechat/outcome', { ...subject, err_code: errCode }, now())
    }),
    ...overheard('getDeviceVoIPList', (_, answer, failed, asked) => {
      const { list } = (answer ?? {}) as { list?: (Record<string, unknown> | null)[] }
      if (failed || !Array.isArray(list)) return
      const entries = list.map((entry) => {
        const { sn, model_id, group_id, status } = entry ?? {}
        return group_id ? { group_id, status } : { sn, model_id, status }
      })
      // What is decided from the moment of asking on may not be in it.
      report('/v1/me/wechat/list', { list: entries }, asked)
    }),
  }
}

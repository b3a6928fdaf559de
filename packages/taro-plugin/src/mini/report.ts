/** Reports WeChat's answers to the Callgrant server (B5). An error is never the app's: it is logged as a warning, once. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { type Credential, credential, Http } from '@callgrant/sdk/platform'
import type Taro from '@tarojs/taro'
import { registry, session, settings } from '../shared/registry.ts'
import { taroFetch } from '../shared/taro-fetch.ts'
import type { Report } from './reporting-host.ts'

/**
 * @param taro whose `request` is used, to the plugin's `server`, with the session of `setSession`
 * @param now the phone's clock, in milliseconds since 1970
 */
export function reporter(taro: Pick<typeof Taro, 'request'>, now: () => number = Date.now): Report {
  const shared = registry()
  const warned = new Set<string>()
  let who: Credential | undefined
  let clockOffset: Promise<number> | undefined
  shared.forget = () => {
    who = undefined
  }

  /** The session of the person who was signed in when WeChat answered; refuses when somebody else is by now. */
  function person(): Credential {
    const mine: Credential = credential(async () => {
      const token = await session()
      if (who === mine) return token
      throw new CallgrantError('unauthenticated', { message: 'Somebody else has signed in meanwhile.' })
    })
    who ??= mine
    return who
  }

  /** How far the server's clock is ahead of the phone's, in milliseconds, so that reports of several phones are in order. */
  async function measureClockOffset(http: Http): Promise<number> {
    const sent = now()
    const { now: serverTime } = await http.request<{ now: number }>('GET', '/v1/time')
    return serverTime - (sent + now()) / 2
  }

  async function send(path: string, body: object, at: number): Promise<void> {
    const credential = person()
    try {
      const { server, language = 'en' } = settings()
      const http = new Http({ server, language, fetch: taroFetch(taro) })
      clockOffset ??= measureClockOffset(http).catch((error: unknown) => {
        clockOffset = undefined // measured again for the next report
        throw error
      })
      const observed_at = Math.max(0, Math.round(at + (await clockOffset)))
      const answer = await http.request<{ unknown?: number }>(
        'POST',
        path,
        { ...body, observed_at },
        credential,
      )
      if (answer.unknown) warn('unknown', unknownMessage(answer.unknown))
    } catch (error) {
      const code = error instanceof CallgrantError ? error.code : 'internal'
      warn(code, `What WeChat answered was not reported: ${messageOf(error)}`)
    }
  }

  function warn(kind: string, message: string): void {
    if (warned.has(kind)) return
    warned.add(kind)
    console.warn(`taro-plugin-callgrant: ${message}`)
  }

  return (path, body, at) => void send(path, body, at)
}

function unknownMessage(count: number): string {
  return (
    `${count} of the devices and groups that WeChat lists are not in the ledger: Callgrant does not know their model, or the group. ` +
    'Tell it once, under the ids that WeChat gave: `callgrant model create --id …`, `callgrant group create --id …`.'
  )
}

/** What went wrong, and what to do. */
function messageOf(error: unknown): string {
  if (!(error instanceof CallgrantError) || error.code !== 'network' || error.particular) {
    return error instanceof Error ? error.message : String(error)
  }
  const { server } = settings()
  const why = (error.cause as { errMsg?: string } | undefined)?.errMsg ?? String(error.cause)
  return (
    `${why}. See that ${server} can be reached, and that it is among the Mini Program's server domains for requests ` +
    '(mp.weixin.qq.com, Development management).'
  )
}

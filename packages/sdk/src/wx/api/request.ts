/** `wx.request`: HTTP, with WeChat's own host answered by Callgrant. */

import { Check } from '../../shared/check.ts'
import type { Failure } from '../../shared/types.ts'
import type { Surroundings } from '../types.ts'
import { failureOf, type Ok, Refused, tell } from './answer.ts'
import { bodyOf, urlOf } from './request-body.ts'

const TIMEOUT_MS = 60_000
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'PATCH']
/** WeChat's numbers: no answer in time; no network; the request was broken off; the address is none. */
export const REQUEST_ERRNO = { timeout: 5, network: 600001, interrupted: 600003, invalidUrl: 600009 } as const

type Data = string | Record<string, unknown> | ArrayBuffer
export interface RequestOption {
  url: string
  method?: string
  data?: unknown
  header?: Record<string, unknown>
  /** `json` (default): the answer is parsed where that is possible. */
  dataType?: string
  responseType?: 'text' | 'arraybuffer'
  /** Milliseconds; default 60 000. */
  timeout?: number
  redirect?: 'follow' | 'manual'
  success?(result: Ok<RequestResult>): void
  fail?(failure: Failure): void
  complete?(result: Ok<RequestResult> | Failure): void
}
export interface RequestResult {
  data: Data
  statusCode: number
  header: Record<string, string>
  /** Only where `fetch` shows them: not in a browser. */
  cookies: string[]
}
type Headers_ = Pick<RequestResult, 'statusCode' | 'header' | 'cookies'>

export interface RequestTask {
  abort(): void
  onHeadersReceived(listener: (result: Headers_) => void): void
  offHeadersReceived(listener?: (result: Headers_) => void): void
}

export interface RequestApi {
  /** Any status is a success; `fail` is for what brought no answer. Gives a task, never a promise. */
  request(option: RequestOption): RequestTask
}

export function requestApi(surroundings: Surroundings): RequestApi {
  return {
    request(option) {
      const { success, fail, complete } = option ?? {}
      const aborting = new AbortController()
      let listeners: ((result: Headers_) => void)[] = []
      void send(surroundings, option, aborting.signal, (headers) => tell(listeners, headers)).then(
        (result) => tell([success, complete], { ...result, errMsg: 'request:ok' }),
        (error) => tell([fail, complete], failureOf('request', error)),
      )
      return {
        abort: () => aborting.abort(),
        onHeadersReceived: (listener) => void listeners.push(listener),
        offHeadersReceived(listener) {
          listeners = listener ? listeners.filter((one) => one !== listener) : []
        },
      }
    },
  }
}

async function send(
  { server, fetch }: Surroundings,
  option: RequestOption,
  aborted: AbortSignal,
  onHeaders: (headers: Headers_) => void,
): Promise<RequestResult> {
  await undefined // what follows happens after the caller has gone on
  const check = new Check(option)
  check.needs('url', 'String')
  check.takes('method', 'String')
  check.takes('header', 'Object')
  check.takes('timeout', 'Number')
  const method = String(option.method ?? 'GET').toUpperCase()
  if (!METHODS.includes(method)) check.fault('method', `should be one of ${METHODS.join(', ')}`)
  check.done()

  const headers = headersOf(option.header)
  const url = urlOf(option.url, method, option.data, server)
  if (!url) throw new Refused(`invalid url "${option.url}"`, { errno: REQUEST_ERRNO.invalidUrl })
  const timeout = AbortSignal.timeout(option.timeout ?? TIMEOUT_MS)
  try {
    const body = bodyOf(method, option.data, headers)
    const response = await fetch(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      redirect: option.redirect === 'manual' ? 'manual' : 'follow',
      signal: AbortSignal.any([aborted, timeout]),
    })
    const told: Headers_ = {
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
      cookies: response.headers.getSetCookie(),
    }
    onHeaders(told)
    return { ...told, data: await dataOf(response, option) }
  } catch (cause) {
    if (aborted.aborted) throw new Refused('abort', { errno: REQUEST_ERRNO.interrupted }, cause)
    if (timeout.aborted) throw new Refused('timeout', { errno: REQUEST_ERRNO.timeout }, cause)
    if (cause instanceof Refused) throw cause
    const why =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : cause
    throw new Refused(`network error: ${why}`, { errno: REQUEST_ERRNO.network }, cause)
  }
}

/** WeChat's default is JSON, whatever the method; `undefined` values are left out. */
function headersOf(header: Record<string, unknown> = {}): Headers {
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const [name, value] of Object.entries(header)) {
    if (value !== undefined && value !== null) headers.set(name, String(value))
  }
  return headers
}

async function dataOf(response: Response, { dataType = 'json', responseType }: RequestOption): Promise<Data> {
  if (responseType === 'arraybuffer') return response.arrayBuffer()
  const text = await response.text()
  if (dataType !== 'json') return text
  try {
    return JSON.parse(text) as Data
  } catch {
    return text // so WeChat does: not every answer is JSON
  }
}

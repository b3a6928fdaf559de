/** `wx.request`: HTTP. Requests to WeChat's own host go to the Callgrant server. */

import { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
import type { Failure } from '@callgrant/sdk/person'
import { Check } from '@callgrant/sdk/platform'
import type { WxHost } from '../types.ts'
import { callAll, type Ok, Refused, toWxFailure } from './async-api.ts'
import { Listeners } from './listeners.ts'
import { bodyOf, urlOf } from './request-body.ts'

const TIMEOUT_MS = 60_000
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'PATCH']
/** WeChat's numbers for requests without a response. */
export const REQUEST_ERRNO = {
  timeout: 5,
  network: DEVICE_VOIP_CODES.NETWORK_ERROR,
  interrupted: 600003,
  invalidUrl: 600009,
} as const

type Data = string | Record<string, unknown> | ArrayBuffer
export interface RequestOption {
  url: string
  method?: string
  data?: unknown
  header?: Record<string, unknown>
  /** `json` (default): the response is parsed, if it can be. */
  dataType?: string
  responseType?: 'text' | 'arraybuffer'
  /** Milliseconds; default 60 000. */
  timeout?: number
  redirect?: 'follow' | 'manual'
  enableChunked?: boolean
  success?(result: Ok<RequestResult>): void
  fail?(failure: Failure): void
  complete?(result: Ok<RequestResult> | Failure): void
}
export interface RequestResult {
  data: Data
  statusCode: number
  header: Record<string, string>
  /** Empty in a browser, where `fetch` hides them. */
  cookies: string[]
}
type HeadersResult = Pick<RequestResult, 'statusCode' | 'header' | 'cookies'>

export interface RequestTask {
  abort(): void
  onHeadersReceived(listener: (result: HeadersResult) => void): void
  offHeadersReceived(listener?: (result: HeadersResult) => void): void
  /** Called with each part of the response, with `enableChunked`. */
  onChunkReceived(listener: (result: Chunk) => void): void
  offChunkReceived(listener?: (result: Chunk) => void): void
}
interface Chunk {
  data: ArrayBuffer
}

export interface RequestApi {
  /** Any status is a success; `fail` means that there was no response. Returns a task, never a promise. */
  request(option: RequestOption): RequestTask
}

export function requestApi(host: WxHost): RequestApi {
  return {
    request(option) {
      const { success, fail, complete } = option ?? {}
      const aborting = new AbortController()
      const headerListeners = new Listeners<HeadersResult>()
      const chunkListeners = new Listeners<Chunk>()
      const observers = { headerListeners, chunkListeners, aborted: aborting.signal }
      void send(host, option, observers).then(
        (result) => callAll([success, complete], { ...result, errMsg: 'request:ok' }),
        (error) => callAll([fail, complete], toWxFailure('request', error)),
      )
      return {
        abort: () => aborting.abort(),
        onHeadersReceived: (listener) => headerListeners.on(listener),
        offHeadersReceived: (listener) => headerListeners.off(listener),
        onChunkReceived: (listener) => chunkListeners.on(listener),
        offChunkReceived: (listener) => chunkListeners.off(listener),
      }
    },
  }
}

interface Observers {
  headerListeners: Listeners<HeadersResult>
  chunkListeners: Listeners<Chunk>
  aborted: AbortSignal
}

async function send(
  { server, fetch }: WxHost,
  option: RequestOption,
  { headerListeners, chunkListeners, aborted }: Observers,
): Promise<RequestResult> {
  await undefined // the rest happens after `wx.request` has returned
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
    const result: HeadersResult = {
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
      cookies: response.headers.getSetCookie(),
    }
    headerListeners.notify(result)
    const bytes = option.enableChunked
      ? await readChunks(response, chunkListeners)
      : await response.arrayBuffer()
    return { ...result, data: dataOf(bytes, option) }
  } catch (cause) {
    if (aborted.aborted) throw new Refused('abort', { errno: REQUEST_ERRNO.interrupted }, cause)
    if (timeout.aborted) throw new Refused('timeout', { errno: REQUEST_ERRNO.timeout }, cause)
    if (cause instanceof Refused) throw cause
    const why =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : cause
    throw new Refused(`network error: ${why}`, { errno: REQUEST_ERRNO.network }, cause)
  }
}

/** The content type is JSON by default, whatever the method; `undefined` values are left out. */
function headersOf(header: Record<string, unknown> = {}): Headers {
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const [name, value] of Object.entries(header)) {
    if (value !== undefined && value !== null) headers.set(name, String(value))
  }
  return headers
}

async function readChunks(response: Response, chunkListeners: Listeners<Chunk>): Promise<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const part of response.body ?? []) {
    parts.push(part)
    chunkListeners.notify({ data: part.slice().buffer })
  }
  return new Blob(parts).arrayBuffer()
}

function dataOf(bytes: ArrayBuffer, { dataType = 'json', responseType }: RequestOption): Data {
  if (responseType === 'arraybuffer') return bytes
  const text = new TextDecoder().decode(bytes)
  if (dataType !== 'json') return text
  try {
    return JSON.parse(text) as Data
  } catch {
    return text // as WeChat: the response is not JSON
  }
}

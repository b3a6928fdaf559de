/** `wx.request`: HTTP, with WeChat's own host answered by Callgrant. */

import { Check } from '../../shared/check.ts'
import type { Failure } from '../../shared/types.ts'
import type { Surroundings } from '../types.ts'
import { failureOf, type Ok, Refused, tell } from './answer.ts'
import { Listeners } from './listeners.ts'
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
  enableChunked?: boolean
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
  /** Each part of the answer as it comes, where `enableChunked` asked for it. */
  onChunkReceived(listener: (result: Chunk) => void): void
  offChunkReceived(listener?: (result: Chunk) => void): void
}
interface Chunk {
  data: ArrayBuffer
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
      const heads = new Listeners<Headers_>()
      const chunks = new Listeners<Chunk>()
      const ears = { heads, chunks, aborted: aborting.signal }
      void send(surroundings, option, ears).then(
        (result) => tell([success, complete], { ...result, errMsg: 'request:ok' }),
        (error) => tell([fail, complete], failureOf('request', error)),
      )
      return {
        abort: () => aborting.abort(),
        onHeadersReceived: (listener) => heads.on(listener),
        offHeadersReceived: (listener) => heads.off(listener),
        onChunkReceived: (listener) => chunks.on(listener),
        offChunkReceived: (listener) => chunks.off(listener),
      }
    },
  }
}

interface Ears {
  heads: Listeners<Headers_>
  chunks: Listeners<Chunk>
  aborted: AbortSignal
}

async function send(
  { server, fetch }: Surroundings,
  option: RequestOption,
  { heads, chunks, aborted }: Ears,
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
    heads.tell(told)
    const bytes = option.enableChunked ? await inChunks(response, chunks) : await response.arrayBuffer()
    return { ...told, data: dataOf(bytes, option) }
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

async function inChunks(response: Response, chunks: Listeners<Chunk>): Promise<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const part of response.body ?? []) {
    parts.push(part)
    chunks.tell({ data: part.slice().buffer })
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
    return text // so WeChat does: not every answer is JSON
  }
}

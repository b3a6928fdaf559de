/** Requests of a back end's and an operator's client: retried where that is safe, and lists read page by page. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { PAGE_MAX } from '@callgrant/protocol/limits'
import { Check } from '../shared/check.ts'
import { Http } from '../shared/http.ts'
import { withRetry } from './retry.ts'
import type { ConnectionOptions, Listing, Page, RequestOptions } from './types.ts'

const RETRIES = 3
const RETRY_WITHIN_MS = 30_000

type Query = Record<string, string | number | boolean | undefined>

/** The parts of a path, ids as they are: `['v1', 'models', modelId]`. */
type Path = readonly string[]
interface Sent {
  method: string
  path: Path
  query?: Query | undefined
  body?: object | undefined
  /** Whether it may be sent twice. */
  repeatable: boolean
  /** Whether the answer is a text, and not JSON. */
  text?: boolean
}

export class BackendClient {
  readonly http: Http
  /** The current `Authorization` header; undefined: none is sent. */
  readonly authorization: () => string | undefined
  readonly #retries: number
  readonly #timeoutMs: number | undefined

  constructor(options: ConnectionOptions, authorization: () => string | undefined) {
    const { server, language = 'en', fetch = globalThis.fetch, headers = () => ({}) } = options
    // A redirect would send the request, with its secrets, to an address that the caller did not name.
    this.http = new Http({
      server,
      language,
      fetch: (to, init) =>
        fetch(to, { ...init, redirect: 'error', headers: { ...(init?.headers as object), ...headers() } }),
    })
    this.authorization = authorization
    this.#retries = options.retries ?? RETRIES
    this.#timeoutMs = options.timeoutMs
  }

  /** What a request carries of it. */
  credential(): { authorization?: string } {
    const authorization = this.authorization()
    return authorization === undefined ? {} : { authorization }
  }

  get<T>(path: Path, query?: Query, options?: RequestOptions): Promise<T> {
    return this.#send({ method: 'GET', path, query, repeatable: true }, options)
  }

  /** An answer that is a text. */
  getText(path: Path, query: Query, options?: RequestOptions): Promise<string> {
    return this.#send({ method: 'GET', path, query, repeatable: true, text: true }, options)
  }

  /** A `GET` that must not be sent twice. */
  getOnce<T>(path: Path, query: Query, options?: RequestOptions): Promise<T> {
    return this.#send({ method: 'GET', path, query, repeatable: false }, options)
  }

  /** A `POST` that must not be sent twice. */
  post<T>(path: Path, body: object | undefined, options?: RequestOptions): Promise<T> {
    return this.#send({ method: 'POST', path, body, repeatable: false }, options)
  }

  /** A `POST` that may be sent twice: the server keeps nothing of what it makes. */
  postRepeatable<T>(path: Path, body: object, options?: RequestOptions): Promise<T> {
    return this.#send({ method: 'POST', path, body, repeatable: true }, options)
  }

  /** May be sent twice: the second time changes nothing. */
  patch<T>(path: Path, body: object, options?: RequestOptions): Promise<T> {
    return this.#send({ method: 'PATCH', path, body, repeatable: true }, options)
  }

  /** A `DELETE`. It must not be sent twice: the second time there is nothing to remove. */
  async delete(path: Path, options?: RequestOptions): Promise<void> {
    await this.#send({ method: 'DELETE', path, repeatable: false }, options)
  }

  /** May be sent twice: the second time there is nothing left. */
  deleteRepeatable<T>(path: Path, options?: RequestOptions): Promise<T> {
    return this.#send({ method: 'DELETE', path, repeatable: true }, options)
  }

  list<T>(path: Path, query: Query = {}, options?: RequestOptions): Listing<T> {
    const page = ({ limit, cursor }: { limit?: number; cursor?: string } = {}) =>
      this.get<Page<T>>(path, { ...query, limit, cursor }, options)
    return {
      page,
      async *[Symbol.asyncIterator]() {
        let cursor: string | undefined
        do {
          const { items, next_cursor } = await page({ limit: PAGE_MAX, ...(cursor && { cursor }) })
          yield* items
          cursor = next_cursor ?? undefined
        } while (cursor !== undefined)
      },
    }
  }

  async #send<T>(request: Sent, options: RequestOptions = {}): Promise<T> {
    const { method, body, repeatable, text = false } = request
    const path = pathOf(request.path) + queryString(request.query)
    const { signal, timeoutMs = this.#timeoutMs } = options
    const limits = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) }
    const attempt = () => this.http.send<T>({ method, path, body, text, ...limits, ...this.credential() })
    return withRetry(attempt, { retries: this.#retries, withinMs: RETRY_WITHIN_MS, repeatable, signal })
  }
}

/** `Basic` credentials in UTF-8 (RFC 7617). */
export function basic(appid: string, secret: string): string {
  const bytes = new TextEncoder().encode(`${appid}:${secret}`)
  return `Basic ${btoa(String.fromCharCode(...bytes))}`
}

/** @throws CallgrantError `bad_request` for an id that would lead to another path */
function pathOf(parts: Path): string {
  const astray = parts.find((part) => /^\.{0,2}$/.test(part))
  if (astray !== undefined) {
    const message = `should be an id, and is ${JSON.stringify(astray)}`
    throw new CallgrantError('bad_request', { faults: [{ parameter: 'id', message }] })
  }
  return `/${parts.map(encodeURIComponent).join('/')}`
}

function queryString(query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return given.length > 0 ? `?${new URLSearchParams(given)}` : ''
}

/** @param secrets names of the options, beside `server`, that must not be empty @throws CallgrantError `bad_request` */
export function checkOptions(options: ConnectionOptions, secrets: string[]): void {
  const check = new Check(options)
  const { server } = options
  if (check.needs('server', 'String') && !(URL.canParse(server) && /^https?:/.test(server))) {
    check.fault('server', 'should be an http or https address')
  }
  for (const name of secrets) {
    if (check.needs(name, 'String') && check.value(name) === '') check.fault(name, 'should not be empty')
  }
  check.done()
}

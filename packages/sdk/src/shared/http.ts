/** Requests to the server's HTTP routes. Every refusal is a `CallgrantError`; a server that cannot be reached is `network`. */

import { CallgrantError, ERRORS, type Language, type WireError } from '@callgrant/protocol/errors'
import { type Credential, mayBeRenewed } from './credential.ts'

/** How long an answer may take, in milliseconds. */
const TIMEOUT_MS = 15_000

export interface HttpOptions {
  server: string
  language: Language
  fetch?: typeof globalThis.fetch
}

/** One request, as it is sent. */
export interface HttpRequest {
  method: string
  /** Path and query: `/v1/models?limit=1`. */
  path: string
  /** Sent as JSON. */
  body?: unknown
  /** The whole `Authorization` header. */
  authorization?: string
  headers?: Record<string, string>
  signal?: AbortSignal
  /** How long the answer may take, in milliseconds. Default 15,000. */
  timeoutMs?: number
  /** True: a good answer is a text, and not JSON. */
  text?: boolean
}

export class Http {
  readonly #base: string
  readonly #language: Language
  readonly #fetch: typeof globalThis.fetch

  constructor(options: HttpOptions) {
    this.#base = options.server.replace(/\/+$/, '')
    this.#language = options.language
    // Called without `this`, because a browser's fetch rejects any but the window.
    this.#fetch = options.fetch ?? ((...request) => globalThis.fetch(...request))
  }

  /**
   * One request, one JSON answer.
   * @param credential whose token to send; one that is refused, as expired or for another reason, is renewed once
   * @throws CallgrantError the server's refusal, `network`, or `internal` for an answer that is not the server's
   */
  async request<T>(method: string, path: string, body?: unknown, credential?: Credential): Promise<T> {
    if (!credential) return this.send({ method, path, body })
    const as = (token: string) => this.send<T>({ method, path, body, authorization: `Bearer ${token}` })
    const token = await credential.token()
    try {
      return await as(token)
    } catch (error) {
      if (!mayBeRenewed(error, credential)) throw error
      return as(await credential.token(token))
    }
  }

  /**
   * One request, one JSON answer.
   * @throws CallgrantError as `request`; what the signal was aborted with, when it was
   */
  async send<T>(request: HttpRequest): Promise<T> {
    const { signal, timeoutMs = TIMEOUT_MS } = request
    // React Native and Harmony have no `AbortSignal.timeout`; their requests have a limit of their own.
    const timeout = globalThis.AbortSignal?.timeout?.(timeoutMs)
    let response: Response
    let text: string
    try {
      response = await this.fetch(
        request,
        signal && timeout ? AbortSignal.any([signal, timeout]) : (signal ?? timeout),
      )
      text = await response.text()
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      throw new CallgrantError('network', { cause })
    }
    if (request.text && response.ok) return text as T
    const answer = parse(text)
    if (response.ok && answer !== undefined) return answer as T
    throw this.refusal(response, answer)
  }

  /** The request alone, for an answer that is read as it comes. @throws whatever `fetch` does */
  fetch(request: Omit<HttpRequest, 'signal' | 'timeoutMs'>, signal?: AbortSignal): Promise<Response> {
    const { method, path, body, authorization, headers } = request
    return this.#fetch(this.#base + path, {
      method,
      headers: {
        'accept-language': this.#language,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== undefined && { authorization }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ?? null,
    })
  }

  /** What an answer refuses with. @param answer its body as JSON, undefined when it is none */
  refusal(response: Response, answer: unknown): CallgrantError {
    const { status } = response
    const retryAfter = secondsToWait(response)
    const error = (answer as { error?: Partial<WireError> } | undefined)?.error
    if (typeof error?.code === 'string') return fromWire({ retry_after: retryAfter, ...error } as WireError)
    // Not an answer of the server: a proxy that cannot reach it, a captive portal.
    const code = status === 429 ? 'rate_limited' : status >= 502 && status <= 504 ? 'network' : 'internal'
    const message = `Unexpected answer ${status} from ${this.#base}`
    // The cause tells an unreadable answer from an error of the server.
    const cause = new SyntaxError('The answer is not one of Callgrant.')
    return new CallgrantError(code, { message, cause, ...(retryAfter !== undefined && { retryAfter }) })
  }
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller knows the status and decides
  }
}

/** Seconds of `Retry-After`, where the answer has that header in its form of seconds. */
function secondsToWait(response: Response): number | undefined {
  const header = response.headers?.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(header) ? Number(header) : undefined
}

/** The server's refusal as an error. A code that only a newer server has becomes `internal` with its message. */
export function fromWire(error: WireError): CallgrantError {
  const code = Object.hasOwn(ERRORS, error.code) ? error.code : 'internal'
  const { decided_by: by, decided_at: at = null, explanation = '' } = error
  return new CallgrantError(code, {
    message: error.message,
    ...(error.faults && { faults: error.faults }),
    ...(error.retry_after !== undefined && { retryAfter: error.retry_after }),
    ...(error.not_in_group !== undefined && { notInGroup: error.not_in_group }),
    ...(by && { decision: { by, at, explanation } }),
  })
}

/** Requests to the server's HTTP routes. Every refusal is a `CallgrantError`; a server that cannot be reached is `network`. */

import { CallgrantError, ERRORS, type Language, type WireError } from '@callgrant/protocol/errors'
import type { Credential } from './credential.ts'

/** How long an answer may take, in milliseconds. */
const TIMEOUT_MS = 15_000

export interface HttpOptions {
  server: string
  language: Language
  fetch?: typeof globalThis.fetch
}

export class Http {
  readonly #base: string
  readonly #language: Language
  readonly #fetch: typeof globalThis.fetch

  constructor(options: HttpOptions) {
    this.#base = options.server.replace(/\/+$/, '')
    this.#language = options.language
    // Called as a plain function: a browser's fetch refuses any other `this`.
    this.#fetch = options.fetch ?? ((...request) => globalThis.fetch(...request))
  }

  /**
   * One request, one JSON answer.
   * @param credential whose token to send; an expired one is renewed once
   * @throws CallgrantError the server's refusal, `network`, or `internal` for an answer that is not the server's
   */
  async request<T>(method: string, path: string, body?: unknown, credential?: Credential): Promise<T> {
    if (!credential) return this.#once(method, path, body)
    const token = await credential.token(false)
    try {
      return await this.#once(method, path, body, token)
    } catch (error) {
      const expired = error instanceof CallgrantError && error.code === 'token_expired'
      if (!expired || !credential.renewable) throw error
      return this.#once(method, path, body, await credential.token(true))
    }
  }

  async #once<T>(method: string, path: string, body: unknown, token?: string): Promise<T> {
    let response: Response
    let text: string
    try {
      response = await this.#fetch(this.#base + path, {
        method,
        headers: {
          'accept-language': this.#language,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // React Native and Harmony have none: their requests have a limit of their own.
        signal: globalThis.AbortSignal?.timeout?.(TIMEOUT_MS) ?? null,
      })
      text = await response.text()
    } catch (cause) {
      throw new CallgrantError('network', { cause })
    }
    const answer = parse(text)
    if (response.ok && answer !== undefined) return answer as T
    const error = (answer as { error?: WireError } | undefined)?.error
    if (error) throw fromWire(error)
    // Not the server speaking but something before it: a proxy whose upstream is away, a captive portal.
    const code = response.status >= 502 && response.status <= 504 ? 'network' : 'internal'
    const message = `Unexpected answer ${response.status} from ${this.#base}`
    // Told apart from a failure of the server: what came cannot be read.
    throw new CallgrantError(code, { message, cause: new SyntaxError('The answer is no JSON.') })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told apart by the caller, who knows the status
  }
}

/** The server's refusal as an error. A code of a newer server, unknown here, is `internal` with its words. */
export function fromWire(error: WireError): CallgrantError {
  const code = Object.hasOwn(ERRORS, error.code) ? error.code : 'internal'
  return new CallgrantError(code, {
    message: error.message,
    ...(error.faults && { faults: error.faults }),
    ...(error.retry_after !== undefined && { retryAfter: error.retry_after }),
  })
}

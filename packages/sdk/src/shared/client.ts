/**
 * What a person's and a device's client have in common: requests over HTTP, and calls. The code for calls is loaded
 * when it is first needed, so that a page that only asks for an authorization does not download it.
 */

import type { Language } from '@callgrant/protocol/errors'
import type { CallClient, ClientEvents } from '../calling/call-client.ts'
import type { Call } from '../calling/types.ts'
import type { Credential } from './credential.ts'
import { Emitter } from './emitter.ts'
import { Http } from './http.ts'
import { languageOfTag } from './language.ts'
import type { ClientOptions, ConnectionState } from './types.ts'

/** The calling half of a client, before and after its code is loaded. */
export class LazyCallClient {
  readonly events = new Emitter<ClientEvents>()
  readonly #import: () => Promise<CallClient>
  #loading: Promise<CallClient> | undefined
  #client: CallClient | undefined

  constructor(role: 'person' | 'device', options: ClientOptions, credential: Credential) {
    this.#import = async () => {
      const { createCallClient } = await import('../calling/call-client.ts')
      const language = chosenLanguage(options)
      return createCallClient({ role, options, language, credential, events: this.events })
    }
  }

  get connection(): ConnectionState {
    return this.#client?.socket.state ?? 'idle'
  }

  get current(): Call | null {
    return this.#client?.calls.current ?? null
  }

  /** The client, its code loaded. After a failure to load it, the next call tries again. */
  async load(): Promise<CallClient> {
    this.#loading ??= this.#import()
    try {
      this.#client = await this.#loading
      return this.#client
    } catch (error) {
      this.#loading = undefined
      throw error
    }
  }

  async connect(): Promise<void> {
    await (await this.load()).socket.connect()
  }

  /** Ends the current call; with a room only if it is that one (C12). */
  async forceHangUp(roomId?: string): Promise<void> {
    await this.#client?.calls.forceHangUp(roomId)
  }

  async close(): Promise<void> {
    if (!this.#loading) return
    const { socket, calls } = await this.load()
    await calls.forceHangUp()
    socket.close()
  }
}

export function createHttp(options: ClientOptions): Http {
  const { server, fetch } = options
  return new Http({ server, language: chosenLanguage(options), ...(fetch && { fetch }) })
}

/** The language in the options; default: the browser's. */
export function chosenLanguage({ language }: ClientOptions): Language {
  return language ?? languageOfTag(globalThis.navigator?.language)
}

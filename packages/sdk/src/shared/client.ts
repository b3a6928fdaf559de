/**
 * What a person's and a device's client are made of: requests over HTTP, and the calls. The code for calls is loaded
 * when it is first needed, so that a page that only asks for consent does not carry it.
 */

import type { Language } from '@callgrant/protocol/errors'
import type { LineEvents } from '../calling/line.ts'
import type { OpenLine } from '../calling/open-line.ts'
import type { Call } from '../calling/types.ts'
import type { Credential } from './credential.ts'
import { Emitter } from './emitter.ts'
import { Http } from './http.ts'
import type { ClientOptions, ConnectionState } from './types.ts'
import { languageOf } from './words.ts'

export type ClientEvents = LineEvents & { connection: ConnectionState }

/** The calling half of a client, before and after its code is loaded. */
export class Calls {
  readonly events = new Emitter<ClientEvents>()
  readonly #open: () => Promise<OpenLine>
  #opening: Promise<OpenLine> | undefined
  #line: OpenLine | undefined

  constructor(role: 'person' | 'device', options: ClientOptions, credential: Credential) {
    this.#open = async () => {
      const { openLine } = await import('../calling/open-line.ts')
      return openLine({ role, options, language: chosenLanguage(options), credential, events: this.events })
    }
  }

  get connection(): ConnectionState {
    return this.#line?.socket.state ?? 'idle'
  }

  get current(): Call | null {
    return this.#line?.line.current ?? null
  }

  /** The line, its code loaded. One that could not be loaded is tried again the next time. */
  async line(): Promise<OpenLine> {
    this.#opening ??= this.#open()
    try {
      this.#line = await this.#opening
      return this.#line
    } catch (error) {
      this.#opening = undefined
      throw error
    }
  }

  async connect(): Promise<void> {
    await (await this.line()).socket.connect()
  }

  /** Ends the current call; with a room only if it is that one (C12). */
  async forceHangUp(roomId?: string): Promise<void> {
    await this.#line?.line.forceHangUp(roomId)
  }

  async close(): Promise<void> {
    if (!this.#opening) return
    const { socket, line } = await this.line()
    await line.forceHangUp()
    socket.close()
  }
}

export function createHttp(options: ClientOptions): Http {
  const { server, fetch } = options
  return new Http({ server, language: chosenLanguage(options), ...(fetch && { fetch }) })
}

export function chosenLanguage({ language }: ClientOptions): Language {
  return language ?? languageOf(globalThis.navigator?.language)
}

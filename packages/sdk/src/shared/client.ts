/** What a person's and a device's client are made of: one socket, one line of calls, requests over HTTP. */

import type { Language } from '@callgrant/protocol/errors'
import { Line } from '../calling/line.ts'
import { browserPeers } from '../calling/peer.ts'
import { userMedia } from '../calling/user-media.ts'
import { clientId } from './client-id.ts'
import type { Credential } from './credential.ts'
import { Http } from './http.ts'
import { Socket } from './socket.ts'
import type { ClientOptions } from './types.ts'
import { languageOf } from './words.ts'

export interface Client {
  language: Language
  http: Http
  socket: Socket
  line: Line
}

/** @param http made before, since a device's credential needs it to sign in */
export function createClient(
  role: 'person' | 'device',
  options: ClientOptions,
  credential: Credential,
  http = createHttp(options),
): Client {
  const { server, RTCPeerConnection } = options
  const id = clientId(options.storage)
  const language = chosenLanguage(options)
  const socket = new Socket({
    server,
    clientId: id,
    language,
    credential,
    ...(options.WebSocket && { WebSocket: options.WebSocket }),
  })
  const peers = options.peers ?? browserPeers(RTCPeerConnection ? { RTCPeerConnection } : {})
  const line = new Line({ role, clientId: id, socket, peers, media: options.media ?? userMedia() })
  return { language, http, socket, line }
}

export function createHttp(options: ClientOptions): Http {
  const { server, fetch } = options
  return new Http({ server, language: chosenLanguage(options), ...(fetch && { fetch }) })
}

function chosenLanguage({ language }: ClientOptions): Language {
  return language ?? languageOf(globalThis.navigator?.language)
}

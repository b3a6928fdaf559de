/** Puts a line together: the socket, the client's id, where media comes from. Loaded when calls are first needed. */

import type { Language } from '@callgrant/protocol/errors'
import type { ClientEvents } from '../shared/client.ts'
import { clientId } from '../shared/client-id.ts'
import type { Credential } from '../shared/credential.ts'
import type { Emitter } from '../shared/emitter.ts'
import { Socket } from '../shared/socket.ts'
import type { ClientOptions } from '../shared/types.ts'
import { Line } from './line.ts'
import { browserPeers } from './peer.ts'
import type { InitByCallerRequest, InitByCallerResult, PersonCallRequest, PlaceOptions } from './requests.ts'
import { callDevice, initByCaller } from './start-call.ts'
import { userMedia } from './user-media.ts'

export interface LineParts {
  role: 'person' | 'device'
  options: ClientOptions
  language: Language
  credential: Credential
  /** Where the line tells what happens. */
  events: Emitter<ClientEvents>
}

export interface OpenLine {
  socket: Socket
  line: Line
  initByCaller(request: InitByCallerRequest, options?: PlaceOptions): Promise<InitByCallerResult>
  callDevice(
    api: 'callDevice' | 'callWMPF',
    request: PersonCallRequest,
    options?: PlaceOptions,
  ): Promise<{ roomId: string }>
}

export function openLine({ role, options, language, credential, events }: LineParts): OpenLine {
  const { server, WebSocket, RTCPeerConnection, clock } = options
  const id = clientId(options.storage)
  const socket = new Socket({
    server,
    clientId: id,
    language,
    credential,
    ...(WebSocket && { WebSocket }),
    ...(clock && { clock }),
  })
  socket.events.on('state', (state) => events.emit('connection', state))
  const peers = options.peers ?? browserPeers(RTCPeerConnection ? { RTCPeerConnection } : {})
  const line = new Line({
    role,
    clientId: id,
    socket,
    peers,
    media: options.media ?? userMedia(),
    events,
    ...(clock && { clock }),
  })
  hangUpWithPage(line)
  return {
    socket,
    line,
    initByCaller: (request, options) => initByCaller(line, role, request, options),
    callDevice: (api, request, options) => callDevice(line, api, request, options),
  }
}

/**
 * A page that goes away hangs up as it goes, so that the other side need not wait until it counts as gone. A call
 * that only rings here is left alone: another client may answer it (C7).
 */
function hangUpWithPage(line: Line): void {
  if (typeof document === 'undefined') return
  addEventListener('pagehide', () => {
    const call = line.current
    if (call && call.state !== 'incoming') void call.hangUp('unloadCallPage')
  })
}

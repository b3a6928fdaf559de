/**
 * The calling half of a client: its socket, its calls, and the functions that place a call. Loaded when a client
 * first needs it.
 */

import type { Language } from '@callgrant/protocol/errors'
import { clientId } from '../shared/client-id.ts'
import type { Credential } from '../shared/credential.ts'
import type { Emitter } from '../shared/emitter.ts'
import { ReconnectingSocket } from '../shared/reconnecting-socket.ts'
import type { ClientOptions, ConnectionState } from '../shared/types.ts'
import { CallManager, type CallManagerEvents } from './call-manager.ts'
import { browserPeers } from './peer.ts'
import type { InitByCallerRequest, InitByCallerResult, PersonCallRequest, PlaceOptions } from './requests.ts'
import type { Ring, RingRequest } from './ring-types.ts'
import { callDevice, initByCaller } from './start-call.ts'
import { startOfRing } from './start-ring.ts'
import { userMedia } from './user-media.ts'

export type ClientEvents = CallManagerEvents & {
  connection: ConnectionState
  /** On a new connection. */
  signedIn: undefined
}

export interface CallClientOptions {
  role: 'person' | 'device'
  options: ClientOptions
  language: Language
  credential: Credential
  /** Receives the client's events. */
  events: Emitter<ClientEvents>
}

export interface CallClient {
  socket: ReconnectingSocket
  calls: CallManager
  initByCaller(request: InitByCallerRequest, options?: PlaceOptions): Promise<InitByCallerResult>
  ring(request: RingRequest): Promise<Ring>
  callDevice(
    api: 'callDevice' | 'callWMPF',
    request: PersonCallRequest,
    options?: PlaceOptions,
  ): Promise<{ roomId: string }>
}

export function createCallClient(given: CallClientOptions): CallClient {
  const { role, options, language, credential, events } = given
  const { server, WebSocket, RTCPeerConnection, mediaRefused, clock } = options
  const id = clientId(options.storage)
  const socket = new ReconnectingSocket({
    server,
    clientId: id,
    language,
    credential,
    ...(WebSocket && { WebSocket }),
    ...(clock && { clock }),
  })
  socket.events.on('state', (state) => events.emit('connection', state))
  socket.events.on('signedIn', ({ again }) => {
    if (!again) events.emit('signedIn', undefined)
  })
  const peers = options.peers ?? browserPeers(RTCPeerConnection ? { RTCPeerConnection } : {}, options.picture)
  const calls = new CallManager({
    role,
    clientId: id,
    socket,
    peers,
    media: options.media ?? userMedia(),
    ...(mediaRefused && { mediaRefused }),
    events,
    ...(clock && { clock }),
  })
  hangUpOnPageHide(calls)
  return {
    socket,
    calls,
    initByCaller: (request, options) => initByCaller(calls, role, request, options),
    ring: async (request) => {
      calls.checkMedia()
      return calls.ring(startOfRing(request))
    },
    callDevice: (api, request, options) => callDevice(calls, api, request, options),
  }
}

/**
 * Hangs up when the page is closed, so that the other side does not have to wait for a timeout. A call that only
 * rings here is left alone, because another client of the person may answer it (C7).
 */
function hangUpOnPageHide(calls: CallManager): void {
  if (typeof document === 'undefined') return
  addEventListener('pagehide', () => {
    const call = calls.current
    if (call && call.state !== 'incoming') void call.hangUp('unloadCallPage')
    void calls.cancelRing('unloadCallPage')
  })
}

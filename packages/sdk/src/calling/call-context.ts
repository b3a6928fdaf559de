/** What one call is given by its client: the client's id, requests to the server, the clock, media. */

import type { Reply, Request, RequestType } from '@callgrant/protocol'
import type { Clock } from '../shared/clock.ts'
import type { Relays } from './relays.ts'
import type { MediaProvider, Peers } from './types.ts'

export interface CallContext {
  clientId: string
  request<T extends RequestType>(type: T, fields: Omit<Request<T>, 'id' | 'type'>): Promise<Reply<T>>
  /** The server's clock, in milliseconds since 1970. */
  now(): number
  peers: Peers
  /** Which TURN servers are used, of those that the server names. */
  relays: Pick<Relays, 'choose'>
  media: MediaProvider
  /** Media no longer arrives: the connection to the server may be dead too. */
  check(): void
  mediaRefused?: 'listen' | 'end'
  clock?: Clock
}

/** Requests whose reply is the call. */
export type CallAct = Exclude<
  RequestType,
  'sign_in' | 'call.start' | 'call.alive' | 'call.quality' | 'ring.start' | 'ring.cancel' | 'signal' | 'ping'
>

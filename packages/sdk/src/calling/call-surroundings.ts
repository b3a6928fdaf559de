/** What one call needs of its surroundings: who it is, how it asks the server, where media comes from. */

import type { Reply, Request, RequestType } from '@callgrant/protocol'
import type { Clock } from '../shared/clock.ts'
import type { MediaProvider, Peers } from './types.ts'

export interface CallSurroundings {
  clientId: string
  request<T extends RequestType>(type: T, fields: Omit<Request<T>, 'id' | 'type'>): Promise<Reply<T>>
  /** The server's clock, in milliseconds since 1970. */
  now(): number
  peers: Peers
  media: MediaProvider
  clock?: Clock
}

/** Acts that answer with the call. */
export type CallAct = Exclude<RequestType, 'sign_in' | 'call.start' | 'call.alive' | 'signal'>

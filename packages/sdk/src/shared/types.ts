/** Types that people's and devices' clients share. */

import type { Language } from '@callgrant/protocol/errors'
import type { MediaProvider, Peers } from '../calling/types.ts'
import type { Clock } from './clock.ts'

export type { Clock }

/** How the client reaches its server and its media. Everything but `server` has a default in a browser. */
export interface ClientOptions {
  /** Address of the server, `https://calls.example.com`. */
  server: string
  /** Language of the words shown and of error sentences. Default: the browser's, else `en`. */
  language?: Language
  /** Keeps the client's id over a reload, so that the server knows it again; default: forgotten. */
  storage?: Pick<Storage, 'getItem' | 'setItem'>
  fetch?: typeof globalThis.fetch
  WebSocket?: typeof globalThis.WebSocket
  /** Peer connection class, when the global one is not to be used. */
  RTCPeerConnection?: typeof globalThis.RTCPeerConnection
  /** Another kind of media connection altogether (`weriftMedia()`); wins over `RTCPeerConnection`. */
  peers?: Peers
  /** Where sound and picture come from. Default: camera and microphone, else generated ones. */
  media?: MediaProvider
  /** Time to go by, for tests that move it. Default: the machine's. */
  clock?: Clock
}

/** `online` after sign-in; `offline` while it tries again; `refused` when trying again is no use. */
export type ConnectionState = 'idle' | 'connecting' | 'online' | 'offline' | 'refused' | 'closed'

/** What WeChat's APIs hand to `fail` and `complete`. */
export interface Failure {
  errMsg: string
  errCode?: number
  errno?: number
  /** Of `wx` alone, and not enumerable: what is wrong and what to do, in a sentence. */
  readonly hint?: string
}

/** WeChat's callbacks; each is called at most once, `complete` after the other. */
export interface Callbacks<Success extends { errMsg: string }> {
  success?: (result: Success) => void
  fail?: (failure: Failure) => void
  complete?: (result: Success | Failure) => void
}

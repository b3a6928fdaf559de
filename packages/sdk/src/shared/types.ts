/** Types that people's and devices' clients share. */

import type { Language } from '@callgrant/protocol/errors'
import type { MediaProvider, Peers, PictureSettings } from '../calling/types.ts'
import type { Clock } from './clock.ts'

export type { Clock }

/** The server, the media and the platform of a client. Everything but `server` has a default in a browser. */
export interface ClientOptions {
  /** Address of the server, `https://calls.example.com`. */
  server: string
  /** Language of the dialog, the pages and the error messages. Default: the browser's, else `en`. */
  language?: Language
  /** Keeps the client's id over a reload, so that the server recognises it. Default: a new id at each load. */
  storage?: Pick<Storage, 'getItem' | 'setItem'>
  fetch?: typeof globalThis.fetch
  WebSocket?: typeof globalThis.WebSocket
  /** Peer connection class. Default: the global one. */
  RTCPeerConnection?: typeof globalThis.RTCPeerConnection
  /** Another implementation of media connections (`weriftMedia()`); takes precedence over `RTCPeerConnection`. */
  peers?: Peers
  /** Where sound and picture come from. Default: camera and microphone, else generated ones. */
  media?: MediaProvider
  /** What the picture that is sent may take. */
  picture?: PictureSettings
  /**
   * What becomes of a call whose microphone or camera is refused, in use, or broken. `listen` (default): it goes on with
   * what there is, at least listening. `end`: it ends, with `joinFailCaller` or `joinFailListener`, as WeChat's does.
   */
  mediaRefused?: 'listen' | 'end'
  /** Clock and timers, for tests. Default: the machine's. */
  clock?: Clock
}

/** `online` after sign-in; `offline` while it reconnects; `refused` when the server refused and it no longer tries. */
export type ConnectionState = 'idle' | 'connecting' | 'online' | 'offline' | 'refused' | 'closed'

/** What WeChat's APIs pass to `fail` and `complete`. */
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

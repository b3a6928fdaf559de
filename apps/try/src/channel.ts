/** Messages between the pages of one try in this browser. */

import type { Ids, Place } from './ids.ts'

export type Message =
  /** The server refused the door's call; there is no server event for that. */
  | { type: 'ring-refused'; errCode: number; errMsg: string }
  /** The phone's request was refused, or its dialog dismissed. */
  | { type: 'ask-refused'; errMsg: string }
  /** This page shows a call, or shows it no more. */
  | { type: 'in-call'; page: Place; active: boolean }
  /** Authorizations have changed; pages that show them read them again. */
  | { type: 'authorizations-changed' }

export function openChannel(ids: Ids, onMessage: (message: Message) => void = () => {}) {
  const channel = new BroadcastChannel(`callgrant-try.${ids.name}`)
  channel.onmessage = (event) => onMessage(event.data as Message)
  return {
    send: (message: Message) => channel.postMessage(message),
    close: () => channel.close(),
  }
}

/** What the pages of one try tell each other inside of this browser, beside what the server tells. */

import type { Ids } from './ids.ts'

export type Message =
  /** The door was refused at the server: no event, since nothing happened. */
  | { type: 'ring-refused'; errCode: number; errMsg: string }
  /** The phone's request was refused, or its dialog dismissed. */
  | { type: 'ask-refused'; errMsg: string }
  /** This page has a call in sight, or no more. */
  | { type: 'in-call'; page: 'phone' | 'door'; active: boolean }
  /** Rows have changed: whoever shows them should look again. */
  | { type: 'authorizations-changed' }

export function openChannel(ids: Ids, onMessage: (message: Message) => void = () => {}) {
  const channel = new BroadcastChannel(`callgrant-try.${ids.openid}`)
  channel.onmessage = (event) => onMessage(event.data as Message)
  return {
    tell: (message: Message) => channel.postMessage(message),
    close: () => channel.close(),
  }
}

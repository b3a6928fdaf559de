/** Every message that travels on the bus, between the clients and the nodes, as one typed union. */

import type { Notice } from '@callgrant/protocol'

/** What a signed-in client is told as it stands; the words are those of the WebSocket protocol. */
export type ClientNotice = Extract<
  Notice,
  {
    type:
      | 'call'
      | 'call.listener'
      | 'ring'
      | 'authorizations.changed'
      | 'push.message'
      | 'missed_calls.changed'
  }
>

/** For the nodes alone, never sent to a client. */
export type NodeMessage =
  /** The device's key was taken away: connections that signed in with it end. */
  | { type: 'key_taken' }
  /** The person was forgotten: their connections end. */
  | { type: 'forgotten' }
  /** A newer connection, `by`, has signed in under this client id: an older one proves that it is alive, or ends. */
  | { type: 'superseded'; client_id: string; by: string }

/** To the clients of a person or a device. */
export type ClientMessage = ClientNotice | NodeMessage

/** To the client that has one side of a room. */
export type SideMessage = Extract<Notice, { type: 'signal' }>

/** To whoever reads the app's events: there are new ones in the store. */
export interface EventsNews {
  type: 'events'
}

export type BusMessage = ClientMessage | SideMessage | EventsNews

/** Every message that travels on the bus, between the clients, the nodes and the app's back ends, as one typed union. */

import type { Call, ConsentRecord, Notice } from '@callgrant/protocol'

/** What a signed-in client is told as it stands; the words are those of the WebSocket protocol. */
export type ClientNotice = Extract<
  Notice,
  { type: 'call' | 'call.listener' | 'authorizations.changed' | 'push.message' }
>

/** For the nodes alone, never sent to a client. */
export type NodeMessage =
  /** The device's key was taken away: connections that signed in with it end. */
  | { type: 'key_taken' }
  /** A newer connection, `by`, has signed in under this client id: an older one proves that it is alive, or ends. */
  | { type: 'superseded'; client_id: string; by: string }

/** To the clients of a person or a device. */
export type ClientMessage = ClientNotice | NodeMessage

/** To the client that has one side of a room. */
export type SideMessage = Extract<Notice, { type: 'signal' }>

/** To the app's back end: what people decide, what changes, and what happens to calls. */
export type AppEvent = CallEvent | ChangeEvent

export interface CallEvent {
  id: string
  type: 'call.changed' | 'call.listener_offline'
  /** Milliseconds since 1970. */
  at: number
  data: { call: Call }
}

/** A change of consent, of groups, of devices, or of the ledger of WeChat's decisions. */
export interface ChangeEvent {
  id: string
  type:
    | `authorization.${ConsentRecord['act']}`
    | 'group.changed'
    | 'device.registered'
    | 'device.reset'
    | 'wechat.changed'
    | 'call.quality'
  /** Milliseconds since 1970. */
  at: number
  data: Record<string, unknown>
}

export type BusMessage = ClientMessage | SideMessage | AppEvent

/** The public types of a device's client. */

import type { PushToken, RegisteredDevice, Status } from '@callgrant/protocol'
import type { PushMessage } from '../calling/line.ts'
import type { InitByCallerRequest, InitByCallerResult, PlaceOptions } from '../calling/requests.ts'
import type { Call, VoipEvent } from '../calling/types.ts'
import type { ClientOptions, ConnectionState } from '../shared/types.ts'

/** The device's Ed25519 key: made on the device, never leaves it. */
export interface DeviceKey {
  /** `x` of the public JWK: 43 characters of base64url. */
  readonly publicKey: string
  /** @returns 64 bytes in base64url */
  sign(text: string): Promise<string>
}

/** Where the key is kept. */
export interface KeyStore {
  /** The key that is kept, or a new one that is kept from now on. */
  open(): Promise<DeviceKey>
  /** Forgets the key. */
  clear(): Promise<void>
}

export interface DeviceOptions extends ClientOptions {
  appid: string
  modelId: string
  sn: string
  /** The key, or where to keep it. Default in a browser: IndexedDB, not extractable. In Node: pass one. */
  key?: DeviceKey | KeyStore
}

export interface ContactListRequest {
  sn: string
  model_id: string
  openid_list: string[]
}
export interface Contact {
  openid: string
  sn: string
  model_id: string
  /** 1: this device may ring them now (A5, A15). */
  status: Status
}
export interface ContactList {
  /** 0: done. */
  errcode: number
  errmsg: string
  contact_list: Contact[]
}

export type { PushMessage, PushToken }

/** The events of a device's client. */
export interface DeviceEvents {
  incomingCall: Call
  currentCall: Call | null
  voip: VoipEvent
  connection: ConnectionState
  pushMessage: PushMessage
}

/** A device's client: registers once, signs in by its key, rings people who agreed, takes calls. */
export interface Device {
  readonly modelId: string
  readonly sn: string
  /** Binds this device's key to its serial number, with a ticket from the back end. @throws CallgrantError */
  register(snTicket: string): Promise<RegisteredDevice>
  /** Who of these people this device may ring (A15). @throws VoipPluginError 1004, VoipCgiError */
  getIotBindContactList(request: ContactListRequest): Promise<ContactList>
  /** Signs in to receive and place calls; reconnects by itself until `close()`. @throws CallgrantError */
  connect(): Promise<void>
  close(): Promise<void>
  readonly connection: ConnectionState
  /** The call that rings here, or that this client is in; null: none. A side has at most one (C8). */
  readonly currentCall: Call | null
  onIncomingCall(listener: (call: Call) => void): () => void
  onVoipEvent(listener: (event: VoipEvent) => void): () => void
  /**
   * A token that says which device is meant, for `callWMPF`, `initByCaller` and messages of the back end: hand it out,
   * and make a new one before it ends, after 7 days. @throws CallgrantError
   */
  getPushToken(): Promise<PushToken>
  /** What the back end sends to this device while it is connected. */
  onPushMessage(listener: (message: PushMessage) => void): () => void
  on<K extends keyof DeviceEvents>(event: K, listener: (value: DeviceEvents[K]) => void): () => void
  /** Rings a person who agreed (`businessType: 1`). @throws VoipPluginError 1004, 1007 */
  initByCaller(request: InitByCallerRequest, options?: PlaceOptions): Promise<InitByCallerResult>
  /** Ends the current call; with a `roomId` only if it is that one (C12). */
  forceHangUpVoip(roomId?: string): Promise<void>
}

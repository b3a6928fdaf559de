/** The public types of a device's client. */

import type {
  MissedCallPage,
  PushToken,
  RegisteredDevice,
  Status,
  UnreadMissedCalls,
} from '@callgrant/protocol'
import type { PushMessage } from '../calling/call-manager.ts'
import type { InitByCallerRequest, InitByCallerResult, PlaceOptions } from '../calling/requests.ts'
import type { Ring, RingRequest } from '../calling/ring-types.ts'
import type { Call, VoipEvent } from '../calling/types.ts'
import type { MissedCallsPage } from '../shared/missed-calls.ts'
import type { ClientOptions, ConnectionState } from '../shared/types.ts'

/** The device's Ed25519 key. It is generated on the device and never leaves it. */
export interface DeviceKey {
  /** `x` of the public JWK: 43 characters of base64url. */
  readonly publicKey: string
  /** @returns 64 bytes in base64url */
  sign(text: string): Promise<string>
}

/** Storage of the key. */
export interface KeyStore {
  /** Returns the stored key; generates and stores one if there is none. */
  open(): Promise<DeviceKey>
  /** Deletes the key. */
  clear(): Promise<void>
}

export interface DeviceOptions extends ClientOptions {
  appid: string
  modelId: string
  sn: string
  /** The key, or its storage. Default in a browser: IndexedDB, not extractable. Required in Node. */
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
  /** 1: this device may ring this person now. 0: it may not. */
  status: Status
}
export interface ContactList {
  /** Always 0: a refusal is thrown. */
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
  /** A call to this device was missed, or some were marked as read. */
  missedCallsChanged: { unread: number }
}

/** A device's client: registers once, signs in with its key, rings people who allowed it, receives calls. */
export interface Device {
  readonly modelId: string
  readonly sn: string
  /** Registers this device's key for its serial number, with a ticket from the back end. @throws CallgrantError */
  register(snTicket: string): Promise<RegisteredDevice>
  /** Which of these people this device may ring. @throws VoipPluginError 1004, VoipCgiError */
  getIotBindContactList(request: ContactListRequest): Promise<ContactList>
  /** Signs in to receive and place calls; reconnects automatically until `close()`. @throws CallgrantError */
  connect(): Promise<void>
  close(): Promise<void>
  readonly connection: ConnectionState
  /** The call that rings here, or that this client is in; null: none. There is at most one. */
  readonly currentCall: Call | null
  onIncomingCall(listener: (call: Call) => void): () => void
  onVoipEvent(listener: (event: VoipEvent) => void): () => void
  /** The calls to this device that nobody answered, newest first. @throws CallgrantError */
  missedCalls(page?: MissedCallsPage): Promise<MissedCallPage>
  /** Marks these as read, or all until now. @throws CallgrantError */
  readMissedCalls(roomIds?: readonly string[]): Promise<UnreadMissedCalls>
  /**
   * A token that identifies this device, for `callWMPF`, `initByCaller` and messages of the back end. Valid for 7 days.
   * @throws CallgrantError
   */
  getPushToken(): Promise<PushToken>
  /** Called with each message that the back end sends to this device while it is connected. */
  onPushMessage(listener: (message: PushMessage) => void): () => void
  on<K extends keyof DeviceEvents>(event: K, listener: (value: DeviceEvents[K]) => void): () => void
  /** Rings a person who allowed it (`businessType: 1`). @throws VoipPluginError 1004, 1007 */
  initByCaller(request: InitByCallerRequest, options?: PlaceOptions): Promise<InitByCallerResult>
  /**
   * Rings several people who allowed it, together or in turn; the first to answer has it. `currentCall` and WeChat's events are of
   * the call that is answered, from then on.
   * @throws CallgrantError `bad_request` for a list or a plan that cannot be, `call_in_progress`, `too_many_calls`,
   *   `calling_not_enabled`; VoipJoinError 2003 no WebRTC here
   */
  ring(request: RingRequest): Promise<Ring>
  /** Ends the current call, and a ring of several people; with a `roomId` only if it is that call. */
  forceHangUpVoip(roomId?: string): Promise<void>
}

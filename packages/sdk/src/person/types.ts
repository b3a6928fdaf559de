/** The public types of a person's client. */

import type { Cleared, OwnAuthorization, OwnAuthorizations, Status } from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'
import type {
  InitByCallerRequest,
  InitByCallerResult,
  PersonCallRequest,
  PlaceOptions,
} from '../calling/requests.ts'
import type { Call, VoipEvent } from '../calling/types.ts'
import type { Callbacks, ClientOptions, ConnectionState } from '../shared/types.ts'
import type { LoginCode } from './login.ts'

/** What the authorization dialog is to show. */
export interface AskAuthorization {
  /** The name of the device or group that asks (A8). */
  displayName: string
  /** The app on whose behalf it asks. */
  appName: string
  /** One device, or every device of a group. */
  kind: 'device' | 'group'
  /** The exact sentence to show; it is kept with the decision (B3). */
  words: string
  language: Language
  /** Aborted when the client is closed while the dialog is open: take it away and answer `dismiss`. */
  signal: AbortSignal
}

/** What the person did with the dialog. */
export type AskAnswer = 'allow' | 'reject' | 'dismiss'

/** The hooks through which the SDK shows anything. `@callgrant/sdk/ui` has both; pass your own to replace them. */
export interface PersonUi {
  /** Shows the dialog and waits for the person. */
  askAuthorization(request: AskAuthorization): Promise<AskAnswer>
  /** Shows the settings page; resolves when it is closed. */
  openSettings(request: { person: Person; language: Language; signal: AbortSignal }): Promise<void>
}

export interface PersonOptions extends ClientOptions {
  /** The person's session, or a function that gets a fresh one from your back end (called again to renew). */
  session: string | (() => string | Promise<string>)
  /** Default in a browser: `@callgrant/sdk/ui`, loaded when first needed. */
  ui?: Partial<PersonUi>
}

interface DeviceSubject {
  sn: string
  /** 32 letters and digits from your back end; good for 5 minutes. */
  snTicket: string
  modelId: string
  /** 1–13 characters (A10), shown before the model's device-type name (A8). */
  deviceName: string
  isGroup?: false
  groupId?: string
}
interface GroupSubject {
  isGroup: true
  groupId: string
  sn?: string
  snTicket?: string
  modelId?: string
  deviceName?: string
}
export interface Ok {
  errMsg: string
}
/** One device (`sn`, `snTicket`, `modelId`, `deviceName`), or `isGroup: true` and `groupId` alone (A11). */
export type RequestDeviceVoIPOption = (DeviceSubject | GroupSubject) & Callbacks<Ok>

/** One entry of `getDeviceVoIPList` (A14): a device's, or a group's with `sn` and `model_id` undefined. */
export interface DeviceVoIP {
  sn?: string
  model_id?: string
  group_id?: string
  status: Status
}
export interface DeviceVoIPList extends Ok {
  list: DeviceVoIP[]
}
export type GetDeviceVoIPListOption = Callbacks<DeviceVoIPList>
export interface OpenSettingResult extends Ok {
  /** Always empty: WeChat reports no device authorization here either; use `getDeviceVoIPList`. */
  authSetting: Record<string, boolean>
}
export type OpenSettingOption = Callbacks<OpenSettingResult> & { withSubscriptions?: boolean }

/** A row of the settings page: a device, or a group. */
export type AuthorizationSubject = { sn: string; model_id: string } | { group_id: string }

/** The events of a person's client. */
export interface PersonEvents {
  /** A device rings. */
  incomingCall: Call
  /** The current call began (`Call`) or is over (`null`). */
  currentCall: Call | null
  /** One of WeChat's events, of any call. */
  voip: VoipEvent
  /** The person's authorizations were changed, here or elsewhere. */
  authorizationsChanged: undefined
  connection: ConnectionState
}

/** A person's client: asks consent, shows settings, places and takes calls. */
export interface Person {
  /**
   * Asks the person to let a device, or a group of devices, ring them. Same options, callbacks and numbers as
   * `wx.requestDeviceVoIP`; also returns a promise. Requests are shown one after the other.
   * @throws DeviceVoIPError with `errCode` 10001, 10008, 10021, 10022, 10025, -12001 or `errno` 1001, 600001
   */
  requestDeviceVoIP(option: RequestDeviceVoIPOption): Promise<Ok>
  /** Every device and group the person decided on (A14). */
  getDeviceVoIPList(option?: GetDeviceVoIPListOption): Promise<DeviceVoIPList>
  /** Opens the settings page (A13); resolves when it is closed. */
  openSetting(option?: OpenSettingOption): Promise<OpenSettingResult>
  /** The same rows with the names to show, for a settings page. @throws CallgrantError */
  listAuthorizations(): Promise<OwnAuthorizations>
  /** Switches one row on or off (A5, A7). @throws CallgrantError `authorization_unknown`, `network` */
  switchAuthorization(subject: AuthorizationSubject, on: boolean): Promise<OwnAuthorization>
  /** Removes every row of this app (A3). @throws CallgrantError */
  clearAuthorizations(): Promise<Cleared>
  /** A code for your back end's `jscode2session`, which answers the openid: good for 5 minutes, once. @throws CallgrantError */
  login(): Promise<LoginCode>
  /** Whether an API or one of its parameters can be used here (A18), `requestDeviceVoIP.object.isGroup`. */
  canIUse(schema: string): boolean

  /** Signs in to receive and place calls; reconnects by itself until `close()`. @throws CallgrantError */
  connect(): Promise<void>
  /** Ends the current call, goes offline, takes an open dialog away. */
  close(): Promise<void>
  readonly connection: ConnectionState
  readonly language: Language
  /** The call that rings here, or that this client is in; null: none. A side has at most one (C8). */
  readonly currentCall: Call | null
  onIncomingCall(listener: (call: Call) => void): () => void
  onVoipEvent(listener: (event: VoipEvent) => void): () => void
  on<K extends keyof PersonEvents>(event: K, listener: (value: PersonEvents[K]) => void): () => void
  /** Calls a device; needs no authorization (A4, C3). @throws VoipError */
  callDevice(request: PersonCallRequest, options?: PlaceOptions): Promise<{ roomId: string }>
  /** The same by WeChat's name for Android devices. @throws VoipError */
  callWMPF(request: PersonCallRequest, options?: PlaceOptions): Promise<{ roomId: string }>
  /** Calls a device that the person has authorized (`businessType: 2`). @throws VoipPluginError 1004, 1006 */
  initByCaller(request: InitByCallerRequest, options?: PlaceOptions): Promise<InitByCallerResult>
  /** Ends the current call; with a `roomId` only if it is that one (C12). */
  forceHangUpVoip(roomId?: string): Promise<void>
}

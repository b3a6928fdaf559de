/** The public types of a person's client. */

import type {
  ChangeOwnSettings,
  Cleared,
  MissedCallPage,
  OwnAuthorization,
  OwnAuthorizations,
  OwnSettings,
  QuietHours,
  Status,
  UnreadMissedCalls,
} from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'
import type {
  InitByCallerRequest,
  InitByCallerResult,
  PersonCallRequest,
  PlaceOptions,
} from '../calling/requests.ts'
import type { Call, VoipEvent } from '../calling/types.ts'
import type { AllowLimit } from '../shared/limit.ts'
import type { MissedCallsPage } from '../shared/missed-calls.ts'
import type { Callbacks, ClientOptions, ConnectionState } from '../shared/types.ts'
import type { LoginCode } from './login.ts'

/** What the authorization dialog shows. */
export interface AskAuthorization {
  /** Name of the device or group: the device's own name with its device type, or the group's name. */
  displayName: string
  /** Name of the app that asks. */
  appName: string
  /** `device`: one device. `group`: every device of a group, now and later. */
  kind: 'device' | 'group'
  /** The exact sentence to show. It is recorded with the decision, so it must not be changed. */
  words: string
  language: Language
  /** True: the dialog stayed open for over 10 minutes, so the last answer came too late; say so, and ask again. */
  late: boolean
  /** Aborted when the client is closed while the dialog is open: remove the dialog and answer `dismiss`. */
  signal: AbortSignal
}

/**
 * What the person did: tapped Allow, which is for good, tapped Reject, or closed the dialog with neither (nothing is recorded
 * then); `{ allow }`: they allow it for a time, or for a number of rings. The dialog then showed
 * `limitedWords(language, words, limit)` of `@callgrant/sdk/platform`, which is what is recorded.
 */
export type AskAnswer = 'allow' | 'reject' | 'dismiss' | { allow: AllowLimit }

/** The two functions by which the SDK shows something. In a browser `browserUi()` of `@callgrant/ui/browser` has both. */
export interface PersonUi {
  /** Shows the authorization dialog and waits for the person's answer. */
  askAuthorization(request: AskAuthorization): Promise<AskAnswer>
  /** Shows the settings page; resolves when it is closed. */
  openSettings(request: { person: Person; language: Language; signal: AbortSignal }): Promise<void>
}

export interface PersonOptions extends ClientOptions {
  /** The person's session, or a function that gets one from your back end and is called again to renew it. */
  session: string | (() => string | Promise<string>)
  /** In a browser: `browserUi()` of `@callgrant/ui/browser`. Without it `requestDeviceVoIP` and `openSetting` fail. */
  ui?: Partial<PersonUi>
  /** Rings this person when no page is open, once `enableRinging()` was called. In browsers. */
  ringing?: RingingOptions
}

/** How a browser rings with no page open. */
export interface RingingOptions {
  /**
   * Where you host `@callgrant/sdk/ringing-worker.js`, at your own origin: `/ringing-worker.js`. Or a function that gives the
   * registration of a worker of yours, which calls `serveRinging()` of `@callgrant/sdk/worker`.
   */
  worker: string | (() => ServiceWorkerRegistration | Promise<ServiceWorkerRegistration>)
  /** Scope of the worker; default: the folder that its file is in. */
  scope?: string
  /** What a tap on a notification opens when no page is open; default: the page that called `enableRinging()`. */
  page?: string
  /** False: the app sets its badge itself. Default: the number of missed calls that were not read. */
  badge?: boolean
}

/**
 * `on`: this browser rings with no page open. `denied`: the person, or the browser for them, allows no notifications.
 * `unsupported`: no push here; on iOS the page must have been added to the home screen.
 */
export type RingingState = 'on' | 'off' | 'denied' | 'unsupported'

/** By what a native app is pushed to; the app got the tokens from the platform. */
export type NativeRinging =
  | {
      /** Apple's platforms. One token at least; best both. */
      kind: 'apns'
      /** Of PushKit, in hex: rings, which the app must report to CallKit at once. */
      voipToken?: string
      /** Of ordinary notifications, in hex: missed calls, and rings where there is no `voipToken`. */
      token?: string
      /** Bundle id of the app; default: the first that the server is set to. */
      bundle?: string
      /** True for a development build, whose tokens Apple's sandbox gave. */
      sandbox?: boolean
    }
  /** Android, by Firebase Cloud Messaging. */
  | { kind: 'fcm'; token: string }

interface DeviceSubject {
  sn: string
  /** The device's ticket from your back end: 32 letters and digits, valid for 5 minutes. */
  snTicket: string
  modelId: string
  /** 1–13 characters; the dialog shows it before the name of the model's device type. */
  deviceName: string
  isGroup?: false | undefined
  /** Ignored. */
  groupId?: string | undefined
}
interface GroupSubject {
  isGroup: true
  groupId: string
  /** Ignored, as are the next three. */
  sn?: string | undefined
  snTicket?: string | undefined
  modelId?: string | undefined
  deviceName?: string | undefined
}
/** Where only the running program knows `isGroup`, it has what either needs. */
interface EitherSubject {
  isGroup: boolean
  sn: string
  snTicket: string
  modelId: string
  deviceName: string
  groupId: string
}
export interface Ok {
  errMsg: string
}
/**
 * One device (`sn`, `snTicket`, `modelId`, `deviceName`), or `isGroup: true` and `groupId` alone. With an `isGroup` that is
 * a variable, all of them.
 */
export type RequestDeviceVoIPOption = (DeviceSubject | GroupSubject | EitherSubject) & Callbacks<Ok>

/** One entry of `getDeviceVoIPList`: a device, or a group with `sn` and `model_id` undefined. */
export interface DeviceVoIP {
  sn?: string
  model_id?: string
  group_id?: string
  /** The same: WeChat's guide names it so, its declarations `group_id`. */
  groupId?: string
  /** 1: allowed. 0: rejected, or switched off. */
  status: Status
}
export interface DeviceVoIPList extends Ok {
  list: DeviceVoIP[]
}
export type GetDeviceVoIPListOption = Callbacks<DeviceVoIPList>
export interface OpenSettingResult extends Ok {
  /** Always empty, as in WeChat for device authorizations; use `getDeviceVoIPList`. */
  authSetting: Record<string, boolean>
}
export type OpenSettingOption = Callbacks<OpenSettingResult> & { withSubscriptions?: boolean }

/** A row of the settings page: a device, or a group. */
export type AuthorizationSubject = { sn: string; model_id: string } | { group_id: string }

/** The events of a person's client. */
export interface PersonEvents {
  /** A device rings. */
  incomingCall: Call
  /** The current call began (`Call`) or ended (`null`). */
  currentCall: Call | null
  /** One of WeChat's call events, of any call. */
  voip: VoipEvent
  /** The person's authorizations changed, on this client or another. */
  authorizationsChanged: undefined
  /** A call was missed, or some were marked as read, on this client or another. */
  missedCallsChanged: { unread: number }
  connection: ConnectionState
}

/** A person's client: asks for authorizations, shows settings, places and receives calls. */
export interface Person {
  /**
   * Asks the person to let a device, or a group of devices, ring them. Same options, callbacks and numbers as
   * `wx.requestDeviceVoIP`; also returns a promise. Requests are shown one after the other.
   * @throws DeviceVoIPError with `errCode` 10001, 10008, 10021, 10022, 10025, -12001, 13 or `errno` 1001, 600001
   */
  requestDeviceVoIP(option: RequestDeviceVoIPOption): Promise<Ok>
  /** Every device and group that the person has decided about. */
  getDeviceVoIPList(option?: GetDeviceVoIPListOption): Promise<DeviceVoIPList>
  /** Opens the settings page; resolves when it is closed. */
  openSetting(option?: OpenSettingOption): Promise<OpenSettingResult>
  /** The entries of `getDeviceVoIPList` with the names to show, for a settings page. @throws CallgrantError */
  listAuthorizations(): Promise<OwnAuthorizations>
  /**
   * Allows or forbids one device or group; takes effect at once, also for a call that rings. `limit`: for a time, or a number of
   * rings; null: for good, also where it was for a time. Without it, what is on stays as it is.
   * @throws CallgrantError `authorization_unknown`, `network`
   */
  switchAuthorization(
    subject: AuthorizationSubject,
    on: boolean,
    limit?: AllowLimit | null,
  ): Promise<OwnAuthorization>
  /**
   * Sets how one device or group may ring in quiet hours: `urgent`, it rings in them too; `quiet`, hours of its own in place of
   * those of `changeSettings`, null for none of its own. They are by this device's clock.
   * @throws CallgrantError `authorization_unknown` where the person has not decided
   */
  changeAuthorization(
    subject: AuthorizationSubject,
    change: { urgent?: boolean; quiet?: QuietHours[] | null },
  ): Promise<OwnAuthorization>
  /** Removes every decision of the person for this app; all devices must ask again. @throws CallgrantError */
  clearAuthorizations(): Promise<Cleared>
  /**
   * What the person set for their calls: `preview`, a calling device's picture while it rings; `quiet`, when they do not want to
   * be rung, and whether callers are told so. @throws CallgrantError
   */
  settings(): Promise<OwnSettings>
  /** Changes what is given, for the next call on. Quiet hours are by this device's clock. @throws CallgrantError */
  changeSettings(change: ChangeOwnSettings): Promise<OwnSettings>
  /**
   * Rings here when no page is open: asks for leave to show notifications, so call it in a tap.
   * @throws CallgrantError `network`
   */
  enableRinging(): Promise<RingingState>
  /** Rings here no more when no page is open: before a sign-out. @throws CallgrantError */
  disableRinging(): Promise<void>
  /** Whether this browser rings when no page is open. Asks nothing. */
  ringing(): Promise<RingingState>
  /**
   * Rings this native app by APNs or FCM when it does not run: at each start, and whenever the platform gives another token.
   * @returns the subscription's id, for an app that ends it after a restart
   * @throws CallgrantError `bad_request` where the server is not set up for it, or a token is malformed; `network`
   */
  enableNativeRinging(device: NativeRinging): Promise<string>
  /**
   * Ends what `enableNativeRinging` began: before a sign-out.
   * @param subscriptionId default: all of this run of the app
   * @throws CallgrantError
   */
  disableNativeRinging(subscriptionId?: string): Promise<void>
  /** The calls that this person missed, newest first, and how many of all were not read. @throws CallgrantError */
  missedCalls(page?: MissedCallsPage): Promise<MissedCallPage>
  /** Marks these as read, or all until now, on all clients. @throws CallgrantError */
  readMissedCalls(roomIds?: readonly string[]): Promise<UnreadMissedCalls>
  /** A code with which your back end gets the openid, by `jscode2session`: valid once, for 5 minutes. @throws CallgrantError */
  login(): Promise<LoginCode>
  /** Whether an API or one of its parameters can be used on this platform: `requestDeviceVoIP.object.isGroup`. */
  canIUse(schema: string): boolean

  /** Signs in to receive and place calls; reconnects automatically until `close()`. @throws CallgrantError */
  connect(): Promise<void>
  /** Ends the current call, disconnects, and dismisses an open dialog. */
  close(): Promise<void>
  readonly connection: ConnectionState
  readonly language: Language
  /** The call that rings here, or that this client is in; null: none. There is at most one. */
  readonly currentCall: Call | null
  onIncomingCall(listener: (call: Call) => void): () => void
  onVoipEvent(listener: (event: VoipEvent) => void): () => void
  on<K extends keyof PersonEvents>(event: K, listener: (value: PersonEvents[K]) => void): () => void
  /** Calls a device; needs no authorization. @throws VoipError */
  callDevice(request: PersonCallRequest, options?: PlaceOptions): Promise<{ roomId: string }>
  /** The same by WeChat's name for Android devices. @throws VoipError */
  callWMPF(request: PersonCallRequest, options?: PlaceOptions): Promise<{ roomId: string }>
  /** Calls a device that the person has authorized (`businessType: 2`). @throws VoipPluginError 1004, 1006 */
  initByCaller(request: InitByCallerRequest, options?: PlaceOptions): Promise<InitByCallerResult>
  /** Ends the current call; with a `roomId` only if it is that call. */
  forceHangUpVoip(roomId?: string): Promise<void>
}

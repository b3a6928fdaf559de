/**
 * What the functions of `wmpf-voip` take and answer; WeChat publishes no declarations of them. A call's own fields are
 * the SDK's, with what the plugin adds to them. A number is declared as a number, as in WeChat's declarations, also where
 * few are allowed: it often comes from a configuration, whose type says no more.
 */

import type {
  CallParty,
  ChargeType,
  InitByCallerRequest,
  InitByCallerResult,
  PersonCallRequest,
} from '@callgrant/sdk/calling'

/** `voice` never opens a camera. */
export type VoipRoomType = InitByCallerRequest['roomType']
/** How a call is charged. It is passed on and kept; nobody is charged. */
export type VoipChargeType = ChargeType
/** One side of `initByCaller`. */
export type VoipParty = CallParty

/** @see WmpfVoip.initByCaller */
export interface InitByCallerOption
  extends Omit<InitByCallerRequest, 'businessType' | 'voipToken' | 'modelId' | 'timeLimit' | 'chargeType'> {
  /**
   * 1: this device rings a person; `caller.id` is its `sn`, `listener.id` the person's openid.
   * 2: this person rings a device; `caller.id` is their openid, `listener.id` the device's `sn`.
   * 0 (default) and 3 are the face-pay terminals of schools, which are not supported: `errCode` 1011.
   */
  businessType?: number
  /**
   * 1: must be absent, since the device is known by its sign-in; else `errCode` 13.
   * 2: the device's push token (`wmpf.getWmpfPushToken`); it says which device is meant.
   */
  voipToken?: string
  /** Callgrant's own: `model_id` of the called device, in place of a `voipToken` (`businessType` 2). */
  modelId?: string
  /** Longest talking time in seconds, more than 0; from plugin 2.3.8. */
  timeLimit?: number
}

/**
 * What `initByCaller` resolves with; wrong parameters are thrown instead. `roomId` and `errObj` are there from plugin 2.4.0,
 * `chargeType` from 2.3.8.
 */
export type InitByCallerAnswer = InitByCallerResult

/** @see WmpfVoip.callWMPF */
export interface CallWMPFOption extends Omit<PersonCallRequest, 'payload' | 'isCloud'> {
  /** From `wmpf.getWmpfPushToken` on the device. */
  pushToken: string
  /** The person's name, shown on the device; at most 64 characters. */
  nickName: string
  /** The device's name on this phone, where the person was never asked about it; from plugin 2.4.1. */
  deviceName?: string
}

/** @see WmpfVoip.callDevice */
export interface CallDeviceOption
  extends Omit<PersonCallRequest, 'pushToken' | 'envVersion' | 'customQuery'> {
  /** The person's name, shown on the device; WeChat only records it. */
  nickName?: string
  /** The device's name on this phone, where the person was never asked about it; from plugin 2.4.1. */
  deviceName?: string
  /** true: the app's back end is asked first; from plugin 2.4.3. Default false. */
  isCloud?: boolean
  /** Passed to the back end and to the device as it is; at most 4096 characters. From plugin 2.4.3. */
  payload?: string
  /**
   * 0, 320, 480 or 640. This and the next three are hints for the picture that the phone sends, from plugin 2.4.5: they
   * are checked, and WebRTC adapts by itself.
   */
  encodeVideoFixedLength?: number
  /** 0, 1: upright, 2: rotated. */
  encodeVideoRotation?: number
  /** Width / height * 100. */
  encodeVideoRatio?: number
  /** 0, or 8 to 15. */
  encodeVideoMaxFPS?: number
}

/** @see WmpfVoip.getIotBindContactList */
export interface IotBindContactListOption {
  sn: string
  model_id: string
  /** At most 200; WeChat names no limit. */
  openid_list: string[]
}
export interface IotBindContact {
  openid: string
  sn: string
  model_id: string
  /** 1: the person has authorized the device, 0: not. */
  status: 0 | 1
}
export interface IotBindContactList {
  /** 0: done. */
  errcode: number
  errmsg: string
  contact_list: IotBindContact[]
}

/** How one side's picture is drawn. A value that cannot be used is left at its default. */
export interface VoipPictureConfig {
  /** Degrees, clockwise: 0 (default), 90, 180 or 270. */
  cameraRotation?: number
  /** Width / height. Default 4/3. */
  aspectRatio?: number
  /** Default false. */
  horMirror?: boolean
  /** Default false. */
  vertMirror?: boolean
  /** false: no camera switch on this side's own page; on phones only. Default true. */
  enableToggleCamera?: boolean
  /** Default `fill`; from plugin 2.3.8. */
  objectFit?: 'fill' | 'contain'
}

/** @see WmpfVoip.setUIConfig */
export interface VoipUIConfig {
  /** Text of the app's own button: see `setCustomBtnText`. */
  btnText?: string
  /** How the caller's picture is drawn. */
  callerUI?: VoipPictureConfig
  /** How the listener's picture is drawn. */
  listenerUI?: VoipPictureConfig
  /** Loudspeaker (true, default) or earpiece; devices only; from plugin 2.3.0. */
  handsFree?: boolean
  /** true: the person's own picture is the large one at first; from plugin 2.3.4. Default false. */
  isSelfWindowMax?: boolean
  /** Height of the half-screen of the app's own button; from plugin 2.3.10. Default `90vh`. */
  customBoxHeight?: '90vh' | '70vh'
}

/** @see WmpfVoip.setVoipEndPagePath */
export interface VoipEndPageOption {
  /** Path of a page of the app, `/pages/index/index`. */
  url: string
  /** `Call`: after a call. `BindContact`: of face-pay, accepted and never used. */
  key: 'Call' | 'BindContact'
  /** Query put behind the path, `a=1&b=2`. */
  options?: string
  /** From plugin 2.3.9. Default `redirectTo`. */
  routeType?: 'redirectTo' | 'switchTab' | 'reLaunch'
}

/** How the app was entered, for entries through the call page. */
export interface PluginEnterOptions {
  path: string
  query: Record<string, string>
  scene: number
  shareTicket?: string
  referrerInfo?: object
}

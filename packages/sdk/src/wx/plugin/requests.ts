/** What the functions of `wmpf-voip` take and answer (wechat-surface 2.2–2.5). WeChat publishes no declarations. */

import type { VoipError } from '../../calling/errors.ts'

/** `voice` never opens a camera (C13). */
export type VoipRoomType = 'voice' | 'video'
/** `license` and `duration` are told and kept; nobody is charged. */
export type VoipChargeType = 'duration' | 'license'

/** One side of `initByCaller`. */
export interface VoipParty {
  /** `sn` of a device, `openid` of a person: see `businessType`. */
  id: string
  /** Shown to the other side. A device's is always the name that the person agreed to (A9, C5). */
  name?: string
  /** 0: camera on (default), 1: off. */
  cameraStatus?: 0 | 1
}

/** @see WmpfVoip.initByCaller */
export interface InitByCallerOption {
  roomType: VoipRoomType
  caller: VoipParty
  listener: VoipParty
  /**
   * 1: this device rings a person; `caller.id` is its `sn`, `listener.id` the person's openid.
   * 2: this person rings a device; `caller.id` is their openid, `listener.id` the device's `sn`.
   * 0 (default) and 3 are the face-pay terminals of schools, which are not here: `errCode` 1011.
   */
  businessType?: 0 | 1 | 2 | 3
  /**
   * 1: must be absent, since the device is known by its sign-in; else `errCode` 13.
   * 2: the device's push token (`wmpf.getWmpfPushToken`); it says which device is meant.
   */
  voipToken?: string
  /** Ours: `model_id` of the called device, in place of a `voipToken` (`businessType` 2). */
  modelId?: string
  /** Taken and checked; there is one version of an app here. Default `formal`. */
  miniprogramState?: 'formal' | 'trial' | 'developer'
  /** Put behind the path of the call page at the answering side, `a=1&b=2`; at most 1024 characters. */
  customQuery?: string
  /** Longest talking time in seconds, more than 0; from plugin 2.3.8 (C10). */
  timeLimit?: number
}

/** What `initByCaller` resolves with. Wrong parameters are thrown instead. */
export type InitByCallerAnswer =
  | {
      isSuccess: true
      /** From plugin 2.4.0. */
      roomId: string
      /** The same, by its older name. */
      groupId: string
      /** From plugin 2.3.8. */
      chargeType: VoipChargeType
    }
  | {
      isSuccess: false
      /** A number of `VOIP_CODES`. */
      errCode: number
      /** What is wrong and what to do. */
      errMsg: string
      /** From plugin 2.4.0. */
      errObj: VoipError
      /** @deprecated The older form of `errCode` and `errMsg`. */
      error: { err_code: number; errMsg: string }
    }

interface DeviceCallOption {
  roomType: VoipRoomType
  /** Serial number of the device. */
  sn: string
  /** `model_id` of the device. */
  modelId: string
  /** Default `license`. */
  chargeType?: VoipChargeType
  /** Longest talking time in seconds, more than 0 (C10). */
  timeLimit?: number
  /** Default true (C13). */
  enableCallerCamera?: boolean
  /** Default true (C13). */
  enableListenerCamera?: boolean
  /** The device's name on this phone, where the person was never asked about it (C5); from plugin 2.4.1. */
  deviceName?: string
}

/** @see WmpfVoip.callWMPF */
export interface CallWMPFOption extends DeviceCallOption {
  /** From `wmpf.getWmpfPushToken` on the device. */
  pushToken: string
  /** The person's name, shown on the device. */
  nickName: string
  /** Taken and checked; there is one version of an app here. Default `release`. */
  envVersion?: 'release' | 'trial' | 'develop'
  /** Put behind the path of the call page on the device, `a=1&b=2`; at most 1024 characters. */
  customQuery?: string
}

/** @see WmpfVoip.callDevice */
export interface CallDeviceOption extends DeviceCallOption {
  /** The person's name; here shown on the device too, in WeChat only recorded. */
  nickName?: string
  /** true: the app's back end is asked first (C16); from plugin 2.4.3. Default false. */
  isCloud?: boolean
  /** Handed to the back end and to the device as it is; at most 4096 characters. */
  payload?: string
  /** Hints for the picture that the phone sends, from plugin 2.4.5. Checked; WebRTC adapts by itself. */
  encodeVideoFixedLength?: 0 | 320 | 480 | 640
  /** 1: upright, 2: rotated. */
  encodeVideoRotation?: 0 | 1 | 2
  /** Width / height * 100. */
  encodeVideoRatio?: number
  /** 8 to 15. */
  encodeVideoMaxFPS?: number
}

/** @see WmpfVoip.getIotBindContactList */
export interface IotBindContactListOption {
  sn: string
  model_id: string
  /** At most 200 (ours; WeChat names no limit). */
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

/** How one side's picture is drawn. */
export interface VoipPictureConfig {
  /** Degrees, clockwise. Default 0. */
  cameraRotation?: 0 | 90 | 180 | 270
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
  /** `Call`: after a call. `BindContact`: face-pay, taken and never used here. */
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

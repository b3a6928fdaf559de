/** What `initByCaller`, `callDevice` and `callWMPF` take and answer (wechat-surface 2.2–2.4), checked by `check-request.ts`. */

import type { RoomType } from '@callgrant/protocol'
import type { VoipError } from './errors.ts'

/** How a call is charged. It is passed on and kept; nobody is charged. */
export type ChargeType = 'duration' | 'license'

/** One side of `initByCaller`. */
export interface CallParty {
  /** `sn` of a device, `openid` of a person: see `businessType`. */
  id: string
  /** Shown to the other side, at most 64 characters. Of a device the person sees the name that they agreed to. */
  name?: string
  /** 0: camera on (default), 1: off; else `errCode` 1004. */
  cameraStatus?: number
}

/** @see Person.initByCaller, Device.initByCaller */
export interface InitByCallerRequest {
  /** `voice` never opens a camera. */
  roomType: RoomType
  caller: CallParty
  listener: CallParty
  /**
   * 1: this device rings a person; `caller.id` is its `sn`, `listener.id` the person's openid.
   * 2: this person rings a device; `caller.id` is their openid, `listener.id` the device's `sn`.
   */
  businessType: number
  /** `model_id` of the called device (`businessType` 2); needed without a `voipToken`, which says it too. */
  modelId?: string
  /**
   * `businessType` 2: the push token of the called device, `errCode` 14 when it is wrong. `businessType` 1: taken and
   * ignored, since the sign-in says which device calls.
   */
  voipToken?: string
  /** Checked, and changes nothing: there is one version of an app. */
  miniprogramState?: 'formal' | 'trial' | 'developer'
  /** Passed to the answering side, `a=1&b=2`; at most 1024 characters. */
  customQuery?: string
  /** Longest talking time in seconds, more than 0. */
  timeLimit?: number
  chargeType?: ChargeType
}

/** What `initByCaller` resolves with. */
export type InitByCallerResult =
  | {
      isSuccess: true
      roomId: string
      /** The same, by its older name. */
      groupId: string
      chargeType: ChargeType
      errCode?: undefined
      errMsg?: undefined
      errObj?: undefined
      error?: undefined
    }
  | {
      isSuccess: false
      roomId?: undefined
      groupId?: undefined
      chargeType?: undefined
      /** WeChat's number: 9, the person has not authorized the device. */
      errCode: number
      /** What is wrong and what to do. */
      errMsg: string
      errObj: VoipError
      /** @deprecated The older form of `errCode` and `errMsg`. */
      error: { err_code: number; errMsg: string }
    }

/** How a call that is placed goes on. */
export interface PlaceOptions {
  /** It rings at once; its room is joined, and its media opened, once this has resolved. Default: at once. */
  joinWhen?: Promise<void>
  /** Of `callDevice` and `callWMPF`: true requires the authorization that they can do without. Default false. */
  needsAuthorization?: boolean
}

/** @see Person.callDevice, Person.callWMPF */
export interface PersonCallRequest {
  /** `voice` never opens a camera. */
  roomType: RoomType
  /** Serial number of the device. */
  sn: string
  /** `model_id` of the device. */
  modelId: string
  /** The caller's name, shown on the device; at most 64 characters. */
  nickName?: string
  /** The device's name where the person was never asked about it; at most 64 characters. */
  deviceName?: string
  /** Default `license`. */
  chargeType?: ChargeType
  /** Longest talking time in seconds, more than 0. */
  timeLimit?: number
  /** Default true. */
  enableCallerCamera?: boolean
  /** Default true. */
  enableListenerCamera?: boolean
  /** Passed to the device, `a=1&b=2`; at most 1024 characters. */
  customQuery?: string
  /** Passed to the device as it is; at most 4096 characters. */
  payload?: string
  /** Made by the called device; checked when it is given: `errCode` 14, or 17 for another model's. */
  pushToken?: string
  /** Checked, and changes nothing: there is one version of an app. */
  envVersion?: 'release' | 'trial' | 'develop'
  /** true: the device rings only after the app's back end said yes, where it can be asked. Default false. */
  isCloud?: boolean
}

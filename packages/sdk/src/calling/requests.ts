/** What the plugin's calling functions take and answer (wechat-surface 2.2–2.4). */

import type { RoomType } from '@callgrant/protocol'
import type { VoipError } from './errors.ts'

/** One side of `initByCaller`. */
export interface CallParty {
  /** `sn` of a device, `openid` of a person. */
  id: string
  name?: string
  /** 0: camera on (default), 1: off (C13). */
  cameraStatus?: 0 | 1
}

export interface InitByCallerRequest {
  roomType: RoomType
  caller: CallParty
  listener: CallParty
  /** 1: device rings person; 2: person rings device. */
  businessType: number
  /** `model_id` of the called device (`businessType` 2); needed without a `voipToken`, which says it too. */
  modelId?: string
  /**
   * `businessType` 2: the push token of the called device, `errCode` 14 when it is wrong. `businessType` 1: taken and
   * ignored, since the sign-in says which device calls.
   */
  voipToken?: string
  miniprogramState?: 'formal' | 'trial' | 'developer'
  /** Handed to the answering side, `a=1&b=2`. */
  customQuery?: string
  /** Longest talking time, in seconds (C10). */
  timeLimit?: number
  chargeType?: 'duration' | 'license'
}

export type InitByCallerResult =
  | { isSuccess: true; roomId: string; groupId: string; chargeType: 'duration' | 'license' }
  | {
      isSuccess: false
      errCode: number
      errMsg: string
      errObj: VoipError
      /** WeChat's older form. */
      error: { err_code: number; errMsg: string }
    }

/** How a call that is placed goes on. */
export interface PlaceOptions {
  /** It rings at once; its room is joined, and its media opened, once this has resolved. Default: at once. */
  joinWhen?: Promise<void>
  /** Of `callDevice` and `callWMPF`: true asks for the authorization that they can do without (A4). */
  needsAuthorization?: boolean
}

/** `callDevice` and `callWMPF`. */
export interface PersonCallRequest {
  roomType: RoomType
  sn: string
  modelId: string
  /** The caller's name, shown on the device. */
  nickName?: string
  /** The device's name where the person was never asked about it (C5). */
  deviceName?: string
  chargeType?: 'duration' | 'license'
  /** Longest talking time, in seconds (C10). */
  timeLimit?: number
  enableCallerCamera?: boolean
  enableListenerCamera?: boolean
  customQuery?: string
  /** Handed to the device as it is; up to 4096 characters. */
  payload?: string
  /** Made by the called device; checked when it is given: `errCode` 14, or 17 for another model's. */
  pushToken?: string
  /** Taken and ignored. */
  envVersion?: 'release' | 'trial' | 'develop'
  /** The device rings only after the app's back end said yes, where it can be asked (C16). */
  isCloud?: boolean
}

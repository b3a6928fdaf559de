/** The events of `onVoipEvent`, each with what stands in its `data` (wechat-surface 2.6). */

import type { VoipRoomType } from './requests.ts'

/** Who ended a call that was not answered, and how: `other` is the far side. */
export type VoipEndStatus = 'manual' | 'unloadCallPage' | 'forceFromApp' | 'other'

/** `data` of each event, by its name. */
export interface WmpfVoipEventData {
  /** Both talk. */
  startVoip: object
  /** Broken off. Milliseconds; `unknown`: by the other side. */
  abortVoip: {
    keepTime: number
    status: 'abortByListener' | 'abortByCaller' | 'unknown'
    error: { errMsg: string }
  }
  /** Answered; to the listener only. */
  hangOnVoip: object
  /** The caller gave up before the answer. */
  cancelVoip: { status: VoipEndStatus }
  /** The listener declined. */
  rejectVoip: { status: VoipEndStatus }
  /** Hung up after the answer. `keepTime` in milliseconds. */
  hangUpVoip: {
    keepTime: number
    status: 'endByListener' | 'endByCaller'
    origin: VoipEndStatus | 'timeLimit'
  }
  /** Over; after the reason. `keepTime` in milliseconds. */
  endVoip: {
    keepTime: number
    callerName: string
    listenerName: string
    roomType: VoipRoomType
    isCaller: boolean
    businessType: number
  }
  /** The listener is in another call; to the caller only. */
  busy: object
  /** Each second while both talk. Milliseconds. */
  calling: { keepTime: number }
  /** Not answered in time. */
  timeout: object
  /** The caller is in the room; to the caller only. */
  joinedRoomByCaller: object
  /** The caller could not join. `errCode` (2000–2104) is ours. */
  joinFailCaller: { errMsg: string; message: string; errCode: number }
  /** The listener could not join. `errCode` (2000–2104) is ours. */
  joinFailListener: { errMsg: string; message: string; errCode: number }
  /** The length that counts, in milliseconds; after `endVoip`. */
  finishVoip: { keepTime: number }
  /** The call page is shown. Without `roomId` and `groupId`. */
  callPageOnShow: object
  /** The app's own button was tapped. */
  showCustomBox: { callerId: string; listenerId: string }
  /** What the app's own button showed is put away. */
  hideCustomBox: { callerId: string; listenerId: string }
}

export type WmpfVoipEventName = keyof WmpfVoipEventData

/** One event, told apart by `eventName`. */
export type WmpfVoipEvent = {
  [Name in WmpfVoipEventName]: {
    eventName: Name
    /** From plugin 2.4.0; not with `callPageOnShow`. */
    roomId: string
    /** The same, by its older name. */
    groupId: string
    data: WmpfVoipEventData[Name]
  }
}[WmpfVoipEventName]

/** The events of `onVoipEvent`, each with the fields of its `data`. */

import type { VoipRoomType } from './requests.ts'

/** Who ended a call that was not answered, and how: `other` is the other side. */
export type VoipEndStatus = 'manual' | 'unloadCallPage' | 'forceFromApp' | 'other'

/** `data` of each event, by its name. */
export interface WmpfVoipEventData {
  /** Both talk. */
  startVoip: object
  /** Ended by a fault. `keepTime` in whole seconds; `unknown`: by the other side. */
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
  /** Hung up after the answer. `keepTime` in whole seconds. */
  hangUpVoip: {
    keepTime: number
    status: 'endByListener' | 'endByCaller'
    origin: VoipEndStatus | 'timeLimit'
  }
  /** Over; after the reason. `keepTime` in whole seconds. */
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
  /** Each second while both talk. `keepTime` in whole seconds. */
  calling: { keepTime: number }
  /** Not answered in time. */
  timeout: object
  /** The caller is in the room; to the caller only. */
  joinedRoomByCaller: object
  /** The caller could not join. `errCode` (2000–2104) is Callgrant's own field. */
  joinFailCaller: { errMsg: string; message: string; errCode: number }
  /** The listener could not join. `errCode` (2000–2104) is Callgrant's own field. */
  joinFailListener: { errMsg: string; message: string; errCode: number }
  /** The talking time, in whole seconds; after `endVoip`. */
  finishVoip: { keepTime: number }
  /** The call page is shown. Without `roomId` and `groupId`. */
  callPageOnShow: object
  /** The app's own button was tapped. */
  showCustomBox: { callerId: string; listenerId: string }
  /** The half-screen of the app's own button was closed. */
  hideCustomBox: { callerId: string; listenerId: string }
}

export type WmpfVoipEventName = keyof WmpfVoipEventData

/** One event; `eventName` says which. */
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

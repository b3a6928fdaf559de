/** What the person sees on the call page, as words and buttons: for an emulator's screen, and for tests. */

import type { Call, CallStage } from '../../calling/types.ts'
import { CALL_TEXTS, endWords } from '../../ui/call-texts.ts'
import type { Surroundings } from '../types.ts'
import type { VoipRoomType, VoipUIConfig } from './requests.ts'
import { tongueOf } from './voip-errors.ts'

export type CallPageButton =
  | 'answer'
  | 'decline'
  | 'cancel'
  | 'hangUp'
  | 'microphone'
  | 'camera'
  | 'flip'
  | 'custom'
  | 'close'

export interface CallPageView {
  stage: CallStage
  /** The other side's name, as the person agreed to it (A9, C5). */
  name: string
  /** The line below the name: `invites you to a video call`, `通话已中断`. */
  words: string
  roomType: VoipRoomType
  /** Talking time, in milliseconds (C11). */
  keepTime: number
  /** What can be tapped, in the order of the page. */
  buttons: CallPageButton[]
  /** Text of the app's own button; null: there is none now. */
  customButton: string | null
  /** Whether the app's own half-screen is open. */
  customBox: boolean
}

export function viewOf(
  call: Call,
  world: Surroundings,
  config: VoipUIConfig,
  customBox: boolean,
): CallPageView {
  const language = tongueOf(world)
  const t = CALL_TEXTS[language]
  const phone = world.side.role === 'person'
  const words = () => {
    switch (call.state) {
      case 'incoming':
        return t.rings[call.roomType]
      case 'calling':
        return call.snapshot.state === 'created' ? t.calling : t.waiting
      case 'connecting':
        return t.connecting
      case 'talking':
        return t.talking
      case 'ended':
        return endWords(call, call.peerName, language)
    }
  }
  const customButton = customButtonOf(call, phone, config)
  return {
    stage: call.state,
    name: call.peerName,
    words: words(),
    roomType: call.roomType,
    keepTime: call.keepTime,
    buttons: buttonsOf(call, hasCameraSwitch(call, phone, config), customButton !== null),
    customButton,
    customBox,
  }
}

/** On the answering phone only, while both talk. */
function customButtonOf(call: Call, phone: boolean, { btnText }: VoipUIConfig): string | null {
  return phone && call.side === 'listener' && call.state === 'talking' && btnText ? btnText : null
}

/** `enableToggleCamera` of this side's own picture; it counts on phones only. */
export function hasCameraSwitch(call: Call, phone: boolean, config: VoipUIConfig): boolean {
  const own = call.side === 'caller' ? config.callerUI : config.listenerUI
  return call.roomType === 'video' && !(phone && own?.enableToggleCamera === false)
}

function buttonsOf(call: Call, cameraSwitch: boolean, custom: boolean): CallPageButton[] {
  switch (call.state) {
    case 'incoming':
      return ['decline', 'answer']
    case 'calling':
      return ['cancel']
    case 'connecting':
      return ['hangUp']
    case 'talking': {
      const flip = call.roomType === 'video' && call.local.camera
      return [
        'microphone',
        ...(cameraSwitch ? (['camera'] as const) : []),
        ...(flip ? (['flip'] as const) : []),
        ...(custom ? (['custom'] as const) : []),
        'hangUp',
      ]
    }
    case 'ended':
      return ['close']
  }
}

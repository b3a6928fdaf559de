/** What the person sees on the call page, as text and buttons: for an emulator's screen, and for tests. */

import type { Call } from '@callgrant/sdk/calling'
import { CALL_TEXTS, endText } from '@callgrant/ui/texts'
import type { WxHost } from '../wx/types.ts'
import type { CallPageButton, CallPageView } from './call-page-types.ts'
import type { VoipUIConfig } from './requests.ts'
import { languageFor } from './voip-errors.ts'

export function viewOf(call: Call, host: WxHost, config: VoipUIConfig, customBox: boolean): CallPageView {
  const language = languageFor(host)
  const t = CALL_TEXTS[language]
  const phone = host.side.role === 'person'
  const words = () => {
    switch (call.state) {
      case 'incoming':
        return t.rings[call.roomType]
      case 'calling':
        if (!call.listenerOnline) return t.nobodyOnline
        return call.snapshot.state === 'created' ? t.calling : t.waiting
      case 'connecting':
        return t.connecting
      case 'talking':
        return t.talking
      case 'ended':
        return endText(call, call.peerName, language)
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

/** The app's own button is shown on the answering phone only, while both talk. */
function customButtonOf(call: Call, phone: boolean, { btnText }: VoipUIConfig): string | null {
  return phone && call.side === 'listener' && call.state === 'talking' && btnText ? btnText : null
}

/** Whether the camera can be switched on and off: `enableToggleCamera` of this side's own picture, on phones only. */
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

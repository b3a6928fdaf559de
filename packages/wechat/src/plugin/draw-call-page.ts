/** Draws the plugin's call page with `@callgrant/ui`, while it is open. The code is loaded before the first ring. */

import type { CallgrantCall, CallLook, PictureLook } from '@callgrant/ui/call'
import type { WxHost } from '../wx/types.ts'
import type { CallPage } from './call-page-types.ts'
import { hasCameraSwitch } from './call-page-view.ts'
import type { VoipPictureConfig } from './requests.ts'
import { languageFor } from './voip-errors.ts'
import { report } from './voip-listeners.ts'

type CallModule = typeof import('@callgrant/ui/call')

/** Draws the page at each of its changes. */
export function drawCallPage(page: CallPage, host: WxHost): void {
  let element: CallgrantCall | undefined
  let loading: Promise<CallModule> | undefined
  const load = () => {
    loading ??= import('@callgrant/ui/call').catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
  // Where it cannot be loaded now, it is with the first call.
  load().catch(() => {})
  const draw = async () => {
    if (!page.isOpen || !page.call) {
      element?.remove()
      element = undefined
      return
    }
    if (!element) {
      const { CallgrantCall } = await load()
      // While the code was loaded the page may have been closed, or drawn.
      if (!page.isOpen || !page.call || element) return
      element = new CallgrantCall()
      element.language = languageFor(host)
      // WeChat's page stays until it is closed, and then goes to the end page.
      element.stays = true
      element.addEventListener('custom-button', () => page.pressCustomButton())
      element.addEventListener('close', () => void page.close().catch(report))
      document.body.append(element)
    }
    const { view } = page
    if (element.call !== page.call) element.call = page.call
    element.buttonText = view?.customButton ?? ''
    element.look = lookOf(page, host)
  }
  page.onChange(() => void draw().catch(report))
}

function lookOf({ call, config }: CallPage, { side }: WxHost): CallLook {
  if (!call) return {}
  const { callerUI = {}, listenerUI = {}, isSelfWindowMax = false } = config
  const [own, other] = call.side === 'caller' ? [callerUI, listenerUI] : [listenerUI, callerUI]
  return {
    local: pictureOf(own),
    remote: pictureOf(other),
    ownLarge: isSelfWindowMax,
    cameraSwitch: hasCameraSwitch(call, side.role === 'person', config),
  }
}

function pictureOf(config: VoipPictureConfig): PictureLook {
  const { cameraRotation, aspectRatio, horMirror, vertMirror, objectFit } = config
  return {
    ...(cameraRotation && { rotation: cameraRotation }),
    ...(aspectRatio && { aspectRatio }),
    ...(horMirror && { mirrored: true }),
    ...(vertMirror && { upsideDown: true }),
    ...(objectFit && { fit: objectFit }),
  }
}

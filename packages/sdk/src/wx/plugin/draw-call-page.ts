/** Draws the plugin's call page with `./ui`, as long as it is open. Its code is loaded when it is first needed. */

import type { CallgrantCall } from '../../ui/call.ts'
import type { CallLook, PictureLook } from '../../ui/call-look.ts'
import type { Surroundings } from '../types.ts'
import type { CallPage } from './call-page.ts'
import { hasCameraSwitch } from './call-page-view.ts'
import type { VoipPictureConfig } from './requests.ts'
import { report } from './voip-ears.ts'
import { tongueOf } from './voip-errors.ts'

/** Follows the page for good. */
export function drawCallPage(page: CallPage, world: Surroundings): void {
  let element: CallgrantCall | undefined
  let loading: Promise<unknown> | undefined
  const draw = async () => {
    if (!page.isOpen || !page.call) {
      element?.remove()
      element = undefined
      return
    }
    if (!element) {
      loading ??= import('../../ui/call.ts')
      const { CallgrantCall } = (await loading) as typeof import('../../ui/call.ts')
      // It may have been left, or drawn, while the code was loaded.
      if (!page.isOpen || !page.call || element) return
      element = new CallgrantCall()
      element.language = tongueOf(world)
      element.addEventListener('custom-button', () => page.pressCustomButton())
      element.addEventListener('close', () => void page.close().catch(report))
      document.body.append(element)
    }
    const { view } = page
    if (element.call !== page.call) element.call = page.call
    element.buttonText = view?.customButton ?? ''
    element.look = lookOf(page, world)
  }
  page.onChange(() => void draw().catch(report))
}

function lookOf({ call, config }: CallPage, { side }: Surroundings): CallLook {
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

/** Camera and microphone by the browser's permissions. */

import type { Permissions } from '../../types.ts'

const NAMES = { camera: 'camera', record: 'microphone' } as const

export function browserPermissions(): Permissions {
  return {
    async ask(scope) {
      const wanted = scope === 'camera' ? { video: true } : { audio: true }
      try {
        const stream = await navigator.mediaDevices.getUserMedia(wanted)
        for (const track of stream.getTracks()) track.stop()
        return true
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotAllowedError') return false
        throw error
      }
    },
    async read(scope) {
      try {
        const { state } = await navigator.permissions.query({ name: NAMES[scope] as PermissionName })
        return state === 'prompt' ? undefined : state === 'granted'
      } catch (error) {
        // Not every browser knows this permission: it counts as never asked.
        if (error instanceof TypeError) return undefined
        throw error
      }
    },
  }
}

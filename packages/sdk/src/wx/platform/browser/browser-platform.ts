/** A web page as a Mini Program's platform. What draws anything is loaded when it is first needed. */

import type { Language } from '@callgrant/protocol/errors'
import type { Navigator, Platform } from '../../types.ts'
import { localKeyValue } from './local-key-value.ts'
import { machine } from './machine.ts'
import { browserPermissions } from './permissions.ts'
import { browserScreen } from './screen.ts'

export interface BrowserOptions {
  appid: string
  language: Language
  pages: Navigator
}

export function browserPlatform({ appid, language, pages }: BrowserOptions): Platform {
  return {
    storage: localKeyValue(`callgrant:${appid}:`),
    screen: browserScreen(language),
    navigator: pages,
    // The person's client shows the SDK's own dialog and settings page where it is given no other.
    ui: {},
    clipboard: {
      read: () => navigator.clipboard.readText(),
      write: (text) => navigator.clipboard.writeText(text),
    },
    window: () => ({
      width: document.documentElement.clientWidth,
      height: window.innerHeight,
      pixelRatio: window.devicePixelRatio,
      statusBarHeight: 0,
    }),
    machine: machine(language),
    permissions: browserPermissions(),
    network: {
      online: () => navigator.onLine,
      onChange(listener) {
        window.addEventListener('online', listener)
        window.addEventListener('offline', listener)
        return () => {
          window.removeEventListener('online', listener)
          window.removeEventListener('offline', listener)
        }
      },
    },
    now: () => Date.now(),
  }
}

/** The platform of a web page. Code that draws is loaded when it is first needed. */

import type { Language } from '@callgrant/protocol/errors'
import { SETTINGS_TITLE, storageWithPrefix } from '@callgrant/sdk/platform'
import { browserUi } from '@callgrant/ui/browser'
import { browserFiles } from '../../files/browser-files.ts'
import { memoryFiles } from '../../files/memory-files.ts'
import type { Navigator, Platform } from '../../types.ts'
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
    storage: storageWithPrefix(() => localStorage, `callgrant:${appid}:`),
    files: globalThis.indexedDB ? browserFiles(appid) : memoryFiles(),
    screen: browserScreen(language),
    navigator: pages,
    ui: browserUi({ settingsTitle: SETTINGS_TITLE }),
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
  }
}

/** What a Mini Program stands on where there is no screen: Node. Everything is kept in memory, nothing is shown. */

import type { Navigator, Permissions, Platform, Screen } from '../types.ts'
import { memoryStorage } from './memory-storage.ts'

/** @param navigator the pages that are open */
export function memoryPlatform(navigator: Navigator): Platform {
  let clipboard = ''
  return {
    storage: memoryStorage(),
    screen: darkScreen,
    navigator,
    ui: {},
    clipboard: {
      read: async () => clipboard,
      async write(text) {
        clipboard = text
      },
    },
    window: () => ({ width: 390, height: 844, pixelRatio: 3, statusBarHeight: 47 }),
    machine: {
      brand: 'callgrant',
      model: 'Node.js',
      system: `Node.js ${globalThis.process?.versions?.node ?? ''}`.trim(),
      platform: 'devtools',
      language: 'en',
      theme: 'light',
    },
    permissions: memoryPermissions(),
    network: { online: () => true, onChange: () => () => {} },
    now: () => Date.now(),
  }
}

/** What asks nothing is done without being seen; what waits for a person cannot be done. */
const darkScreen: Screen = {
  showToast() {},
  hideToast() {},
  showLoading() {},
  hideLoading() {},
  showModal: () => Promise.reject(nobody('showModal')),
  showActionSheet: () => Promise.reject(nobody('showActionSheet')),
  setTitle() {},
}

function nobody(what: string): Error {
  return new Error(`There is nobody to answer it here: pass \`platform.screen.${what}\` to createWx.`)
}

/** Nothing is used, since sound and pictures are generated: everyone may. */
function memoryPermissions(): Permissions {
  const asked = new Set<string>()
  return {
    async ask(scope) {
      asked.add(scope)
      return true
    },
    read: async (scope) => (asked.has(scope) ? true : undefined),
  }
}

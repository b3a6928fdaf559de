/** A platform without a screen, for Node: everything is kept in memory, nothing is shown. */

import { memoryStorage } from '@callgrant/sdk/platform'
import { memoryFiles } from '../files/memory-files.ts'
import type { Navigator, Permissions, Platform, Screen } from '../types.ts'

/** @param navigator the open pages */
export function memoryPlatform(navigator: Navigator): Platform {
  let clipboard = ''
  return {
    storage: memoryStorage(),
    files: memoryFiles(),
    screen: noScreen,
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
  }
}

/** What asks the person fails; the rest does nothing. */
const noScreen: Screen = {
  showToast() {},
  hideToast() {},
  showLoading() {},
  hideLoading() {},
  showModal: () => Promise.reject(noAnswer('showModal')),
  showActionSheet: () => Promise.reject(noAnswer('showActionSheet')),
  setTitle() {},
}

function noAnswer(what: string): Error {
  return new Error(`There is nobody to answer it here: pass \`platform.screen.${what}\` to createWx.`)
}

/** Always granted: no camera or microphone is used, since media in Node is generated. */
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

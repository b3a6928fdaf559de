/**
 * What `requirePlugin('wmpf-voip').default` returns (wechat-surface 2): WeChat's calling plugin on top of the SDK's calls.
 */

import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { VoipCgiError, VoipError, VoipJoinError, VoipPluginError } from '@callgrant/sdk/calling'
import type { WxHost } from '../wx/types.ts'
import { atLeast } from '../wx/versions.ts'
import { CallPageController } from './call-page.ts'
import { CALL_PAGE_ROUTE } from './call-page-path.ts'
import type { CallPage } from './call-page-types.ts'
import { getIotBindContactList } from './contact-list.ts'
import { drawCallPage } from './draw-call-page.ts'
import { callDevice, callWMPF, initByCaller } from './place-call.ts'
import type { WmpfVoip } from './types.ts'
import { readUIConfig } from './ui-config.ts'
import { pluginError } from './voip-errors.ts'
import { VoipListeners } from './voip-listeners.ts'

export { CALL_PAGE_ROUTE } from './call-page-path.ts'
export type { CallPage, CallPageView } from './call-page-types.ts'
export { VOIP_CODES, type VoipCode } from './codes.ts'
export type * from './types.ts'

/** The plugin version that brought a member; the others were always there. */
const SINCE: Partial<Record<keyof WmpfVoip, string>> = {
  getPluginOnloadOptions: '2.2.3',
  CALL_PAGE_PATH: '2.3.9',
  callWMPF: '2.4.0',
  callDevice: '2.4.0',
  VoipError: '2.4.0',
  VoipCgiError: '2.4.0',
  VoipJoinError: '2.4.0',
  VoipPluginError: '2.4.0',
}

const pages = new WeakMap<object, CallPage>()

/**
 * The call page of a phone or device: what is on it, and what the person can tap.
 * @param of the host that `createPlugin` was given, or the plugin that it made
 * @throws TypeError when no plugin was made of it
 */
export function callPageOf(of: WxHost | WmpfVoip): CallPage {
  const page = pages.get(of)
  if (!page) throw new TypeError('callPageOf: pass what createPlugin was given, or what it returned.')
  return page
}

/**
 * Creates the plugin of one phone or device. From then on an incoming call opens the call page, once the client is
 * connected. Where there is a DOM the page is drawn with `@callgrant/ui`, unless the platform has a `drawCallPage`.
 */
export function createPlugin(host: WxHost): WmpfVoip {
  const knows = (version: string) => atLeast(host.versions.plugin, version)
  const voipListeners = new VoipListeners(knows('2.4.0'))
  const page = new CallPageController(host, voipListeners)
  const facePay = async (): Promise<never> => {
    throw pluginError(PLUGIN_CODES.NOT_SUPPORTED, host)
  }
  const all: WmpfVoip = {
    initByCaller: (option) => initByCaller(host, page, option),
    callWMPF: (option) => callWMPF(host, page, option),
    callDevice: (option) => callDevice(host, page, option),
    getIotBindContactList: (option) => getIotBindContactList(host, option),
    forceHangUpVoip: (roomId) => {
      // Before 2.3.2 the roomId was not taken into account.
      void host.side.client.forceHangUpVoip(knows('2.3.2') ? roomId : undefined)
    },
    onVoipEvent: (listener) => voipListeners.add(listener),
    setCustomBtnText: (btnText) => page.configure({ btnText: typeof btnText === 'string' ? btnText : '' }),
    setUIConfig: (config) => page.configure(readUIConfig(config, knows)),
    setVoipEndPagePath: (option) => page.end.set(option, knows('2.3.9')),
    getPluginEnterOptions: () => {
      const { enterOptions } = host.app
      // The plugin learns the query only of an entry through its own page.
      return enterOptions.path.startsWith('plugin-private://')
        ? { ...enterOptions }
        : { ...enterOptions, query: {} }
    },
    getPluginOnloadOptions: () => page.onloadOptions,
    CALL_PAGE_PATH: CALL_PAGE_ROUTE,
    VoipError,
    VoipCgiError,
    VoipJoinError,
    VoipPluginError,
    bindVoipAdminContact: facePay,
    getBindContactPath: facePay,
    getVoipBindContactList: facePay,
    deleteVoipBindContact: facePay,
    transerAdmin: facePay,
  }
  const members = Object.entries(all).filter(([name]) => knows(SINCE[name as keyof WmpfVoip] ?? '0'))
  const plugin = Object.fromEntries(members) as unknown as WmpfVoip
  pages.set(host, page)
  pages.set(plugin, page)
  const draw = host.platform.drawCallPage ?? (typeof document === 'undefined' ? undefined : drawCallPage)
  draw?.(page, host)
  return plugin
}

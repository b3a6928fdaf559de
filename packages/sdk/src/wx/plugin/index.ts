/**
 * What `requirePlugin('wmpf-voip').default` is (wechat-surface 2): WeChat's calling plugin over the SDK's own calls.
 */

import { VoipCgiError, VoipError, VoipJoinError, VoipPluginError } from '../../calling/errors.ts'
import type { Surroundings } from '../types.ts'
import { atLeast } from '../versions.ts'
import { type CallPage, CallPageController } from './call-page.ts'
import { CALL_PAGE_ROUTE } from './call-page-path.ts'
import { getIotBindContactList } from './contact-list.ts'
import { drawCallPage } from './draw-call-page.ts'
import { callDevice, callWMPF, initByCaller } from './place-call.ts'
import type { WmpfVoip } from './types.ts'
import { readUIConfig } from './ui-config.ts'
import { VoipEars } from './voip-ears.ts'
import { pluginError } from './voip-errors.ts'

export type { CallPage } from './call-page.ts'
export { CALL_PAGE_ROUTE } from './call-page-path.ts'
export type { CallPageView } from './call-page-view.ts'
export { VOIP_CODES, type VoipCode } from './codes.ts'
export type * from './types.ts'

/** The plugin version from which a member is there. */
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
 * The call page of a phone or device: what is on it, and what the person's hand can do with it.
 * @param of the surroundings that `createPlugin` was given, or the plugin that it made
 * @throws TypeError when no plugin was made of it
 */
export function callPageOf(of: Surroundings | WmpfVoip): CallPage {
  const page = pages.get(of)
  if (!page) throw new TypeError('callPageOf: pass what createPlugin was given, or what it returned.')
  return page
}

/**
 * Makes the plugin of one phone or device. It takes calls from then on, once the client is connected: an incoming
 * call opens the call page by itself. Where there is a DOM it draws the page with `./ui`, unless the platform says
 * how to draw it (`drawCallPage`).
 */
export function createPlugin(world: Surroundings): WmpfVoip {
  const knows = (version: string) => atLeast(world.versions.plugin, version)
  const ears = new VoipEars(knows('2.4.0'))
  const page = new CallPageController(world, ears)
  const facePay = async (): Promise<never> => {
    throw pluginError(1011, world)
  }
  const all: WmpfVoip = {
    initByCaller: (option) => initByCaller(world, page, option),
    callWMPF: (option) => callWMPF(world, page, option),
    callDevice: (option) => callDevice(world, page, option),
    getIotBindContactList: (option) => getIotBindContactList(world, option),
    forceHangUpVoip: (roomId) => {
      // Before 2.3.2 it did not look which call it was.
      void world.side.client.forceHangUpVoip(knows('2.3.2') ? roomId : undefined)
    },
    onVoipEvent: (listener) => ears.on(listener),
    setCustomBtnText: (btnText) => page.configure({ btnText: typeof btnText === 'string' ? btnText : '' }),
    setUIConfig: (config) => page.configure(readUIConfig(config, knows)),
    setVoipEndPagePath: (option) => page.end.set(option, knows('2.3.9')),
    getPluginEnterOptions: () => {
      const { enterOptions } = world.app
      // An app entered by a page of its own keeps that page's query from the plugin.
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
  pages.set(world, page)
  pages.set(plugin, page)
  const draw = world.platform.drawCallPage ?? (typeof document === 'undefined' ? undefined : drawCallPage)
  draw?.(page, world)
  return plugin
}

/** The default versions, and from which version on WeChat has what (A18). */

import type { Versions } from './types.ts'

export const DEFAULT_VERSIONS: Versions = { baseLibrary: '3.8.0', wechat: '8.0.60', plugin: '2.4.6' }

/** The base library from which a function is there. */
export const API_SINCE: Readonly<Record<string, string>> = {
  exitMiniProgram: '2.17.3',
  requestDeviceVoIP: '2.27.3',
  getDeviceVoIPList: '2.30.3',
}

/** The base library from which there are groups: `isGroup` of `requestDeviceVoIP`, `group_id` of `getDeviceVoIPList`. */
export const GROUPS_SINCE = '2.30.4'

/** The WeChat from which the settings page lists devices. */
export const DEVICE_SETTINGS_SINCE = '8.0.30'

/**
 * @param version numbers with dots between; a number that is missing counts as 0
 * @example atLeast('2.30.3', '2.27.3') // true
 */
export function atLeast(version: string, least: string): boolean {
  const [is, asked] = [version, least].map((text) => text.split('.').map(Number)) as [number[], number[]]
  for (let i = 0; i < Math.max(is.length, asked.length); i++) {
    const difference = (is[i] ?? 0) - (asked[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

/** WeChat: the native functions return promises, as Taro's types say. Other Mini Programs have neither function. */

import { join } from 'node:path'
import { addRuntime, type Platform } from './taro.ts'

/** @param report whether WeChat's answers are reported to the Callgrant server (B5) */
export function setUpMini(platform: Platform, dist: string, report: boolean): void {
  // Two modules, so that an app without `report` has no code for it. Imported last: under Vite, Taro's object must be
  // filled before our functions replace its own.
  addRuntime(platform, join(dist, report ? 'mini/install-reporting.js' : 'mini/install.js'), 'last')
}

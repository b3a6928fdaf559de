/** WeChat: the native functions get the promises that their types promise. Other Mini Programs have neither function. */

import { join } from 'node:path'
import { addRuntime, type Platform } from './taro.ts'

/** @param report whether what WeChat answers is told to the Callgrant server (B5) */
export function setUpMini(platform: Platform, dist: string, report: boolean): void {
  // Two modules, so that an app which does not report carries nothing for it. Last: under Vite this module can be
  // evaluated after Taro filled its object, so it goes by that object alone.
  addRuntime(platform, join(dist, report ? 'mini/install-reporting.js' : 'mini/install.js'), 'last')
}

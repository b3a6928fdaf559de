/** WeChat: the native functions get the promises that their types promise. Other Mini Programs have neither function. */

import { join } from 'node:path'
import { addRuntime, type Platform } from './taro.ts'

export function setUpMini(platform: Platform, dist: string): void {
  // Last: under Vite this module can be evaluated after Taro filled its object, so it goes by that object alone.
  addRuntime(platform, join(dist, 'mini/install.js'), 'last')
}

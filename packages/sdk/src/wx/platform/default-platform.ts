/** The platform where none is given: the browser's where there is one, else one that is kept in memory. */

import { languageOf } from '../../shared/words.ts'
import { PageStack } from '../pages/page-stack.ts'
import type { Platform, WxOptions } from '../types.ts'
import { browserPlatform } from './browser/browser-platform.ts'
import { memoryPlatform } from './memory.ts'
import { WebPages } from './web-pages.ts'

export function defaultPlatform(options: WxOptions): Platform {
  const { navigate, appid, language } = options
  const pages = navigate ? new WebPages(navigate) : new PageStack()
  if (typeof document === 'undefined') return memoryPlatform(pages)
  return browserPlatform({ appid, pages, language: language ?? languageOf(globalThis.navigator?.language) })
}

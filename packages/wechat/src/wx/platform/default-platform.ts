/** The platform when none is passed: the browser's where there is a document, else one in memory. */

import { languageOfTag } from '@callgrant/sdk/platform'
import { PageStack } from '../pages/page-stack.ts'
import { WebPages } from '../pages/web-pages.ts'
import type { Platform, WxOptions } from '../types.ts'
import { browserPlatform } from './browser/browser-platform.ts'
import { memoryPlatform } from './memory-platform.ts'

export function defaultPlatform(options: WxOptions): Platform {
  const { navigate, appid, language } = options
  const pages = navigate ? new WebPages(navigate) : new PageStack()
  if (typeof document === 'undefined') return memoryPlatform(pages)
  return browserPlatform({
    appid,
    pages,
    language: language ?? languageOfTag(globalThis.navigator?.language),
  })
}

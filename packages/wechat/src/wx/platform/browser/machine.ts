/** What the browser tells about the machine, as WeChat's fields have it. */

import type { Language } from '@callgrant/protocol/errors'
import type { Platform } from '../../types.ts'

const SYSTEMS: [RegExp, platform: string, system: string, brand: string][] = [
  [/iPhone|iPad|iPod/, 'ios', 'iOS', 'Apple'],
  [/Android/, 'android', 'Android', 'Android'],
  [/Windows/, 'windows', 'Windows', 'Microsoft'],
  [/Macintosh/, 'mac', 'macOS', 'Apple'],
]

export function machine(language: Language): Platform['machine'] {
  const agent = navigator.userAgent
  const [, platform, system, brand] = SYSTEMS.find(([sign]) => sign.test(agent)) ?? [
    /$/,
    'devtools',
    'Linux',
    '',
  ]
  return {
    brand,
    model: 'browser',
    system,
    platform,
    language: language === 'zh' ? 'zh_CN' : 'en',
    get theme() {
      return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
    },
  }
}

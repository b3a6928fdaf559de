/** The language that a client asks for in `accept-language`. */

import type { Language } from '@callgrant/protocol'

/**
 * The one of `en` and `zh` with the highest weight; `en` when neither is named.
 * @example preferredLanguage('zh-CN,zh;q=0.9,en;q=0.8') // 'zh'
 */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  let best: Language = 'en'
  let weight = 0
  for (const part of (acceptLanguage ?? '').slice(0, 512).split(',')) {
    const [tag = '', quality] = part
      .trim()
      .toLowerCase()
      .split(/;\s*q=/)
    const language = /^(en|zh)(-|$)/.exec(tag)?.[1] as Language | undefined
    const q = quality === undefined ? 1 : Number(quality)
    if (language && q > weight) {
      best = language
      weight = q
    }
  }
  return best
}

/** The same of a request. */
export function languageOf({ headers }: { headers: { 'accept-language'?: string | undefined } }): Language {
  return preferredLanguage(headers['accept-language'])
}

/** Which of our languages a client asked for. */

import type { Language } from '@callgrant/protocol'

/**
 * The one of `en` and `zh` that stands highest in `accept-language`; `en` when neither is there.
 * @example languageOf('zh-CN,zh;q=0.9,en;q=0.8') // 'zh'
 */
export function languageOf(acceptLanguage: string | undefined): Language {
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

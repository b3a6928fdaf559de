/** How long an Allow holds, as a person chooses it: in words, and as it is sent. */

import type { ConsentLimit } from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'

/** How long an Allow holds; with both, until the first is over. */
export interface AllowLimit {
  /** Milliseconds since 1970; or `midnight`: the next one, where the person is. */
  until?: number | 'midnight'
  /** For this many rings, 1 to 99. */
  rings?: number
}

/** Where the person is, as their device has it: `Europe/Berlin`. */
export function timeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

export function limitToSend({ until, rings }: AllowLimit): ConsentLimit {
  return {
    ...(until === 'midnight' ? { today_in: timeZone() } : until !== undefined && { until }),
    ...(rings !== undefined && { rings }),
  }
}

/** A time, in the words of the language. */
export function timeInWords(language: Language, at: number): string {
  const format = { dateStyle: 'medium', timeStyle: 'short' } as const
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', format).format(at)
}

/**
 * The sentence that a person agrees to, with how long that is.
 * @param words what they agree to, without an end
 * @example limitedWords('en', 'Let “Front” start voice and video calls to you', { rings: 1 })
 */
export function limitedWords(language: Language, words: string, { until, rings }: AllowLimit): string {
  const parts = language === 'zh' ? inChinese(until, rings) : inEnglish(until, rings)
  if (parts.length === 0) return words
  return language === 'zh' ? `${words}（${parts.join('，')}）` : `${words}, ${parts.join(', ')}`
}

function inEnglish(until: AllowLimit['until'], rings: number | undefined): string[] {
  return [
    ...(until === undefined
      ? []
      : [until === 'midnight' ? 'today only, until midnight' : `until ${timeInWords('en', until)}`]),
    ...(rings === undefined ? [] : [rings === 1 ? 'for one ring' : `for ${rings} rings`]),
  ]
}

function inChinese(until: AllowLimit['until'], rings: number | undefined): string[] {
  return [
    ...(until === undefined
      ? []
      : [until === 'midnight' ? '仅限今天，至午夜' : `至 ${timeInWords('zh', until)}`]),
    ...(rings === undefined ? [] : [`仅限 ${rings} 次呼叫`]),
  ]
}

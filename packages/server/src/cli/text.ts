/** The two languages of the command line. */

import type { Language } from '@callgrant/protocol'

/** A sentence in both languages. */
export type Text = Readonly<Record<Language, string>>

/** A sentence in English and Simplified Chinese. */
export const say = (en: string, zh: string): Text => ({ en, zh })

/**
 * The language to speak: `--lang`, else the locale of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`).
 * @param chosen what `--lang` says, if anything
 */
export function languageOf(chosen: string | undefined, env: Record<string, string | undefined>): Language {
  const wanted = chosen ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || 'en')
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** The sentence of every error code, by language. */

import { EN } from './en.ts'
import { ZH } from './zh.ts'

/** Languages that people are spoken to in. */
export type Language = 'en' | 'zh'

export const SENTENCES = { en: EN, zh: ZH } as const satisfies Record<Language, object>

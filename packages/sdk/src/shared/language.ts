/** Which of the two languages a language tag stands for. */

import type { Language } from '@callgrant/protocol/errors'

/** @param tag BCP 47, such as `zh-CN`. @returns `zh` for every tag that begins with `zh`, else `en` */
export function languageOfTag(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** The settings as `callgrant serve --help` shows them, from the one table. */

import type { Language } from '@callgrant/protocol'
import { SETTINGS } from './table.ts'

/** One paragraph a setting: flag, variable, default, sentence. @param language of the sentences */
export function settingsHelp(language: Language = 'en'): string {
  const words = language === 'zh' ? { default: '默认' } : { default: 'default' }
  const paragraphs = Object.values(SETTINGS).map((entry) => {
    const flag =
      'flag' in entry ? `--${entry.flag}${entry.type === 'yes_no' ? '' : ` <${argument(entry)}>`}` : undefined
    const names = [flag, entry.env].filter((name) => name !== undefined).join(', ')
    const standard = 'otherwise' in entry ? entry.otherwise[language] : String(entry.default)
    const unit = 'unit' in entry ? ` ${entry.unit}` : ''
    return `  ${names}\n      ${entry[language]} (${words.default}: ${standard}${unit})`
  })
  return paragraphs.join('\n')
}

function argument(entry: (typeof SETTINGS)[keyof typeof SETTINGS]): string {
  if ('choices' in entry) return entry.choices.join('|')
  if (entry.type === 'list') return 'a,b'
  return entry.type === 'whole' ? 'n' : entry.type
}

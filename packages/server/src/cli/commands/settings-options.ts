/** The options of `serve` and `doctor`, made from the table of settings. */

import { SETTINGS } from '../../config/table.ts'
import type { Option } from '../command.ts'
import { say, type Text } from '../text.ts'

interface Entry {
  env: string
  flag?: string
  type: string
  default: unknown
  unit?: string
  choices?: readonly string[]
  otherwise?: Text
  en: string
  zh: string
}

const PLACEHOLDERS: Record<string, string> = {
  whole: 'N',
  url: 'URL',
  path: 'PATH',
  list: 'LIST',
  text: 'TEXT',
}

const UNITS_ZH: Record<string, string> = {
  connections: '个连接',
  ms: '毫秒',
  s: '秒',
  'requests/min': '次/分钟',
  'calls/min': '次/分钟',
  'calls/day': '次/天',
  'asks/min': '次/分钟',
  'asks/day': '次/天',
  days: '天',
}

function withUnit({ default: value, unit }: Entry): Text {
  return unit === undefined
    ? say(`${value}`, `${value}`)
    : say(`${value} ${unit}`, `${value} ${UNITS_ZH[unit] ?? unit}`)
}

/** Every setting that has a flag. */
export function settingsOptions(): Record<string, Option> {
  const options: Record<string, Option> = {}
  for (const entry of Object.values(SETTINGS) as Entry[]) {
    if (entry.flag === undefined) continue
    const byDefault = entry.otherwise ?? withUnit(entry)
    options[entry.flag] = {
      ...(entry.type !== 'yes_no' && {
        value: entry.choices?.join('|') ?? PLACEHOLDERS[entry.type] ?? 'VALUE',
      }),
      about: say(`${entry.en} [${entry.env}]`, `${entry.zh} [${entry.env}]`),
      ...(entry.type !== 'yes_no' && { otherwise: byDefault }),
    }
  }
  return options
}

/** Settings that can only be set by an environment variable: name and sentence, for `--help`. */
export function environmentOnly(): { env: string; about: Text }[] {
  return (Object.values(SETTINGS) as Entry[])
    .filter(({ flag }) => flag === undefined)
    .map(({ env, en, zh }) => ({ env, about: say(en, zh) }))
}

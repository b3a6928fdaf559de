/** The text of `--help`. */

import type { Language } from '@callgrant/protocol'
import type { Command, Option } from './command.ts'
import { COMMON_OPTIONS } from './parse.ts'
import { say } from './text.ts'

const WORDS = {
  usage: say('Usage', '用法'),
  commands: say('Commands', '命令'),
  arguments: say('Arguments', '参数'),
  options: say('Options', '选项'),
  environment: say('Only from the environment', '仅来自环境变量'),
  examples: say('Examples', '示例'),
  byDefault: say('default', '默认'),
  required: say('required', '必填'),
  more: say(
    'Options of a command, with examples: callgrant <command> --help',
    '查看命令的选项和示例：callgrant <命令> --help',
  ),
  what: say(
    'callgrant: a device rings a person only after that person said yes.',
    'callgrant：只有本人同意之后，设备才能呼叫本人。',
  ),
}

/** All commands, a line each. @param prefix only those that begin so: `app` */
export function overview(commands: readonly Command[], language: Language, prefix?: string): string {
  const shown = prefix ? commands.filter(({ name }) => name.startsWith(`${prefix} `)) : commands
  const rows = shown.map(({ name, about }): [string, string] => [name, about[language]])
  const head = prefix ? [] : [WORDS.what[language], '']
  return [
    ...head,
    `${WORDS.usage[language]}: callgrant ${prefix ?? '<command>'} …`,
    '',
    `${WORDS.commands[language]}:`,
    ...columns(rows),
    '',
    WORDS.more[language],
    '',
  ].join('\n')
}

/** One command: usage, arguments, options, examples. */
export function commandHelp(command: Command, language: Language): string {
  const args = command.arguments ?? []
  const usage = args.map(({ name, required, multiple }) => {
    const text = multiple ? `${name}…` : name
    return required ? text : `[${text}]`
  })
  const parts = [
    command.about[language],
    '',
    `${WORDS.usage[language]}: ${['callgrant', command.name, ...usage, '[options]'].join(' ')}`,
  ]
  if (args.length > 0) {
    parts.push('', `${WORDS.arguments[language]}:`)
    parts.push(...columns(args.map(({ name, about }): [string, string] => [name, about[language]])))
  }
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS })
  parts.push('', `${WORDS.options[language]}:`)
  parts.push(...columns(options.map(([name, option]) => optionRow(name, option, language))))
  if (command.environment) {
    parts.push('', `${WORDS.environment[language]}:`)
    parts.push(
      ...columns(command.environment.map(({ env, about }): [string, string] => [env, about[language]])),
    )
  }
  parts.push('', `${WORDS.examples[language]}:`, ...command.examples.map((line) => `  ${line}`), '')
  return parts.join('\n')
}

function optionRow(name: string, option: Option, language: Language): [string, string] {
  const notes: string[] = []
  if (option.required) notes.push(WORDS.required[language])
  if (option.otherwise) notes.push(`${WORDS.byDefault[language]}: ${option.otherwise[language]}`)
  const note = notes.length > 0 ? ` (${notes.join('; ')})` : ''
  return [`--${name}${option.value ? ` ${option.value}` : ''}`, option.about[language] + note]
}

/** Past this width a name has a line of its own, so that a long one does not push all others away. */
const NAME_COLUMNS = 26

function columns(rows: [string, string][]): string[] {
  const widest = Math.max(...rows.map(([left]) => left.length).filter((length) => length <= NAME_COLUMNS))
  return rows.flatMap(([left, right]) =>
    left.length > widest
      ? [`  ${left}`, `${' '.repeat(widest + 4)}${right}`]
      : [`  ${left.padEnd(widest)}  ${right}`],
  )
}

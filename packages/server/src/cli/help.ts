/** The text of `--help`. */

import type { Language } from '@callgrant/protocol'
import stringWidth from 'string-width'
import type { Command, Option, Program } from './command.ts'
import { pad } from './output.ts'
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
  elsewhere: say('Commands of other programs', '其他程序的命令'),
  more: say('Options of a command, with examples', '查看命令的选项和示例'),
  command: say('<command>', '<命令>'),
}

/** All commands, a line each. @param prefix only those that begin with this word: `app` */
export function overview(program: Program, language: Language, prefix?: string): string {
  const { name: typed, about, commands } = program
  const shown = prefix ? commands.filter(({ name }) => name.startsWith(`${prefix} `)) : commands
  const rows = shown.map(({ name, about }): [string, string] => [name, about[language]])
  const head = prefix ? [] : [about[language], '']
  const others = (prefix ? [] : (program.elsewhere ?? [])).map(({ name, where }): [string, string] => [
    name,
    where[language],
  ])
  return [
    ...head,
    `${WORDS.usage[language]}: ${typed} ${prefix ?? '<command>'} …`,
    '',
    `${WORDS.commands[language]}:`,
    ...columns(rows),
    ...(others.length > 0 ? ['', `${WORDS.elsewhere[language]}:`, ...columns(others)] : []),
    '',
    `${WORDS.more[language]}${language === 'zh' ? '：' : ': '}${typed} ${WORDS.command[language]} --help`,
    '',
  ].join('\n')
}

/** One command: usage, arguments, options, examples. */
export function commandHelp(program: Program, command: Command, language: Language): string {
  const args = command.arguments ?? []
  const usage = args.map(({ name, required, multiple }) => {
    const text = multiple ? `${name}…` : name
    return required ? text : `[${text}]`
  })
  const parts = [
    command.about[language],
    '',
    `${WORDS.usage[language]}: ${[program.name, command.name, ...usage, '[options]'].join(' ')}`,
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
  if (command.examples.length > 0) {
    parts.push('', `${WORDS.examples[language]}:`, ...command.examples.map((line) => `  ${line}`))
  }
  parts.push('')
  return parts.join('\n')
}

function optionRow(name: string, option: Option, language: Language): [string, string] {
  const notes: string[] = []
  if (option.required) notes.push(WORDS.required[language])
  if (option.otherwise) notes.push(`${WORDS.byDefault[language]}: ${option.otherwise[language]}`)
  const note = notes.length > 0 ? ` (${notes.join('; ')})` : ''
  return [`--${name}${option.value ? ` ${option.value}` : ''}`, option.about[language] + note]
}

/** A name wider than this has a line of its own, so that one long name does not widen the whole column. */
const NAME_COLUMNS = 26

function columns(rows: [string, string][]): string[] {
  const widest = Math.max(...rows.map(([left]) => stringWidth(left)).filter((width) => width <= NAME_COLUMNS))
  return rows.flatMap(([left, right]) =>
    stringWidth(left) > widest
      ? [`  ${left}`, `${' '.repeat(widest + 4)}${right}`]
      : [`  ${pad(left, widest)}  ${right}`],
  )
}

/** The text of `--help`. */

import type { Language } from '@callgrant/protocol'
import stringWidth from 'string-width'
import type { Command, Option, Program } from './command.ts'
import { beside, paragraph } from './layout.ts'
import { commonOptions } from './parse.ts'
import { PLAIN, type Screen } from './screen.ts'
import { say } from './text.ts'

const WORDS = {
  usage: say('Usage', '用法'),
  commands: say('Commands', '命令'),
  arguments: say('Arguments', '参数'),
  options: say('Options', '选项'),
  environment: say('Only from the environment', '仅来自环境变量'),
  examples: say('Examples', '示例'),
  optionsOf: say('And all options and variables of', '以及以下命令的全部选项和环境变量'),
  byDefault: say('default', '默认'),
  required: say('required', '必填'),
  elsewhere: say('Commands of other programs', '其他程序的命令'),
  more: say('Options of a command, with examples', '查看命令的选项和示例'),
  command: say('<command>', '<命令>'),
}

/** All commands, a line each. @param prefix only those that begin with this word: `app` */
export function overview(
  program: Program,
  language: Language,
  screen: Screen = PLAIN,
  prefix?: string,
): string {
  const { name: typed, about, commands } = program
  const shown = prefix ? commands.filter(({ name }) => name.startsWith(`${prefix} `)) : commands
  const rows = shown.map(({ name, about }): [string, string] => [name, about[language]])
  const head = prefix ? [] : [...paragraph(about[language], screen), '']
  const others = (prefix ? [] : (program.elsewhere ?? [])).map(({ name, where }): [string, string] => [
    name,
    where[language],
  ])
  const usage = `${screen.style('bold', `${WORDS.usage[language]}:`)} ${typed} ${prefix ?? WORDS.command[language]} …`
  const more = `${WORDS.more[language]}${language === 'zh' ? '：' : ': '}${typed} ${WORDS.command[language]} --help`
  return [
    ...head,
    usage,
    ...part(WORDS.commands[language], columns(rows, screen), screen),
    ...(others.length > 0 ? part(WORDS.elsewhere[language], columns(others, screen), screen) : []),
    '',
    ...paragraph(more, screen),
    '',
  ].join('\n')
}

/** A heading, and lines under it. */
const part = (heading: string, lines: string[], screen: Screen) => [
  '',
  screen.style('bold', `${heading}:`),
  ...lines,
]

/** One command: usage, arguments, options, examples. */
export function commandHelp(
  program: Program,
  command: Command,
  language: Language,
  screen: Screen = PLAIN,
): string {
  const args = command.arguments ?? []
  const usage = args.map(({ name, required, multiple }) => {
    const text = multiple ? `${name}…` : name
    return required ? text : `[${text}]`
  })
  const words = [program.name, command.name, ...usage, '[options]'].join(' ')
  const lines = [
    ...paragraph(command.about[language], screen),
    '',
    `${screen.style('bold', `${WORDS.usage[language]}:`)} ${words}`,
  ]
  const add = (heading: keyof typeof WORDS, rows: [string, string][]) => {
    if (rows.length > 0) lines.push(...part(WORDS[heading][language], columns(rows, screen), screen))
  }
  add(
    'arguments',
    args.map(({ name, about }) => [name, about[language]]),
  )
  const other = program.commands.find(({ name }) => name === command.optionsOf)
  const options = Object.entries({ ...command.options, ...commonOptions(command) }).filter(
    ([name]) => !(other && name in other.options),
  )
  add(
    'options',
    options.map(([name, option]) => optionRow(name, option, language)),
  )
  if (other) lines.push(`  ${WORDS.optionsOf[language]}: ${program.name} ${other.name} --help`)
  add(
    'environment',
    (other ? [] : (command.environment ?? [])).map(({ env, about }) => [env, about[language]]),
  )
  if (command.examples.length > 0) {
    const examples = command.examples.map((line) => `  ${line}`)
    lines.push(...part(WORDS.examples[language], examples, screen))
  }
  lines.push('')
  return lines.join('\n')
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

function columns(rows: [string, string][], screen: Screen): string[] {
  const widest = Math.max(...rows.map(([left]) => stringWidth(left)).filter((width) => width <= NAME_COLUMNS))
  return rows.flatMap(([left, right]) => {
    const name = `  ${screen.style('cyan', left)}`
    return stringWidth(left) > widest
      ? [name, ...beside('', widest + 2, right, screen)]
      : beside(name, widest + 2, right, screen)
  })
}

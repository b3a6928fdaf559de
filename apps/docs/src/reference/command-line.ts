/** The page of every command, with its options and examples, from the commands themselves. */

import { type Command, callgrant, type Option } from 'callgrant/command-line'
import { row } from './table.ts'

const WORDS = {
  en: {
    title: 'Command line',
    about:
      'Each command of `callgrant`. `--help` of a command says the same, and every command takes `--json`, for programs to read, and `--lang`.',
    option: 'option',
    argument: 'argument',
    what: 'what',
    environment: 'only from the environment',
    byDefault: 'Default:',
    required: 'Required.',
    optionsOf: 'And all options and variables of',
  },
  zh: {
    title: '命令行',
    about:
      '`callgrant` 的全部命令。命令的 `--help` 内容相同；每个命令都可用 `--json`（供程序读取）和 `--lang`。',
    option: '选项',
    argument: '参数',
    what: '说明',
    environment: '仅来自环境变量',
    byDefault: '默认：',
    required: '必填。',
    optionsOf: '以及以下命令的全部选项和环境变量：',
  },
} as const

export function commandLinePage(language: 'en' | 'zh'): string {
  const words = WORDS[language]
  const head = `# ${words.title}\n\n${words.about}\n\n`
  return head + callgrant.commands.map((command) => entry(command, language)).join('')
}

function entry(command: Command, language: 'en' | 'zh'): string {
  const words = WORDS[language]
  const args = command.arguments ?? []
  const usage = args.map(({ name, required }) => (required ? name : `[${name}]`))
  let text = `## \`callgrant ${command.name}\`\n\n${command.about[language]}\n\n`
  text += `\`\`\`sh\n${[`callgrant ${command.name}`, ...usage].join(' ')}\n\`\`\`\n\n`
  if (args.length > 0) {
    text += row(words.argument, words.what) + row('---', '---')
    for (const { name, about } of args) text += row(`\`${name}\``, about[language])
    text += '\n'
  }
  const other = callgrant.commands.find(({ name }) => name === command.optionsOf)
  const options = Object.entries(command.options)
  text += table(
    options.filter(([name]) => !(other && name in other.options)),
    language,
  )
  if (other) text += `${words.optionsOf} [\`callgrant ${other.name}\`](#callgrant-${other.name})\n\n`
  else if (command.environment) {
    text += row(words.environment, words.what) + row('---', '---')
    for (const { env, about } of command.environment) text += row(`\`${env}\``, about[language])
    text += '\n'
  }
  if (command.examples.length > 0) text += `\`\`\`sh\n${command.examples.join('\n')}\n\`\`\`\n\n`
  return text
}

function table(options: [string, Option][], language: 'en' | 'zh'): string {
  if (options.length === 0) return ''
  const words = WORDS[language]
  let text = row(words.option, words.what) + row('---', '---')
  for (const [name, option] of options) {
    const notes = [
      option.about[language],
      option.required ? words.required : '',
      option.otherwise ? `${words.byDefault} ${option.otherwise[language]}` : '',
    ]
    text += row(`\`--${name}${option.value ? ` ${option.value}` : ''}\``, notes.filter(Boolean).join(' '))
  }
  return `${text}\n`
}

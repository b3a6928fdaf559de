/** Reads a command's own arguments and options, and says what is wrong with them. */

import { parseArgs } from 'node:util'
import type { Command, Option, Program, Values } from './command.ts'
import { type Failure, usageError } from './failure.ts'
import { nearest } from './nearest.ts'
import { say } from './text.ts'

const ONE_DOCUMENT = say(
  'Print one JSON document instead of text for people.',
  '输出一个 JSON 文档，而非供人阅读的文本。',
)
const LINES = say(
  'Print one line of JSON for each result (NDJSON) instead of text for people.',
  '每条结果输出一行 JSON（NDJSON），而非供人阅读的文本。',
)

/** Options that every command takes. */
export const commonOptions = ({ jsonLines }: Pick<Command, 'jsonLines'>): Record<string, Option> => ({
  json: { about: jsonLines ? LINES : ONE_DOCUMENT },
  lang: {
    value: 'en|zh',
    about: say('Language of messages.', '消息语言。'),
    otherwise: say('from LANG', '取自 LANG'),
  },
  help: { about: say('Show this help.', '显示本帮助。') },
})

/**
 * @param typed what follows the command's name
 * @throws Failure (2) that names the option or argument at fault
 */
export function parseCommand(program: Program, command: Command, typed: string[]): Values {
  const help = `${program.name} ${command.name} --help`
  const options = { ...command.options, ...commonOptions(command) }
  const shape = Object.fromEntries(
    Object.entries(options).map(([name, { value, multiple }]) => [
      name,
      { type: value ? ('string' as const) : ('boolean' as const), ...(multiple && { multiple: true }) },
    ]),
  )
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: typed, options: shape, allowPositionals: true, strict: true })
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, options, help)
  }
  const given: Values['raw'] = { ...parsed.values }
  placeArguments(command, parsed.positionals, given, help)
  if (!given.help) {
    for (const [name, { required }] of Object.entries(command.options)) {
      if (required && given[name] === undefined) throw missing(`--${name}`, command.examples[0] ?? help)
    }
    for (const { name, required } of command.arguments ?? []) {
      if (required && given[name] === undefined) throw missing(name, command.examples[0] ?? help)
    }
  }
  return values(given)
}

function placeArguments(command: Command, positionals: string[], given: Values['raw'], help: string): void {
  const rest = [...positionals]
  for (const { name, multiple } of command.arguments ?? []) {
    if (rest.length === 0) break
    given[name] = multiple ? rest.splice(0) : rest.shift()
  }
  if (rest.length > 0) {
    throw usageError(
      `${JSON.stringify(rest[0])} is one argument too many. See: ${help}`,
      `多余的参数 ${JSON.stringify(rest[0])}。请看：${help}`,
    )
  }
}

function values(raw: Values['raw']): Values {
  const text = (name: string) => (typeof raw[name] === 'string' ? raw[name] : undefined)
  return {
    raw,
    get: text,
    number(name) {
      const value = text(name)
      return value === undefined ? undefined : value.trim() === '' ? Number.NaN : Number(value)
    },
    need: (name) => text(name) ?? '',
    all: (name) => [raw[name] ?? []].flat().map(String),
    on: (name) => raw[name] === true,
  }
}

function missing(what: string, example: string): Failure {
  return usageError(`${what} is missing. For example: ${example}`, `缺少 ${what}。例如：${example}`)
}

function explained(error: NodeJS.ErrnoException, options: Record<string, Option>, help: string): Failure {
  const unknown = error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && /'(--?[^' ]+)/.exec(error.message)?.[1]
  if (unknown) {
    const near = nearest(unknown.replace(/^-+/, ''), Object.keys(options))
    return near
      ? usageError(
          `There is no ${unknown}. Did you mean --${near}?`,
          `没有选项 ${unknown}。是否想用 --${near}？`,
        )
      : usageError(`There is no ${unknown}. See: ${help}`, `没有选项 ${unknown}。请看：${help}`)
  }
  if (error.code?.startsWith('ERR_PARSE_ARGS_')) {
    return usageError(`${error.message} See: ${help}`, `${error.message} 请看：${help}`)
  }
  throw error
}

/** From the words that were typed to an exit code: 0 done, 1 failed, 2 written wrongly. */

import type { Language } from '@callgrant/protocol'
import { VERSION } from '../version.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { Failure, misused } from './failure.ts'
import { commandHelp, overview } from './help.ts'
import { nearest } from './nearest.ts'
import { makeOutput } from './output.ts'
import { parseCommand } from './parse.ts'
import { languageOf } from './text.ts'

interface Streams {
  out(text: string): void
  err(text: string): void
}

export async function commandLine(
  typed: string[],
  env: Record<string, string | undefined>,
  { out, err }: Streams,
): Promise<number> {
  const language = languageOf(languageFlag(typed), env)
  // Read loosely here, so that a mistyped command still answers in the form that was asked for.
  const json = typed.includes('--json')
  try {
    const found = find(typed)
    if ('answer' in found) {
      out(found.answer(language))
      return found.exitCode
    }
    const values = parseCommand(found.command, found.rest)
    if (values.on('help')) {
      out(commandHelp(found.command, language))
      return 0
    }
    const output = makeOutput(values.on('json'), language, out)
    return (await found.command.run({ values, output, language, env })) ?? 0
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (json)
      out(`${JSON.stringify({ error: { code: error.code, message: error.text[language] } }, null, 2)}\n`)
    else err(`${error.text[language]}\n`)
    return error.exitCode
  }
}

type Found =
  | { command: Command; rest: string[] }
  | { answer: (language: Language) => string; exitCode: 0 | 2 }

function find(typed: string[]): Found {
  const [first, second] = typed
  if (first === undefined) return { answer: (language) => overview(COMMANDS, language), exitCode: 2 }
  if (first === '--version' || first === '-v') return { answer: () => `${VERSION}\n`, exitCode: 0 }
  if (first === '--help' || first === '-h' || first === 'help') {
    return { answer: (language) => overview(COMMANDS, language), exitCode: 0 }
  }
  for (const words of [2, 1]) {
    const command = COMMANDS.find(({ name }) => name === typed.slice(0, words).join(' '))
    if (command) return { command, rest: typed.slice(words).map((word) => (word === '-h' ? '--help' : word)) }
  }
  if (
    COMMANDS.some(({ name }) => name.startsWith(`${first} `)) &&
    (second === undefined || second.startsWith('-'))
  ) {
    const exitCode = second === '--help' || second === '-h' ? 0 : 2
    return { answer: (language) => overview(COMMANDS, language, first), exitCode }
  }
  throw unknownCommand(typed)
}

function unknownCommand(typed: string[]): Failure {
  const words = typed.filter((word) => !word.startsWith('-')).slice(0, 2)
  const names = COMMANDS.map(({ name }) => name)
  const near =
    nearest(words.join(' '), names) ??
    nearest(words[0] ?? '', [...names, ...new Set(names.map((name) => name.split(' ')[0] as string))])
  const what = words.join(' ') || String(typed[0])
  return near
    ? misused(
        `There is no command ${what}. Did you mean: callgrant ${near}?`,
        `没有命令 ${what}。是否想用：callgrant ${near}？`,
      )
    : misused(
        `There is no command ${what}. See: callgrant --help`,
        `没有命令 ${what}。请看：callgrant --help`,
      )
}

function languageFlag(typed: string[]): string | undefined {
  const at = typed.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  if (at < 0) return undefined
  return typed[at]?.includes('=') ? typed[at].slice('--lang='.length) : typed[at + 1]
}

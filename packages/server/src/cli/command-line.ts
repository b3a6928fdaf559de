/** Finds and runs the command that was typed. */

import type { Language } from '@callgrant/protocol'
import type { Command, Program } from './command.ts'
import { Failure, usageError } from './failure.ts'
import { commandHelp, overview } from './help.ts'
import { nearest } from './nearest.ts'
import { makeOutput } from './output.ts'
import { parseCommand } from './parse.ts'
import { languageOf } from './text.ts'

/** Where a program prints. */
export interface Streams {
  /** Results: standard output. */
  out(text: string): void
  /** What went wrong: standard error. */
  err(text: string): void
}

/**
 * Runs the command that was typed.
 *
 * @param typed what follows the program's name: `process.argv.slice(2)`
 * @param env the environment's variables; `LC_ALL`, `LC_MESSAGES` and `LANG` say the language
 * @returns the exit code: 0 done, 1 failed, 2 written wrongly
 * @example
 * let out = ''
 * const streams = { out: (text: string) => (out += text), err: (text: string) => process.stderr.write(text) }
 * const exitCode = await commandLine(callgrant, ['app', 'list', '--json'], process.env, streams)
 */
export async function commandLine(
  program: Program,
  typed: string[],
  env: Record<string, string | undefined>,
  { out, err }: Streams,
): Promise<number> {
  const language = languageOf(languageFlag(typed), env)
  // Before the options are read, so that a command with a wrong option also answers in JSON.
  const json = typed.includes('--json')
  try {
    const found = find(program, typed)
    if ('answer' in found) {
      out(found.answer(language))
      return found.exitCode
    }
    const values = parseCommand(program, found.command, found.rest)
    if (values.on('help')) {
      out(commandHelp(program, found.command, language))
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

function find(program: Program, typed: string[]): Found {
  const { commands } = program
  const [first, second] = typed
  if (first === undefined) return { answer: (language) => overview(program, language), exitCode: 2 }
  if (first === '--version' || first === '-v') return { answer: () => `${program.version}\n`, exitCode: 0 }
  if (first === '--help' || first === '-h' || first === 'help') {
    return { answer: (language) => overview(program, language), exitCode: 0 }
  }
  for (const words of [2, 1]) {
    const command = commands.find(({ name }) => name === typed.slice(0, words).join(' '))
    if (command) return { command, rest: typed.slice(words).map((word) => (word === '-h' ? '--help' : word)) }
  }
  if (
    commands.some(({ name }) => name.startsWith(`${first} `)) &&
    (second === undefined || second.startsWith('-'))
  ) {
    const exitCode = second === '--help' || second === '-h' ? 0 : 2
    return { answer: (language) => overview(program, language, first), exitCode }
  }
  const other = program.elsewhere?.find(({ name }) => name === first)
  if (!other) throw unknownCommand(program, typed)
  if (second !== '--help' && second !== '-h') throw new Failure(other.where, { exitCode: 2 })
  return { answer: (language) => `${other.where[language]}\n`, exitCode: 0 }
}

function unknownCommand({ name, commands, elsewhere = [] }: Program, typed: string[]): Failure {
  const words = typed.filter((word) => !word.startsWith('-')).slice(0, 2)
  const names = [...commands, ...elsewhere].map(({ name }) => name)
  const near =
    nearest(words.join(' '), names) ??
    nearest(words[0] ?? '', [...names, ...new Set(names.map((name) => name.split(' ')[0] as string))])
  const what = words.join(' ') || String(typed[0])
  return near
    ? usageError(
        `There is no command ${what}. Did you mean: ${name} ${near}?`,
        `没有命令 ${what}。是否想用：${name} ${near}？`,
      )
    : usageError(`There is no command ${what}. See: ${name} --help`, `没有命令 ${what}。请看：${name} --help`)
}

function languageFlag(typed: string[]): string | undefined {
  const at = typed.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  if (at < 0) return undefined
  return typed[at]?.includes('=') ? typed[at].slice('--lang='.length) : typed[at + 1]
}

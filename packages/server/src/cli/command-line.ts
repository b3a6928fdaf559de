/** Finds and runs the command that was typed. */

import type { Language } from '@callgrant/protocol'
import type { Command, Program } from './command.ts'
import { Failure, usageError } from './failure.ts'
import { commandHelp, overview } from './help.ts'
import { paragraph } from './layout.ts'
import { nearest } from './nearest.ts'
import { makeOutput } from './output.ts'
import { parseCommand } from './parse.ts'
import { NO_PROGRESS, type Progress } from './progress.ts'
import { PLAIN, type Screen } from './screen.ts'
import { languageOf } from './text.ts'

/** Where a program prints. */
export interface Streams {
  /** Results: standard output. */
  out(text: string): void
  /** What went wrong: standard error. */
  err(text: string): void
  /** What the two are shown on; when absent no terminal, and no colour. */
  screens?: { out: Screen; err: Screen }
  /** Tells a person what is waited for; when absent nobody is told. */
  progress?(language: Language): Progress
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
  { out, err, screens = { out: PLAIN, err: PLAIN }, progress = () => NO_PROGRESS }: Streams,
): Promise<number> {
  // Before the command is known, so that one that is written wrongly also answers in this language, and in JSON.
  const { words, lang, json } = commonOptions(typed)
  const language = languageOf(lang, env)
  let jsonLines = false
  try {
    requireLanguage(lang)
    const found = find(program, words)
    if ('answer' in found) {
      out(found.answer(language, screens.out))
      return found.exitCode
    }
    jsonLines = found.command.jsonLines ?? false
    const values = parseCommand(program, found.command, found.rest)
    if (values.on('help')) {
      out(commandHelp(program, found.command, language, screens.out))
      return 0
    }
    const output = makeOutput(json, language, out, screens.out)
    const run = { values, output, language, env, program, errors: screens.err, progress: progress(language) }
    return (await found.command.run(run)) ?? 0
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const document = { error: { code: error.code, message: error.text[language] } }
    if (json) out(`${JSON.stringify(document, null, jsonLines ? undefined : 2)}\n`)
    else err(`${screens.err.style('red', paragraph(error.text[language], screens.err).join('\n'))}\n`)
    return error.exitCode
  }
}

type Found =
  | { command: Command; rest: string[] }
  | { answer: (language: Language, screen: Screen) => string; exitCode: 0 | 2 }

function find(program: Program, typed: string[]): Found {
  const { commands } = program
  const [first, second] = typed
  if (first === undefined) return { answer: (...shown) => overview(program, ...shown), exitCode: 2 }
  if (first === '--version' || first === '-v') return { answer: () => `${program.version}\n`, exitCode: 0 }
  if (first === '--help' || first === '-h' || first === 'help') {
    return { answer: (...shown) => overview(program, ...shown), exitCode: 0 }
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
    return { answer: (...shown) => overview(program, ...shown, first), exitCode }
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

/** `--lang` and `--json`, which may stand anywhere, also before the command; and what else was typed. */
function commonOptions(typed: string[]): { words: string[]; lang: string | undefined; json: boolean } {
  const words: string[] = []
  let lang: string | undefined
  let json = false
  for (let at = 0; at < typed.length; at++) {
    const word = typed[at] as string
    // What follows is no option, whatever it looks like.
    if (word === '--') return { words: [...words, ...typed.slice(at)], lang, json }
    if (word === '--json') json = true
    else if (word.startsWith('--lang=')) lang = word.slice('--lang='.length)
    else if (word === '--lang') lang = typed[++at] ?? ''
    else words.push(word)
  }
  return { words, lang, json }
}

/** @throws Failure for a language that is not spoken here */
function requireLanguage(lang: string | undefined): void {
  if (lang === undefined || /^(en|zh)\b/i.test(lang)) return
  throw usageError(
    `--lang should be en or zh, but is ${JSON.stringify(lang)}.`,
    `--lang 应为 en 或 zh，当前为 ${JSON.stringify(lang)}。`,
  )
}

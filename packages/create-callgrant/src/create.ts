/** `npm create callgrant`: asks, writes the project, installs its packages. All of it is there in the end, or nothing. */

import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { readFlags } from './flags.ts'
import { install, managerOf } from './install.ts'
import { ask } from './questions.ts'
import { targetOf } from './target.ts'
import { HELP, type Language, Refusal, say, type Text } from './texts.ts'
import { writeProject } from './write-project.ts'

export interface Surroundings {
  env: NodeJS.ProcessEnv
  cwd: string
  input: Readable
  output: Writable
  errors: Writable
}

/** @returns the exit code: 0 the project is there; 1 it is not, and why was said; 130 the person left */
export async function create(argv: readonly string[], around: Surroundings): Promise<number> {
  const { env, cwd, input, output, errors } = around
  let language = languageOf(argv, env)
  const tell = (text: Text) => output.write(`${text[language]}\n`)
  try {
    const flags = readFlags(argv)
    language = flags.language ?? language
    const { version } = manifest()
    if (flags.help || flags.version) {
      output.write(flags.help ? HELP[language] : `${version}\n`)
      return 0
    }
    const answers = await ask(flags, { cwd, language, input, output })
    if (answers === null) {
      tell(say('Nothing was written.', '没有写入任何文件。'))
      return 130
    }
    const { folder, name } = targetOf(cwd, answers.folder)
    const from = flags.from === undefined ? undefined : resolve(cwd, flags.from)
    const project = { ...answers, name, language, versions: { version, from } }
    await allOrNothing(folder, async (staging, signal) => {
      writeProject(staging, project)
      if (!flags.install) return
      tell(say(`Installing packages with ${managerOf(env)} …`, `正在用 ${managerOf(env)} 安装依赖……`))
      await install(staging, env, signal)
    })
    tell(nextSteps(relative(cwd, folder), flags.install, managerOf(env)))
    return 0
  } catch (error) {
    if (error instanceof Interrupted) return 130
    if (!(error instanceof Refusal)) throw error
    errors.write(`${error.text[language]}\n`)
    return 1
  }
}

class Interrupted extends Error {}

/** Makes the project beside its place, and moves it there when it is whole: whatever fails before leaves nothing. */
async function allOrNothing(
  folder: string,
  make: (staging: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const there = existsSync(folder)
  const parent = there ? folder : dirname(folder)
  const made = mkdirSync(parent, { recursive: true })
  const staging = join(parent, `.${basename(folder)}-${randomUUID()}`)
  mkdirSync(staging)
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new Interrupted())
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    await make(staging, interrupted.signal)
    interrupted.signal.throwIfAborted()
    if (!there) renameSync(staging, folder)
    else for (const entry of readdirSync(staging)) renameSync(join(staging, entry), join(folder, entry))
  } catch (error) {
    rmSync(made ?? staging, { recursive: true, force: true })
    throw error
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    rmSync(staging, { recursive: true, force: true })
  }
}

function nextSteps(folder: string, installed: boolean, manager: string): Text {
  const lines = [
    ...(folder === '' ? [] : [`cd ${folder}`]),
    ...(installed ? [] : [`${manager} install`]),
    `${manager} start`,
    `${manager} test`,
  ].map((line) => `    ${line}\n`)
  const steps = lines.join('')
  return say(
    `\n  The project is ready.\n\n${steps}\n  README.md says what is where.`,
    `\n  项目已就绪。\n\n${steps}\n  README.md 说明了各部分在哪里。`,
  )
}

/** Of `--lang`, also when something else is wrong; else of the system. */
function languageOf(argv: readonly string[], env: NodeJS.ProcessEnv): Language {
  const said = argv.join(' ').match(/--lang[ =](en|zh)\b/)?.[1]
  const locale =
    said ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? Intl.DateTimeFormat().resolvedOptions().locale
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

function manifest(): { version: string } {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
}

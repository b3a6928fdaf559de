/** The three questions: where, drawn with what, and what a call carries. What a flag says is not asked. */

import type { Readable, Writable } from 'node:stream'
import { isCancel, select, text } from '@clack/prompts'
import type { CallKind, Flags, Template } from './flags.ts'
import { targetOf } from './target.ts'
import { type Language, Refusal, say } from './texts.ts'

export interface Answers {
  folder: string
  template: Template
  calls: CallKind
}

const DEFAULTS: Answers = { folder: 'my-doors', template: 'plain', calls: 'video' }

const QUESTIONS = {
  folder: say('Where shall the project be?', '项目放在哪个文件夹？'),
  template: say('What do you draw pages with?', '页面用什么写？'),
  calls: say('What does a call carry?', '通话内容是什么？'),
}
const CHOICES = {
  plain: say('no framework', '不用框架'),
  react: say('React', 'React'),
  vue: say('Vue', 'Vue'),
  taro: say('Taro, for H5 and Mini Programs', 'Taro，H5 与小程序'),
  video: say('picture and sound', '画面和声音'),
  voice: say('sound alone', '只有声音'),
}

export interface Terminal {
  cwd: string
  language: Language
  input: Readable
  output: Writable
}

/** @returns null: the person left with Ctrl+C @throws Refusal where nobody can be asked */
export async function ask(flags: Flags, { cwd, language, input, output }: Terminal): Promise<Answers | null> {
  const given = { folder: flags.folder, template: flags.template, calls: flags.calls }
  if (flags.yes) return { ...DEFAULTS, ...said(given) }
  const open = Object.entries(given).some(([, value]) => value === undefined)
  if (open && !('isTTY' in input && input.isTTY))
    throw new Refusal(
      say(
        'There is no terminal to ask in. Say --yes, or the folder, --template and --calls.',
        '没有可以询问的终端。请加上 --yes，或写明文件夹、--template 和 --calls。',
      ),
    )
  const streams = { input, output }
  const question = (name: keyof typeof QUESTIONS) => QUESTIONS[name][language]
  const option = <T extends keyof typeof CHOICES>(value: T) => ({
    value,
    label: value,
    hint: CHOICES[value][language],
  })

  const folder =
    given.folder ??
    (await text({
      ...streams,
      message: question('folder'),
      placeholder: DEFAULTS.folder,
      defaultValue: DEFAULTS.folder,
      validate: (value) => refusalOf(() => targetOf(cwd, value || DEFAULTS.folder), language),
    }))
  if (isCancel(folder)) return null
  const template =
    given.template ??
    (await select<Template>({
      ...streams,
      message: question('template'),
      options: [option('plain'), option('react'), option('vue'), option('taro')],
    }))
  if (isCancel(template)) return null
  const calls =
    given.calls ??
    (await select<CallKind>({
      ...streams,
      message: question('calls'),
      options: [option('video'), option('voice')],
    }))
  if (isCancel(calls)) return null
  return { folder, template, calls }
}

function said(given: { [K in keyof Answers]: Answers[K] | undefined }): Partial<Answers> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function refusalOf(check: () => unknown, language: Language): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.text[language]
    throw error
  }
}

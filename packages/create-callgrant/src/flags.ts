/** The arguments of the command. */

import { parseArgs } from 'node:util'
import { type Language, Refusal, say } from './texts.ts'

export const TEMPLATES = ['plain', 'react', 'vue', 'taro'] as const
export type Template = (typeof TEMPLATES)[number]
export const CALL_KINDS = ['video', 'voice'] as const
export type CallKind = (typeof CALL_KINDS)[number]

export interface Flags {
  folder?: string
  template?: Template
  calls?: CallKind
  language?: Language
  /** Nothing is asked. */
  yes: boolean
  install: boolean
  /** A folder with our packages as tarballs. */
  from?: string
  help: boolean
  version: boolean
}

/** @throws Refusal that names what is wrong */
export function readFlags(argv: readonly string[]): Flags {
  const { values, positionals } = parsed(argv)
  if (positionals.length > 1)
    throw new Refusal(
      say(`One folder, please: ${positionals.join(', ')}.`, `只能有一个文件夹：${positionals.join('、')}。`),
    )
  const { template, calls, lang, from } = values
  return {
    ...(positionals[0] !== undefined && { folder: positionals[0] }),
    ...(template !== undefined && { template: oneOf('--template', template, TEMPLATES) }),
    ...(calls !== undefined && { calls: oneOf('--calls', calls, CALL_KINDS) }),
    ...(lang !== undefined && { language: oneOf('--lang', lang, ['en', 'zh'] as const) }),
    ...(from !== undefined && { from }),
    yes: values.yes,
    install: !values['no-install'],
    help: values.help,
    version: values.version,
  }
}

function parsed(argv: readonly string[]) {
  const string = { type: 'string' } as const
  const boolean = { type: 'boolean', default: false } as const
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        template: string,
        calls: string,
        lang: string,
        from: string,
        yes: { ...boolean, short: 'y' },
        'no-install': boolean,
        help: { ...boolean, short: 'h' },
        version: { ...boolean, short: 'v' },
      },
    })
  } catch (error) {
    const { message } = error as Error
    throw new Refusal(say(`${message}. See --help.`, `${message}。请看 --help。`))
  }
}

function oneOf<T extends string>(flag: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given)
  if (found === undefined)
    throw new Refusal(
      say(
        `There is no ${flag} ${given}: it is ${known.join(', ')}.`,
        `没有 ${flag} ${given}，可以是：${known.join('、')}。`,
      ),
    )
  return found
}

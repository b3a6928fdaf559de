/** What a command is: its words for `--help`, its options, and what it does. */

import type { Language } from '@callgrant/protocol'
import type { Output } from './output.ts'
import type { Text } from './text.ts'

export interface Option {
  /** Placeholder of the value in `--help`; absent: a switch that takes none. */
  value?: string
  /** The command cannot do without it. */
  required?: boolean
  /** May be given several times. */
  multiple?: boolean
  /** Shown in `--help`: what holds when it is not given. */
  otherwise?: Text
  about: Text
}

export interface Argument {
  /** As in `--help`: `GROUP_ID`. */
  name: string
  required: boolean
  /** Takes all that follow. */
  multiple?: boolean
  about: Text
}

/** The values of one run, as they were typed. */
export interface Values {
  /** An option's value; undefined when it was not given. */
  get(option: string): string | undefined
  /** A required option's or argument's value; `--help` says which are required, the parser made sure. */
  need(name: string): string
  /** All values of an option or argument that may be given several times. */
  all(name: string): string[]
  /** A switch. */
  on(option: string): boolean
  /** Everything, for `parseArgs`-shaped readers such as the settings table. */
  raw: Record<string, string | boolean | (string | boolean)[] | undefined>
}

/** What a run is handed. */
export interface Run {
  values: Values
  output: Output
  language: Language
  env: Record<string, string | undefined>
}

export interface Command {
  /** One or two words: `serve`, `app create`. */
  name: string
  about: Text
  arguments?: Argument[]
  options: Record<string, Option>
  /** What it also reads from the environment, and only from there. */
  environment?: { env: string; about: Text }[]
  /** Lines that can be copied. */
  examples: string[]
  /** @returns the exit code, when it is not 0 */
  run(run: Run): Promise<number | undefined>
}

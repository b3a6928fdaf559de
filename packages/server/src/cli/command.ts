/** What a program and its commands are: their words for `--help`, their options, and what they do. */

import type { Language } from '@callgrant/protocol'
import type { Output } from './output.ts'
import type { Progress } from './progress.ts'
import type { Screen } from './screen.ts'
import type { Text } from './text.ts'

/** An option of a command, typed as `--name` and, where it has one, its value. */
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

/** A word that follows the command's name, by its place. */
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
  /** An option's value as a number, `NaN` when it is none; undefined when it was not given. */
  number(option: string): number | undefined
  /** A required option's or argument's value; `--help` says which are required, the parser made sure. */
  need(name: string): string
  /** All values of an option or argument that may be given several times. */
  all(name: string): string[]
  /** A switch. */
  on(option: string): boolean
  /** Everything, in the form of `parseArgs` of `node:util`. */
  raw: Record<string, string | boolean | (string | boolean)[] | undefined>
}

/** One run of a command. */
export interface Run {
  /** What was typed. */
  values: Values
  /** Prints the result. */
  output: Output
  /** To speak in: from `--lang`, else from the environment's locale. */
  language: Language
  /** The environment's variables. */
  env: Record<string, string | undefined>
  /** What standard error is shown on; `output.screen` is standard output's. */
  errors: Screen
  /** Tells what is waited for. */
  progress: Progress
  /** The program that the command is of. */
  program: Program
}

/** A program of the command line: what it is called, what it is for, and what it can do. */
export interface Program {
  /** As it is typed: `callgrant`. */
  name: string
  /** What `--version` prints. */
  version: string
  /** The first line of `--help`. */
  about: Text
  /** In the order of `--help`. */
  commands: readonly Command[]
  /** Names that people try here, and that are commands of another program. */
  elsewhere?: readonly Elsewhere[]
}

/** A command that another program has. */
export interface Elsewhere {
  /** One word: `mini-program`. */
  name: string
  /** Which program has it, and how to run it. */
  where: Text
}

/** A command: `callgrant app create`. `--json`, `--lang` and `--help` come by themselves. */
export interface Command {
  /** One or two words: `serve`, `app create`. */
  name: string
  /** One sentence: what it does. */
  about: Text
  arguments?: Argument[]
  /** By name, without the dashes. */
  options: Record<string, Option>
  /** Another command, of which it takes all options and variables: help leads there, and does not say them again. */
  optionsOf?: string
  /** What it also reads from the environment, and only from there. */
  environment?: { env: string; about: Text }[]
  /** With `--json` it prints one line of JSON for each result, and not one document. */
  jsonLines?: boolean
  /** Lines that can be copied. */
  examples: string[]
  /**
   * @returns the exit code, when it is not 0
   * @throws Failure to end with its sentence; anything else that is thrown is a fault of the program
   */
  run(run: Run): Promise<number | undefined>
}

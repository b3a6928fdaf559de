/** How a command fails: a sentence that names the fix, and an exit code. */

import type { Text } from './text.ts'

/** 1: it was tried and did not work. 2: the command was written wrongly; nothing was tried. */
export type ExitCode = 1 | 2

/** A failure that the command line explains: it prints the sentence and ends with the exit code. */
export class Failure extends Error {
  readonly text: Text
  readonly exitCode: ExitCode
  /** A code of the error table where there is one, for `--json`. */
  readonly code: string

  /** @param text what went wrong and what to do @param options `exitCode`: default 1 */
  constructor(text: Text, options: { exitCode?: ExitCode; code?: string; cause?: unknown } = {}) {
    super(text.en, { cause: options.cause })
    this.name = 'Failure'
    this.text = text
    this.exitCode = options.exitCode ?? 1
    this.code = options.code ?? (this.exitCode === 2 ? 'usage' : 'failed')
  }
}

/** The command was written wrongly (exit code 2). */
export function usageError(en: string, zh: string): Failure {
  return new Failure({ en, zh }, { exitCode: 2 })
}

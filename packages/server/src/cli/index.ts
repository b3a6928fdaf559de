/** The command line as a library: programs of the same form as `callgrant`, with help, `--json` and two languages. */

export type { Argument, Command, Elsewhere, Option, Program, Run, Values } from './command.ts'
export { commandLine, type Streams } from './command-line.ts'
export { type ExitCode, Failure, usageError } from './failure.ts'
export type { Output } from './output.ts'
export { callgrant } from './program.ts'
export type { Progress } from './progress.ts'
export { processStreams, runProgram } from './run-program.ts'
export type { Screen } from './screen.ts'
export { languageOf, say, type Text } from './text.ts'

/** The command line `callgrant`: finds the command, runs it, and turns what happens into words and an exit code. */

import { callgrant } from './program.ts'
import { runProgram } from './run-program.ts'

await runProgram(callgrant)

/** Runs the program `callgrant-emulator` with the arguments of this process. */

import { runProgram } from 'callgrant/command-line'
import { emulator } from './program.ts'

await runProgram(emulator)

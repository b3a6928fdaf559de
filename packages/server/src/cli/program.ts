/** The program `callgrant`. */

import { VERSION } from '../version.ts'
import type { Program } from './command.ts'
import { ELSEWHERE } from './commands/elsewhere.ts'
import { COMMANDS } from './commands/index.ts'
import { say } from './text.ts'

/** The program `callgrant`, for `commandLine` and `runProgram`. */
export const callgrant: Program = {
  name: 'callgrant',
  version: VERSION,
  about: say(
    'callgrant: a device rings a person only after that person said yes.',
    'callgrant：只有本人同意之后，设备才能呼叫本人。',
  ),
  commands: COMMANDS,
  elsewhere: ELSEWHERE,
}

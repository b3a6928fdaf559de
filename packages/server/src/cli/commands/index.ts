/** All commands, in the order of the overview. Their words are light; what they do is loaded when they run. */

import type { Command } from '../command.ts'
import { appCommands } from './apps.ts'
import { authorizationCommands } from './authorizations.ts'
import { callCommands } from './calls.ts'
import { demo } from './demo.ts'
import { deviceCommands } from './devices.ts'
import { doctor } from './doctor.ts'
import { groupCommands } from './groups.ts'
import { miniProgram } from './mini-program.ts'
import { modelCommands } from './models.ts'
import { peopleCommands } from './people.ts'
import { serve } from './serve.ts'

export const COMMANDS: readonly Command[] = [
  serve,
  demo,
  miniProgram,
  doctor,
  ...appCommands,
  ...modelCommands,
  ...peopleCommands,
  ...groupCommands,
  ...deviceCommands,
  ...authorizationCommands,
  ...callCommands,
]

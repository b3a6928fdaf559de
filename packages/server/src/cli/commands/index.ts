/** All commands, in the order of the overview. Heavy modules are loaded when a command runs. */

import type { Command } from '../command.ts'
import { appCommands } from './apps.ts'
import { authorizationCommands } from './authorizations.ts'
import { backup } from './backup.ts'
import { callCommands } from './calls.ts'
import { completion } from './completion.ts'
import { consoleLink } from './console.ts'
import { deviceCommands } from './devices.ts'
import { doctor } from './doctor.ts'
import { events } from './events.ts'
import { groupCommands } from './groups.ts'
import { modelCommands } from './models.ts'
import { peopleCommands } from './people.ts'
import { recordCommands } from './records.ts'
import { serve } from './serve.ts'
import { webhookCommands } from './webhooks.ts'

export const COMMANDS: readonly Command[] = [
  serve,
  doctor,
  backup,
  consoleLink,
  ...appCommands,
  ...modelCommands,
  ...peopleCommands,
  ...groupCommands,
  ...deviceCommands,
  ...authorizationCommands,
  ...recordCommands,
  ...callCommands,
  events,
  ...webhookCommands,
  completion,
]

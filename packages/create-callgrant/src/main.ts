/** What the program runs: the command, with this process's arguments and terminal. */

import { create } from './create.ts'

process.exitCode = await create(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
})

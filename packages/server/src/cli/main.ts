/** The command line `callgrant`: finds the command, runs it, and turns what happens into words and an exit code. */

import { commandLine } from './command-line.ts'

// Piped into `head`, say: nobody reads on, so there is nothing more to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await commandLine(process.argv.slice(2), process.env, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})

/** Runs a program on this process: its arguments, its streams, its exit code. */

import type { Program } from './command.ts'
import { commandLine, type Streams } from './command-line.ts'
import { showProgress } from './progress.ts'
import { screenOf } from './screen.ts'

/**
 * Runs a program as this process: `process.argv`, `process.env`, the standard streams, and the exit code.
 *
 * @example
 * await runProgram({
 *   name: 'doorbell',
 *   version: '1.0.0',
 *   about: say('doorbell: rings the door.', 'doorbell：按门铃。'),
 *   commands: [
 *     {
 *       name: 'ring',
 *       about: say('Ring a door.', '按门铃。'),
 *       arguments: [{ name: 'SN', required: true, about: say('The door.', '门铃。') }],
 *       options: {},
 *       examples: ['doorbell ring door-1'],
 *       async run({ values, output }) {
 *         output.item({ sn: values.need('SN') })
 *         return undefined
 *       },
 *     },
 *   ],
 * })
 */
export async function runProgram(program: Program): Promise<void> {
  // Whoever read the output has stopped, as `head` does: there is nothing more to do.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  process.exitCode = await commandLine(program, process.argv.slice(2), process.env, processStreams())
}

/** The streams of this process. */
export function processStreams(): Streams {
  const { stdout, stderr } = process
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    screens: { out: screenOf(stdout), err: screenOf(stderr) },
    ...(stderr.isTTY && { progress: (language) => showProgress(language, stderr) }),
  }
}

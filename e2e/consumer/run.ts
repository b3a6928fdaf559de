/** Runs a program, and keeps what it printed for the case that it fails. */

import { spawn } from 'node:child_process'

export interface RunOptions {
  cwd: string
  env: NodeJS.ProcessEnv
}

/** @returns all that it printed @throws Error with the end of it, when the program does not end with 0 */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env }: RunOptions,
): Promise<string> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
  const code = await new Promise<number | null>((done, failed) =>
    child.once('error', failed).once('close', done),
  )
  if (code === 0) return output
  throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${output.slice(-4000)}`)
}

/** One step of a script that runs several: its name, how long it took, and what it said if it failed. */

import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** What a step says, and whether all is well. */
export interface Result {
  ok: boolean
  output: string
}

/** Runs a tool of `node_modules/.bin`. */
export async function tool(name: string, ...args: string[]): Promise<Result> {
  const child = spawn(resolve(root, 'node_modules/.bin', name), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk))
  const code = await new Promise<number | null>((done, failed) =>
    child.once('error', failed).once('close', done),
  )
  return { ok: code === 0, output }
}

/** Runs a step and prints one line for it, with all it said if it failed. @returns whether it is well */
export async function step(name: string, work: () => Promise<Result>): Promise<boolean> {
  const start = performance.now()
  const { ok, output } = await work().catch((error: Error) => ({
    ok: false,
    output: error.stack ?? error.message,
  }))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  process.stdout.write(`${ok ? '✓' : '✗'} ${name} ${seconds} s\n`)
  if (!ok) process.stdout.write(`${output.trimEnd().replace(/^/gm, '    ')}\n`)
  return ok
}

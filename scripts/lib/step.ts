/** One step of `npm run check`: its name, how long it took, and its output if it failed. */

import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { Progress } from './progress.ts'

const root = resolve(import.meta.dirname, '../..')

export interface Result {
  ok: boolean
  output: string
}

/** A step that looks for faults: it passes when there is none. @param faults one line each */
export const resultOf = (faults: readonly string[]): Result => ({
  ok: faults.length === 0,
  output: faults.join('\n'),
})

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

/** Runs a step and prints one line for it, and all its output if it failed. @returns whether it passed */
export async function step(progress: Progress, name: string, work: () => Promise<Result>): Promise<boolean> {
  progress.begin(name)
  const { ok, output } = await work().catch((error: Error) => ({
    ok: false,
    output: error.stack ?? error.message,
  }))
  const seconds = progress.end(name).toFixed(1)
  progress.print(`${ok ? '✓' : '✗'} ${name} ${seconds} s`)
  if (!ok) progress.print(output.trimEnd().replace(/^/gm, '    '))
  return ok
}

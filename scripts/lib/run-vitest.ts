/** Runs Vitest with a report that a program can read. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export interface VitestRun {
  /** Path of the JSON report. */
  report: string
  /** Resolves with the exit code. */
  ended: Promise<number>
  /** From now on what it prints is shown, and first what it has printed so far. */
  show(): void
}

/** Starts Vitest with these arguments. What it prints is kept until `show`. */
export function runVitest(report: string, args: string[]): VitestRun {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
  })
  let shown = false
  const kept: [NodeJS.WriteStream, Buffer][] = []
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.on('data', (chunk: Buffer) => {
      if (shown) to.write(chunk)
      else kept.push([to, chunk])
    })
  }
  return {
    report,
    ended: once(child, 'close').then(([code]) => code ?? 1),
    show() {
      shown = true
      for (const [to, chunk] of kept.splice(0)) to.write(chunk)
    },
  }
}

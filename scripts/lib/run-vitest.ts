/** Runs Vitest with a report that a program can read. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const PART_REPORTER = join(root, 'scripts/lib/part-reporter.ts')

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Runs Vitest and shows what it prints. @returns its exit code */
export async function showVitest(report: string, args: string[]): Promise<number> {
  const child = spawnVitest(report, ['--reporter=default', ...args], 'inherit')
  const [code] = (await once(child, 'close')) as [number | null]
  return code ?? 1
}

/**
 * Runs Vitest and keeps what it prints, which is nothing but what failed.
 * @param onTest called with the number of tests that have ended
 */
export async function runVitest(
  report: string,
  args: string[],
  onTest: (ended: number) => void,
): Promise<{ code: number; output: string }> {
  const reporters = ['--reporter=minimal', `--reporter=${PART_REPORTER}`, '--silent=passed-only']
  const child = spawnVitest(report, [...reporters, ...args], 'pipe')
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk))
  child.on('message', (ended) => onTest(ended as number))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? 1, output: output.replace(/^JSON report written to .*\n/m, '') }
}

function spawnVitest(report: string, args: string[], output: 'pipe' | 'inherit') {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const json = ['--reporter=json', `--outputFile.json=${report}`]
  return spawn(process.execPath, [vitest, 'run', ...json, ...args], {
    cwd: root,
    stdio: ['ignore', output, output, ...(output === 'pipe' ? ['ipc' as const] : [])],
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
  })
}

interface Report {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** The files of a run in which something failed, with the names of those tests; none when the run left no report. */
export function failuresOf(report: string): { file: string; tests: string[] }[] {
  if (!existsSync(report)) return []
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  return testResults
    .filter(({ status, assertionResults }) =>
      [status, ...assertionResults.map((test) => test.status)].includes('failed'),
    )
    .map(({ name, assertionResults }) => ({
      file: name,
      tests: assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName),
    }))
}

/** What a run counted. A file that could not be loaded is one failure, and so is a run that left no report. */
export function countsOf(report: string, code: number): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  if (!existsSync(report)) return { ...counts, failed: 1 }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  for (const { status, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed').length
    const passed = assertionResults.filter((test) => test.status === 'passed').length
    counts.passed += passed
    counts.failed += status === 'failed' ? Math.max(1, failed) : failed
    counts.skipped += assertionResults.length - passed - failed
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}

/** Runs one project of the tests, and lets `write` make a page of their JSON report, or `check` compare it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { showVitest } from './run-vitest.ts'

/** What to do with the report of a run. @returns a line for each fault */
export interface PageOfTests {
  project: string
  page: string
  /** Writes the page, unless there is a fault. */
  write(report: string): string[]
  /** Says whether the committed page is what the tests show. */
  check(report: string): string[]
}

/** With `--check` among the arguments of the command the page is compared, else it is written. */
export async function pageOfTests({ project, page, write, check }: PageOfTests): Promise<void> {
  const checking = process.argv.includes('--check')
  const temporary = mkdtempSync(join(tmpdir(), 'callgrant-page-'))
  const report = join(temporary, 'report.json')
  const code = await showVitest(report, [`--project=${project}`])
  const faults = checking ? check(report) : write(report)
  rmSync(temporary, { recursive: true, force: true })
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  if (faults.length === 0) process.stdout.write(`${page}${checking ? ' is what the tests show' : ''}\n`)
  else if (!checking) process.stdout.write('Nothing was written.\n')
  process.exitCode = code === 0 && faults.length === 0 ? 0 : 1
}

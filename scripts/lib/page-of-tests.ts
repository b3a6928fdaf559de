/** Runs one project of the tests, and lets `write` make a page of their JSON report. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runVitest } from './run-vitest.ts'

/** @param write writes the page, and returns a sentence for each fault for which it did not */
export async function pageOfTests(
  project: string,
  page: string,
  write: (report: string) => string[],
): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'callgrant-page-'))
  const { report, ended, show } = runVitest(join(temporary, 'report.json'), [`--project=${project}`])
  show()
  const code = await ended
  const faults = write(report)
  rmSync(temporary, { recursive: true, force: true })
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  process.stdout.write(faults.length === 0 ? `${page}\n` : `${faults.length} faults: nothing written\n`)
  process.exitCode = code === 0 && faults.length === 0 ? 0 : 1
}

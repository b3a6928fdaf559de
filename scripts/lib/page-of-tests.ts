/** Runs one project of the tests, and lets `write` make a page of their JSON report. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** @param write writes the page, and returns a sentence for each fault for which it did not */
export function pageOfTests(project: string, page: string, write: (report: string) => string[]): void {
  const temporary = mkdtempSync(join(tmpdir(), 'callgrant-page-'))
  const report = join(temporary, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const run = spawnSync(process.execPath, [vitest, 'run', `--project=${project}`, ...reporters], {
    cwd: root,
    stdio: 'inherit',
  })
  const faults = write(report)
  rmSync(temporary, { recursive: true, force: true })
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  process.stdout.write(faults.length === 0 ? `${page}\n` : `${faults.length} faults: nothing written\n`)
  process.exitCode = run.status === 0 && faults.length === 0 ? 0 : 1
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { countsOf, failuresOf } from './run-vitest.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-counts-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A report of files, each with the states of its tests. */
function report(...files: [status: string, ...tests: string[]][]): string {
  const path = join(folder, 'report.json')
  const testResults = files.map(([status, ...tests], file) => ({
    name: `/file-${file}.test.ts`,
    status,
    assertionResults: tests.map((test, n) => ({ status: test, fullName: `test ${n}` })),
  }))
  writeFileSync(path, JSON.stringify({ testResults }))
  return path
}

it('counts what passed, failed and was skipped', () => {
  const path = report(['failed', 'passed', 'failed', 'failed'], ['passed', 'passed', 'skipped', 'todo'])
  expect(countsOf(path, 1)).toEqual({ passed: 2, failed: 2, skipped: 2 })
})

it('counts a file that could not be loaded as one failure', () => {
  expect(countsOf(report(['failed'], ['passed', 'passed']), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

it('counts one failure when Vitest failed and no test did', () => {
  expect(countsOf(report(['passed', 'passed']), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

it('counts one failure when Vitest left no report', () => {
  expect(countsOf(join(folder, 'none.json'), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

it('counts one failure when there is no report although Vitest says that it passed', () => {
  expect(countsOf(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

it('names the files in which something failed, with those tests', () => {
  const path = report(['failed', 'passed', 'failed'], ['passed', 'passed', 'skipped'], ['failed'])
  expect(failuresOf(path)).toEqual([
    { file: '/file-0.test.ts', tests: ['test 1'] },
    { file: '/file-2.test.ts', tests: [] },
  ])
  expect(failuresOf(join(folder, 'none.json'))).toEqual([])
})

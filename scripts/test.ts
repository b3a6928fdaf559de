/**
 * `npm test`: makes sure of what the tests need, runs them all (or the files named), and ends with one plain line
 * that a machine can read: `12 passed, 0 failed, 1 skipped`.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensureChromium } from './lib/chromium.ts'
import { staleCompatibility } from './lib/compatibility.ts'
import { ensureCoturn } from './lib/coturn.ts'
import { buildPages } from './lib/pages.ts'
import { missing } from './lib/requirements.ts'
import { staleMatrix } from './lib/taro-matrix.ts'

interface Report {
  testResults: { name: string; status: string; message: string; assertionResults: { status: string }[] }[]
}

const root = resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
const wholeSuite = args.every((arg) => arg.startsWith('-'))

// Asked for a few files, nobody waits for installations; the tests then say what they miss.
if (wholeSuite) {
  const chromium = ensureChromium()
  if ('path' in chromium) {
    process.env.CHROMIUM_PATH = chromium.path
    process.stdout.write(`Chromium: ${chromium.path}\n`)
  } else missing('Chromium', chromium.reason, 'browser tests are skipped')
  const coturn = ensureCoturn()
  if ('path' in coturn) process.stdout.write(`coturn: ${coturn.path}\n`)
  else missing('coturn', coturn.reason, 'tests of TURN are skipped')
  const took = await buildPages()
  process.stdout.write(took === null ? 'pages: as built\n' : `pages: built in ${Math.round(took)} ms\n`)
}

const temporary = mkdtempSync(join(tmpdir(), 'callgrant-test-'))
const report = join(temporary, 'report.json')
const run = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ],
  { cwd: root, stdio: 'inherit' },
)
const count = counts(report)
// The pages say what the tests show: whoever changed that makes them anew.
if (args.length === 0 && count.failed === 0) {
  const stale = [...staleCompatibility(report), ...staleMatrix(report)]
  for (const fault of stale) process.stdout.write(`${fault}\n`)
  count.failed += stale.length
}
rmSync(temporary, { recursive: true, force: true })
if (run.status !== 0 && count.failed === 0) count.failed = 1
process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
process.exitCode = count.failed > 0 ? 1 : 0

/** A file that could not even be loaded counts as one failure. */
function counts(file: string): { passed: number; failed: number; skipped: number } {
  const count = { passed: 0, failed: 0, skipped: 0 }
  let results: Report['testResults']
  try {
    results = (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults
  } catch {
    process.stderr.write('Vitest left no report: it ended before the tests did.\n')
    return { ...count, failed: 1 }
  }
  for (const { status, assertionResults } of results) {
    let failed = 0
    for (const test of assertionResults) {
      if (test.status === 'passed') count.passed++
      else if (test.status === 'failed') failed++
      else count.skipped++
    }
    count.failed += status === 'failed' ? Math.max(1, failed) : failed
  }
  return count
}

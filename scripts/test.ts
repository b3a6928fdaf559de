/**
 * `npm test`: makes sure of what the tests need, runs them all (or the files named), and ends with one plain line
 * that a machine can read: `12 passed, 0 failed, 1 skipped`.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './lib/chromium.ts'
import { staleCompatibility } from './lib/compatibility.ts'
import { ensureCoturn } from './lib/coturn.ts'
import { buildPages } from './lib/pages.ts'
import { missing } from './lib/requirements.ts'
import { runVitest } from './lib/run-vitest.ts'
import { staleMatrix } from './lib/taro-matrix.ts'
import { buildTaroPlugin } from './lib/taro-plugin.ts'

interface Report {
  testResults: { name: string; status: string; message: string; assertionResults: { status: string }[] }[]
}

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
  say('pages', await buildPages())
  // Before tests pack it side by side.
  say('Taro plugin', await buildTaroPlugin())
}

// Builds of the Taro project leave a processor free, and the other tests too: side by side they take half as long.
const parts = args.length === 0 ? [['--project=!taro'], ['--project=taro']] : [args]
const temporary = mkdtempSync(join(tmpdir(), 'callgrant-test-'))
const runs = parts.map((part, index) => runVitest(join(temporary, `${index}.json`), part))
const count = { passed: 0, failed: 0, skipped: 0 }
for (const { report, ended, show } of runs) {
  show()
  const code = await ended
  const part = counts(report)
  if (code !== 0 && part.failed === 0) part.failed = 1
  for (const key of ['passed', 'failed', 'skipped'] as const) count[key] += part[key]
}
// The pages say what the tests show: whoever changed that makes them anew.
if (args.length === 0 && count.failed === 0) {
  const [others, taro] = runs.map(({ report }) => report) as [string, string]
  const stale = [...staleCompatibility(others), ...staleMatrix(taro)]
  for (const fault of stale) process.stdout.write(`${fault}\n`)
  count.failed += stale.length
}
rmSync(temporary, { recursive: true, force: true })
process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
process.exitCode = count.failed > 0 ? 1 : 0

function say(what: string, took: number | null): void {
  process.stdout.write(`${what}: ${took === null ? 'as built' : `built in ${Math.round(took)} ms`}\n`)
}

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

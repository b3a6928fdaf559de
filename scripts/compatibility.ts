/** `npm run compatibility`: runs the tests in `e2e/compatibility`, and writes `docs/compatibility.md` from them. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeCompatibility } from './lib/compatibility.ts'

const root = resolve(import.meta.dirname, '..')
const temporary = mkdtempSync(join(tmpdir(), 'callgrant-compatibility-'))
const report = join(temporary, 'report.json')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const run = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--project=compatibility',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { cwd: root, stdio: 'inherit' },
)
const faults = writeCompatibility(report)
rmSync(temporary, { recursive: true, force: true })
for (const fault of faults) process.stdout.write(`${fault}\n`)
process.stdout.write(
  faults.length === 0 ? 'docs/compatibility.md\n' : `${faults.length} faults: nothing written\n`,
)
process.exitCode = run.status === 0 && faults.length === 0 ? 0 : 1

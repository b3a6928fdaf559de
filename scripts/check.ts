/**
 * `npm run check`: types, lint, dead code, imports, what an install brings, generated docs, sizes, unit tests. All of
 * them run, two at a time; any may fail it. `npm run check -- --ci` also builds the packages and the documentation's site, and leaves the unit tests
 * to `npm test`.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { bundleEntries } from './lib/bundles.ts'
import { faultsOfCompatibility } from './lib/compatibility.ts'
import { staleDocs } from './lib/docs.ts'
import { buildDocsSite } from './lib/docs-site.ts'
import { brokenImportRules, linesOf } from './lib/import-rules.ts'
import { unwantedDependencies } from './lib/installed-dependencies.ts'
import { inLanes } from './lib/lanes.ts'
import { faultsOfManifests } from './lib/manifests.ts'
import { buildPackage, PACKAGES } from './lib/packages.ts'
import { Progress } from './lib/progress.ts'
import { type Result, resultOf, step, tool } from './lib/step.ts'

const LONG_FILE_LINES = 400

process.chdir(resolve(import.meta.dirname, '..'))
const inCi = process.argv.includes('--ci')

/** The longest first: two at a time, they then end together. */
const steps: [name: string, work: () => Promise<Result>][] = [
  ['types', () => tool('tsc', '-p', '.')],
  inCi ? ['packages', buildPackages] : ['unit tests', () => tool('vitest', 'run', '--project=unit')],
  ...(inCi ? [['documentation’s site', buildDocumentation] as [string, () => Promise<Result>]] : []),
  ['lint', () => tool('biome', 'check', '--error-on-warnings')],
  ['dead code', () => tool('knip', '--no-progress')],
  ['sizes', weighEntries],
  ['generated docs', async () => resultOf([...(await staleDocs()), ...faultsOfCompatibility()])],
  ['imports', async () => resultOf(linesOf(await brokenImportRules()))],
  ['installs', async () => resultOf([...unwantedDependencies(), ...faultsOfManifests()])],
]

const progress = new Progress()
const passed: boolean[] = []
await inLanes(
  steps.map(
    ([name, work]) =>
      async () =>
        void passed.push(await step(progress, name, work)),
  ),
)
listLongFiles()
process.exitCode = passed.every(Boolean) ? 0 : 1

async function buildPackages(): Promise<Result> {
  for (const name of PACKAGES) await buildPackage(name)
  return resultOf([])
}

async function buildDocumentation(): Promise<Result> {
  await buildDocsSite()
  return resultOf([])
}

async function weighEntries(): Promise<Result> {
  await bundleEntries()
  return tool('size-limit')
}

/** Names files that are longer than they should be, which fails nothing. */
function listLongFiles(): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'])
  for (const file of files.toString().split('\n')) {
    if (file === '' || !existsSync(file)) continue
    const lines = readFileSync(file, 'utf8').split('\n').length
    if (lines > LONG_FILE_LINES) progress.print(`  long: ${file} has ${lines} lines`)
  }
}

/** `npm run check`: types, lint, dead code, walls, generated docs, packages, sizes, unit tests. All run; any may fail it. */

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { bundleEntries } from './lib/bundles.ts'
import { faultsOfCompatibility } from './lib/compatibility.ts'
import { staleDocs } from './lib/docs.ts'
import { buildPackage, PACKAGES } from './lib/packages.ts'
import { step, tool } from './lib/step.ts'
import { breaches } from './lib/walls.ts'

const LONG_FILE_LINES = 400

const root = resolve(import.meta.dirname, '..')
process.chdir(root)
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'])
  .toString()
  .split('\n')
  .filter((file) => file !== '' && existsSync(file))
const said = (lines: string[]) => ({ ok: lines.length === 0, output: lines.join('\n') })

const well = [
  await step('types', () => tool('tsc', '-p', '.')),
  await step('lint', () => tool('biome', 'check', '--error-on-warnings')),
  await step('dead code', () => tool('knip', '--no-progress')),
  await step('walls', async () => said(breaches(sources))),
  await step('generated docs', async () => said([...(await staleDocs()), ...faultsOfCompatibility()])),
  await step('packages', async () => {
    for (const name of PACKAGES) await buildPackage(name)
    return said([])
  }),
  await step('sizes', async () => {
    await bundleEntries()
    return tool('size-limit')
  }),
  await step('unit tests', () => tool('vitest', 'run', '--project=unit')),
]

for (const file of sources) {
  const lines = readFileSync(file, 'utf8').split('\n').length
  if (lines > LONG_FILE_LINES) process.stdout.write(`  long: ${file} has ${lines} lines\n`)
}
process.exitCode = well.every(Boolean) ? 0 : 1

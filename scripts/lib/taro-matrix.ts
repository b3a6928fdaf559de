/** `docs/taro/matrix.md`, made from a run of the tests in `e2e/taro`. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Row } from '../../e2e/taro/lib/report.ts'

const root = resolve(import.meta.dirname, '../..')
const PAGE = 'docs/taro/matrix.md'
const NOTE = '<!-- Made by `npm run matrix` from a test run. Do not edit. -->'

/** What Vitest's JSON reporter writes, as far as this looks. */
interface Report {
  testResults: {
    name: string
    assertionResults: { title: string; status: string; meta?: { matrix?: Row } }[]
  }[]
}

/** Writes the page. @param report path of the JSON report @returns a sentence for each fault */
export function writeMatrix(report: string): string[] {
  const { text, faults } = pageOf(report)
  if (faults.length === 0) writeFileSync(resolve(root, PAGE), text)
  return faults
}

/** A sentence when the committed page has other rows or versions than these tests. Times and sizes may differ. */
export function staleMatrix(report: string): string[] {
  const { text, faults } = pageOf(report)
  if (faults.length > 0) return faults
  const page = resolve(root, PAGE)
  const same = existsSync(page) && withoutFigures(readFileSync(page, 'utf8')) === withoutFigures(text)
  return same ? [] : [`${PAGE} has other rows or versions than the tests. Run: npm run matrix`]
}

function withoutFigures(page: string): string {
  return page.replaceAll(/[\d.,]+ (s|kB)\b/g, '$1')
}

function pageOf(report: string): { text: string; faults: string[] } {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const tests = testResults
    .filter(({ name }) => name.includes('/e2e/taro/'))
    .flatMap(({ assertionResults }) => assertionResults)
  const failed = tests.filter(({ status }) => status === 'failed')
  const faults = failed.map(({ title }) => `"${title}" failed, so the matrix shows nothing`)
  const rows = tests.flatMap(({ meta }) => meta?.matrix ?? []).toSorted((a, b) => a.id.localeCompare(b.id))
  if (rows.length === 0) faults.push('No test of e2e/taro made a row of the matrix')
  return { text: pageWith(rows), faults }
}

function pageWith(rows: readonly Row[]): string {
  const versions = installedVersions('examples/taro-app')
  const line = (...cells: string[]) => `| ${cells.join(' | ')} |\n`
  let page = `# What was built, and ran\n\n${NOTE}\n\n`
  page +=
    'Each row is a real build by Taro’s own command line (for React Native by Metro under Taro’s own preset) of ' +
    '[the example app](../../examples/taro-app), or of a new project as `taro init` makes it with the documented ' +
    'examples pasted in. Its output then ran against a real server, through the dialog, a refusal, the list and the ' +
    'settings; in browsers a device rang the example app too. Times are of one run on a machine with two cores. ' +
    '“Adds” is what both functions with the dialog add to the scripts that a new project loads, each compressed with ' +
    'gzip.\n\n'
  page += line('platform', 'bundler', 'build', 'plugin', 'ran in', 'time', 'adds')
  page += line('---', '---', '---', '---', '---', '---:', '---:')
  for (const { platform, bundler, build, plugin, ran, seconds, bytes } of rows) {
    const adds = bytes === undefined ? '' : `${(bytes / 1000).toFixed(1)} kB`
    page += line(platform, bundler, build, plugin, ran, `${seconds.toFixed(1)} s`, adds)
  }
  page +=
    '\n“installed” is the package as npm would publish it, “linked” a symbolic link to its folder, “local” its path in '
  page += '`plugins`.\n\n## Versions\n\n'
  for (const table of [versions, installedVersions('e2e/taro/rn')]) {
    page += line('package', 'version') + line('---', '---')
    for (const [name, version] of table) page += line(`\`${name}\``, version)
    if (table === versions) page += '\nFor React Native:\n\n'
  }
  return page
}

/** Those of a project's lock file, which is what the matrix installs. */
function installedVersions(project: string): [string, string][] {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(resolve(root, project, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>
  const shown =
    /^(@tarojs\/|babel-preset-taro$|react(-native)?$|hermes-|metro$|vue$|webpack$|vite$|typescript$)/
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name]) => shown.test(name))
    .toSorted(([a], [b]) => a.localeCompare(b))
}

/** `docs/compatibility.md`, made from a run of the tests in `e2e/compatibility`. */

import { readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type Claims, compatibilityPage, faultsOfPage, type Shown } from '../../e2e/compatibility/lib/page.ts'
import { SURFACE } from '../../e2e/compatibility/surface/index.ts'

const root = resolve(import.meta.dirname, '../..')
const PAGE = 'docs/compatibility.md'

/** What Vitest's JSON reporter writes, as far as this looks. */
interface Report {
  testResults: {
    name: string
    assertionResults: { title: string; status: string; meta?: { covers?: Claims } }[]
  }[]
}

/** Writes the page. @param report path of the JSON report @returns a sentence for each fault */
export function writeCompatibility(report: string): string[] {
  const { text, faults } = pageOf(report)
  if (faults.length === 0) writeFileSync(resolve(root, PAGE), text)
  return faults
}

/** A sentence for each way in which the committed page is not what these tests show. */
export function staleCompatibility(report: string): string[] {
  const { text, faults } = pageOf(report)
  if (faults.length > 0) return faults
  return committed() === text ? [] : [`${PAGE} is not what the tests show now. Run: npm run compatibility`]
}

/** The same, as far as it can be seen without running a test: for `npm run check`. */
export function faultsOfCompatibility(): string[] {
  return faultsOfPage(SURFACE, committed()).map((fault) => `${PAGE}: ${fault}. Run: npm run compatibility`)
}

function committed(): string {
  return readFileSync(resolve(root, PAGE), 'utf8')
}

function pageOf(report: string): { text: string; faults: string[] } {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const tests = testResults
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .flatMap(({ name, assertionResults }) =>
      assertionResults.map(
        ({ title, status, meta }): Shown => ({
          name: title,
          file: relative(root, name),
          passed: status === 'passed',
          claims: meta?.covers ?? {},
        }),
      ),
    )
    .filter(({ file }) => file.startsWith('e2e/compatibility/'))
  return compatibilityPage(SURFACE, tests)
}

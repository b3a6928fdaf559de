/** Makes `docs/compatibility.md` of what the tests said, and finds rows that no test speaks of. */

import type { Section } from '../surface/section.ts'

/** What one test says of some rows, by their ids. */
export type Claims = Record<string, { verdict: 'same' | 'different' | 'absent'; note?: string }>

/** One test that ran. */
export interface Shown {
  name: string
  /** Path in this repository. */
  file: string
  passed: boolean
  claims: Claims
}

const VERDICT = { same: 'same', different: 'different', absent: 'not there' }
const NOTE = '<!-- Made by `npm run compatibility` from a test run. Do not edit. -->'

interface Row extends Shown {
  verdict: keyof typeof VERDICT
  note: string | undefined
}

/** The page, and a sentence for each fault: a row without a test, two tests that disagree, a test that failed. */
export function compatibilityPage(
  surface: readonly Section<string>[],
  tests: readonly Shown[],
): { text: string; faults: string[] } {
  const faults: string[] = []
  const shown = new Map<string, Row>()
  for (const test of tests) {
    if (!test.passed) faults.push(`${test.file}: "${test.name}" failed, so it shows nothing`)
    for (const [id, claim] of Object.entries(test.claims)) {
      const before = shown.get(id)
      if (!before) shown.set(id, { ...test, verdict: claim.verdict, note: claim.note })
      else if (before.verdict !== claim.verdict) {
        faults.push(`${id} is ${before.verdict} in "${before.name}" and ${claim.verdict} in "${test.name}"`)
      }
    }
  }
  const ids = surface.flatMap(({ rows }) => Object.keys(rows))
  faults.push(...ids.filter((id) => !shown.has(id)).map((id) => `${id} has no test`))
  return { text: pageOf(surface, shown, ids), faults }
}

function pageOf(surface: readonly Section<string>[], shown: ReadonlyMap<string, Row>, ids: string[]): string {
  const count = (verdict: Row['verdict']) => ids.filter((id) => shown.get(id)?.verdict === verdict).length
  let page = `# Compatibility with WeChat\n\n${NOTE}\n\n`
  page +=
    'What WeChat’s public pages name of calls between devices and Mini Programs, and how Callgrant has it. Each row ' +
    'names the test in `e2e/compatibility` that shows it: nothing here is a promise.\n\n'
  page += `Of ${ids.length} rows ${count('same')} are the same, ${count('different')} are different, ${count('absent')} are not there.\n`
  for (const { title, rows } of surface) {
    page += `\n## ${title}\n\n${line('row', 'in WeChat', 'here', 'shown by')}${line('---', '---', '---', '---')}`
    for (const [id, meaning] of Object.entries(rows)) {
      const row = shown.get(id)
      page += line(`\`${id}\``, meaning, row ? verdictOf(row) : '', row ? `${row.name} (${fileOf(row)})` : '')
    }
  }
  return page
}

const verdictOf = ({ verdict, note }: Row) => (note ? `**${VERDICT[verdict]}**: ${note}` : VERDICT[verdict])
const fileOf = ({ file }: Row) => file.replace(/^.*\//, '').replace('.test.ts', '')
const line = (...cells: string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`

/**
 * What can be seen of a committed page without running a test: that it has exactly these rows, with these meanings,
 * and a test for each.
 */
export function faultsOfPage(surface: readonly Section<string>[], text: string): string[] {
  const rows = new Map(
    [...text.matchAll(/^\| `(.+?)` \| (.*) \|$/gm)].map(([, id = '', rest = '']) => [
      id,
      rest.split(/ (?<!\\)\| /),
    ]),
  )
  const wanted = new Map(surface.flatMap(({ rows }) => Object.entries(rows)))
  return [
    ...[...wanted].flatMap(([id, meaning]) => {
      const row = rows.get(id)
      if (!row) return [`${id} is not in the page`]
      if (row[0] !== meaning.replaceAll('|', '\\|')) return [`${id} has another meaning now`]
      return row[1] ? [] : [`${id} has no test`]
    }),
    ...[...rows.keys()]
      .filter((id) => !wanted.has(id))
      .map((id) => `${id} is in the page, but not in surface`),
  ]
}

import { expect, test } from 'vitest'
import { compatibilityPage, faultsOfPage, type Shown } from './page.ts'

const surface = [{ title: 'Codes', rows: { 'code.1': 'a | b', 'code.2': 'second' } }]
const shows = (name: string, claims: Shown['claims'], passed = true): Shown => ({
  name,
  file: 'e2e/compatibility/codes.test.ts',
  passed,
  claims,
})

test('a row has its verdict, the note and the test that shows it', () => {
  const { text, faults } = compatibilityPage(surface, [
    shows('answers one', { 'code.1': { verdict: 'same' } }),
    shows('answers two', { 'code.2': { verdict: 'absent', note: 'nobody is charged' } }),
  ])
  expect(faults).toEqual([])
  expect(text).toContain('| `code.1` | a \\| b | same | answers one (codes) |\n')
  expect(text).toContain('| `code.2` | second | **not there**: nobody is charged | answers two (codes) |\n')
  expect(text).toContain('Of 2 rows 1 are the same, 0 are different, 1 are not there.')
  expect(faultsOfPage(surface, text)).toEqual([])
})

test('a row without a test, a test that failed and two that disagree are faults', () => {
  const { faults } = compatibilityPage(surface, [
    shows('answers one', { 'code.1': { verdict: 'same' } }),
    shows('answers one otherwise', { 'code.1': { verdict: 'absent', note: 'why' } }, false),
  ])
  expect(faults).toEqual([
    'e2e/compatibility/codes.test.ts: "answers one otherwise" failed, so it shows nothing',
    'code.1 is same in "answers one" and absent in "answers one otherwise"',
    'code.2 has no test',
  ])
})

test('a page that was made before a row changed is found without running a test', () => {
  const { text } = compatibilityPage(surface, [shows('answers one', { 'code.1': { verdict: 'same' } })])
  expect(faultsOfPage(surface, text)).toEqual(['code.2 has no test'])
  expect(faultsOfPage([{ title: 'Codes', rows: { 'code.1': 'changed', 'code.3': 'new' } }], text)).toEqual([
    'code.1 has another meaning now',
    'code.3 is not in the page',
    'code.2 is in the page, but not in surface',
  ])
})

/** The short form of `npm run networks`; the whole of it takes minutes. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { hasChromium } from '../lib/chromium.ts'
import { linksPossible } from './space.ts'

const command = ['--conditions=callgrant-source', `${import.meta.dirname}/main.ts`]
const possible = hasChromium && !('missing' in linksPossible())

test.skipIf(!possible)(
  'a call survives a cut of 5 s in a network namespace (C6, C15)',
  { timeout: 180_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [...command, '--short', '--json'])
    const [result] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(result).toMatchObject({ scenario: 'cut of 5 s, one side', faults: [] })
    expect(result.connection).toContain('reconnecting')
  },
)

test('says how it is used', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [...command, '--help'])
  expect(stdout).toContain('npm run networks')
})

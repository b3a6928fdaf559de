import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SDK } from './version.ts'

test('says the version of the package with each consent (B3)', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(SDK).toBe(`callgrant-sdk/${version}`)
})

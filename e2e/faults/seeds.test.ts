/** The seeded faults fit the sources: each is one line that is there, once. A run of `npm run faults` finds what they do. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { nodeFlagsOf, SEEDS } from './seeds.ts'

const SOURCES = resolve(import.meta.dirname, '../../packages/server/src')

it.each(Object.entries(SEEDS))('%s: the line that it replaces is there, once', (_, { file, line }) => {
  // Where a change of the server moved it, the seed follows.
  expect(readFileSync(resolve(SOURCES, file), 'utf8').split(line)).toHaveLength(2)
})

it('a node without one is started as ever, and an unknown one is an error', () => {
  expect(nodeFlagsOf(undefined)).toEqual([])
  expect(() => nodeFlagsOf('none')).toThrow(RangeError)
})

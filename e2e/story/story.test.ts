/** The short form of `npm run story`. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tellStory } from './story.ts'

it('a back end hears of everything within a second, misses nothing, and a forgotten person leaves no trace (B2, B3)', async () => {
  const lines: string[] = []
  const faults = await tellStory({ awayMs: 500, say: (line) => lines.push(line) })
  expect(faults, lines.join('\n')).toEqual([])
  expect(lines.filter((line) => line.startsWith('✓')).length).toBeGreaterThan(25)
}, 180_000)

it('says what it does, and what is wrong with its options', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [
      '--conditions=callgrant-source',
      join(import.meta.dirname, 'main.ts'),
      ...args,
    ])
  expect(String(run('--help').stdout)).toContain('npm run story')
  expect(run('--away', 'long').status).toBe(2)
})

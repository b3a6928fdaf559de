/** The short form of `npm run abuse`, as part of `npm test`. */

import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const run = (...args: string[]) =>
  spawnSync(
    process.execPath,
    ['--conditions=callgrant-source', join(import.meta.dirname, 'main.ts'), ...args],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  )

it('no attack breaks a bound: memory, health, people who come in, and no answer of 5xx', () => {
  const { status, stdout, stderr } = run()
  expect(status, stdout + stderr).toBe(0)
  // It measured something: a process has more than 30 MB.
  expect(stdout).toMatch(/memory \d{2,} MB → \d{2,} MB/)
  expect(stdout).toMatch(/^\d{2} held, 0 broken$/m)
}, 240_000)

it('says what it can do, and refuses what it does not know', () => {
  expect(run('--help').stdout).toContain('--long')
  expect(run('--list').stdout.split('\n').length).toBeGreaterThan(10)
  const { status, stderr } = run('no such attack')
  expect([status, stderr]).toEqual([2, expect.stringContaining('--list')])
})

/** The short form of `npm run faults`, as part of CI, and a shorter one elsewhere; and each seeded fault of the product, which it must find. */

import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasNats } from '../../scripts/lib/nats.ts'
import { SEEDS } from './seeds.ts'

const ROOT = resolve(import.meta.dirname, '../..')
/** Of the run without a seeded fault. On a developer's machine it is shorter: the whole takes minutes. */
const SIZE =
  process.env.CALLGRANT_REQUIRE_ALL === '1'
    ? { operations: 20_000, faults: 60 }
    : { operations: 4_000, faults: 12 }
/** On an idle machine two minutes, and ten seconds for a seeded fault. */
const LONG = { timeout: 1_200_000 }

interface Line {
  operations: number
  faults: number
  acknowledged: number
  lost: number
  callsAfterRefusal: number
  halfOpen: number
  eventsLost: number
  violations: number
}

async function faults(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const program = ['--conditions=callgrant-source', join(import.meta.dirname, 'main.ts')]
  const child = spawn(process.execPath, [...program, ...args], { cwd: ROOT })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, out, err }
}
const lineOf = (out: string) => JSON.parse(out.trim().split('\n').at(-1) ?? '') as Line

describe.skipIf(!hasNats())('three nodes under faults', LONG, () => {
  it('lose nothing that was acknowledged, and leave no call half open (A7, C6, C8, C9, C15, B2)', async () => {
    const { code, out, err } = await faults(
      ...['--json', '--operations', String(SIZE.operations), '--faults', String(SIZE.faults)],
    )
    expect(code, out + err).toBe(0)
    const line = lineOf(out)
    expect(line).toMatchObject({ lost: 0, callsAfterRefusal: 0, halfOpen: 0, eventsLost: 0, violations: 0 })
    expect(line.operations).toBeGreaterThanOrEqual(SIZE.operations)
    expect(line.faults).toBeGreaterThanOrEqual(SIZE.faults)
    // Most of it got through.
    expect(line.acknowledged).toBeGreaterThan(line.operations / 4)
  })

  it.each(Object.entries(SEEDS))('the checker finds: %s', async (product, { found }) => {
    const { code, out, err } = await faults(
      ...['--json', '--operations', '1500', '--faults', '0', '--product', product],
    )
    expect(code, out + err).toBe(1)
    expect(lineOf(out)[found], out + err).toBeGreaterThan(0)
  })
})

it('says what it can do, and refuses what it does not know', async () => {
  expect((await faults('--help')).out).toContain('--long')
  expect(await faults('--faults', 'many')).toMatchObject({
    code: 2,
    err: '--faults should be a whole number. See --help.\n',
  })
  expect(await faults('--product', 'none')).toMatchObject({ code: 2 })
})

/** A store that grows: the time of a check, and its size on disk, with many grants beside few, in one run. */

import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bench } from 'tinybench'
import { type Database, openStore } from '../packages/server/src/store/store.ts'
import { fillPeople } from './people.ts'
import { type Suite, sideBySide } from './suite.ts'

const FEW = 10_000
/** `CALLGRANT_BENCH_GRANTS=10000000` takes about 4 GB and three minutes. */
const MANY = Number(process.env.CALLGRANT_BENCH_GRANTS ?? 1_000_000)

export const suite: Suite = {
  name: 'growth',
  bare: `the same with ${FEW.toLocaleString('en')} grants`,
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
    const stores = { ours: await grown(folder, MANY), bare: await grown(folder, FEW) }
    const bench = new Bench({ time: 2000 })
    for (const [name, { store, count }] of Object.entries(stores)) {
      let at = 0
      bench.add(name, async () => {
        // A stride that visits everybody, so that the page cache is used as a server would use it.
        at = (at + 7919) % count
        const found = await store.consent.effective('app', `p${at}`, 'm_door', `door-${at}`, Date.now)
        if (!found.allowed) throw new Error('refused')
      })
    }
    const { ours, bare } = await sideBySide(bench, async () => {
      for (const { store } of Object.values(stores)) await store.close()
    })
    const sizes = { ours: await bytesEach(stores.ours), bare: await bytesEach(stores.bare) }
    await rm(folder, { recursive: true })
    const grants = `${MANY.toLocaleString('en')} grants`
    return [
      { name: `check with ${grants}, SQLite`, ours: 1000 / ours, bare: 1000 / bare, unit: 'ms' },
      { name: `disk for each grant, person and device, ${grants}`, ...sizes, unit: 'KB' },
    ]
  },
}

interface Grown {
  store: Database
  path: string
  count: number
}

async function grown(folder: string, count: number): Promise<Grown> {
  const path = join(folder, `${count}.db`)
  const store = await openStore(`sqlite:${path}`)
  await fillPeople(store, 'app', count)
  return { store, path, count }
}

async function bytesEach({ path, count }: Grown): Promise<number> {
  return (await stat(path)).size / count / 1000
}

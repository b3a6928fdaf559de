/**
 * `npm run bench`: what Callgrant adds to the bare limit of what it stands on, measured side by side in one run.
 * Figures are operations a second; trust the ratios, and of those only what is over 1.5.
 *
 * @example npm run bench            // all
 * @example npm run bench -- check   // one
 */

import { arch, cpus, platform, totalmem } from 'node:os'
import type { Bench } from 'tinybench'

/** One comparison: the tasks `ours` and `bare` of one tinybench run. */
export interface Suite {
  name: string
  ours: string
  bare: string
  /** Makes ready, and returns the bench and what to close. */
  prepare(): Promise<{ bench: Bench; close(): Promise<void> }>
}

const SUITES = ['ticket', 'check', 'http', 'ring', 'relay'] as const

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !SUITES.includes(name as (typeof SUITES)[number]))
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}. There are: ${SUITES.join(', ')}.`)
  process.exit(2)
}

const [cpu] = cpus()
console.log(
  `${cpu?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`,
)
console.log(`Node ${process.version}; each side about a second, in turn, in one process\n`)

const rows: Record<string, object> = {}
for (const name of SUITES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { suite }: { suite: Suite } = await import(`./${name}.ts`)
  process.stderr.write(`${suite.name} …\n`)
  const { bench, close } = await suite.prepare()
  await bench.run()
  await close()
  const perSecond = (task: 'ours' | 'bare') => {
    const result = bench.getTask(task)?.result
    if (result?.state !== 'completed') throw new Error(`${suite.name}, ${task}: did not complete`)
    return { ops: result.throughput.mean, p99: result.latency.p99 ?? Number.NaN }
  }
  const ours = perSecond('ours')
  const bare = perSecond('bare')
  rows[suite.name] = {
    'ours/s': Math.round(ours.ops),
    'ours p99 ms': Number(ours.p99.toFixed(3)),
    'bare/s': Math.round(bare.ops),
    'bare ÷ ours': Number((bare.ops / ours.ops).toFixed(2)),
    against: suite.bare,
  }
}
console.table(rows)

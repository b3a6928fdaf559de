/**
 * `npm run faults`: people and devices ask, switch, ring, answer and hang up on three nodes, while nodes are killed and
 * paused, links are cut, PostgreSQL and NATS restart and fail over, a disk is full and a clock moves. Afterwards a
 * checker reads what everybody was told, and what the store has. Ends with 1 when something is at odds with the rules.
 */

import { parseArgs } from 'node:util'
import { ensureNats } from '../../scripts/lib/nats.ts'
import { Progress } from '../../scripts/lib/progress.ts'
import { type Report, run } from './run.ts'
import { SEEDS } from './seeds.ts'

const HELP = `npm run faults -- [options]

Three nodes on PostgreSQL with a standby and NATS, each a process of its own, under load and faults.

  --long            ten times as much: 200,000 operations and 600 faults
  --operations <n>  at least so many. Default 20,000
  --faults <n>      at least so many. Default 60
  --households <n>  people, each with a phone and two doors. Default 24
  --seed <n>        what happens, and to whom, as in an earlier run; when, and so what comes of it, differs
  --product <name>  with this fault in the product, to see that it is found. Names:
${Object.keys(SEEDS)
  .map((name) => `                      ${name}`)
  .join('\n')}
  --json            one line at the end for machines
  --help            this text

Ctrl+C ends the load, and checks what happened so far; once more ends it at once.

Examples
  npm run faults
  npm run faults -- --long --json
  npm run faults -- --operations 3000 --faults 0 --product "a call is placed without consent"
`
const SHOWN = 10

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    operations: { type: 'string' },
    faults: { type: 'string' },
    households: { type: 'string', default: '24' },
    seed: { type: 'string' },
    product: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
/** Ctrl+C: it is enough. Once more, or another signal: what was started ends with this process, and is removed. */
const enough = new AbortController()
process.on('SIGINT', () => (enough.signal.aborted ? process.exit(130) : enough.abort()))
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
if (values.help) process.stdout.write(HELP)
else process.exitCode = await main()
process.exit()

async function main(): Promise<number> {
  const times = values.long ? 10 : 1
  const number = (text: string | undefined, otherwise: number) => Number(text ?? otherwise)
  const seed = number(values.seed, Date.now() % 2 ** 31)
  const faults = number(values.faults, 60 * times)
  const numbers = {
    seed,
    faults,
    operations: number(values.operations, 20_000 * times),
    households: number(values.households, 24),
  }
  const wrong = Object.entries(numbers).find(([, value]) => !Number.isInteger(value) || value < 0)
  if (wrong) return usage(`--${wrong[0]} should be a whole number.`)
  const { product } = values
  if (product !== undefined && !Object.hasOwn(SEEDS, product)) return usage(`There is no fault "${product}".`)
  const nats = ensureNats()
  if ('reason' in nats) return usage(nats.reason)

  const progress = new Progress(process.stderr)
  progress.begin('faults')
  const report = await run({
    ...numbers,
    nodes: faults > 0 ? 3 : 1,
    standbys: faults > 0 ? (values.long ? 3 : 1) : 0,
    thinkMs: 150,
    signal: enough.signal,
    ...(product !== undefined && { seeded: product }),
    onProgress: (words) => progress.note('faults', words),
  })
  progress.end('faults')
  return show(report, seed)
}

function show(report: Report, seed: number): number {
  const { operations, acknowledged, unknown, seconds, faults, violations, skipped } = report
  const { lost, callsAfterRefusal, halfOpen, eventsLost, endedEarly, other } = violations
  const happened = Object.values(faults).reduce((sum, times) => sum + times, 0)
  const all = Object.values(violations).flat().length
  const out = values.json ? process.stderr : process.stdout
  for (const [name, times] of Object.entries(faults)) out.write(`${String(times).padStart(4)} × ${name}\n`)
  for (const line of skipped) out.write(`skipped: ${line}\n`)
  const kinds = { lost, callsAfterRefusal, halfOpen, eventsLost, endedEarly, other }
  for (const [kind, lines] of Object.entries(kinds)) {
    for (const line of lines.slice(0, SHOWN)) out.write(`✗ ${kind}: ${line}\n`)
    if (lines.length > SHOWN) out.write(`✗ ${kind}: ${lines.length - SHOWN} more\n`)
  }
  out.write(
    `${operations} operations in ${Math.round(seconds)} s, ${acknowledged} acknowledged, ${unknown} of which nothing is ` +
      `known; ${happened} faults; ${all} violations; seed ${seed}\n`,
  )
  if (values.json) {
    const line = {
      operations,
      faults: happened,
      acknowledged,
      lost: lost.length,
      callsAfterRefusal: callsAfterRefusal.length,
      halfOpen: halfOpen.length,
      eventsLost: eventsLost.length,
      violations: all,
      seed,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  return all > 0 ? 1 : 0
}

function usage(words: string): number {
  process.stderr.write(`${words} See --help.\n`)
  return 2
}

/**
 * `npm run bench`: what Callgrant adds to the bare limit of what it stands on, measured side by side in one run.
 * Trust the ratios, and of those only what is over 1.5.
 *
 * @example npm run bench            // all
 * @example npm run bench -- check   // one
 * @example npm run bench -- calls --json // one line a row: `ours`, `peer`, `ratio` (ours to the peer's)
 */

import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import type { Measured, Suite } from './suite.ts'

const SUITES = [
  'ticket',
  'check',
  'check-peers',
  'check-postgres',
  'http',
  'ring',
  'relay',
  'idle',
  'calls',
  'webhooks',
  'kamailio',
  'growth',
  'lists',
  'start',
] as const

const { values, positionals: wanted } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = wanted.filter((name) => !SUITES.includes(name as (typeof SUITES)[number]))
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}. There are: ${SUITES.join(', ')}.`)
  process.exit(2)
}

const [cpu] = cpus()
const machine = `${cpu?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}, Node ${process.version}`
const load = () => Number(loadavg()[0]?.toFixed(1))
const say = (text: string) => values.json || console.log(text)
say(`${machine}, load ${load()}\n`)
say('| | times the bare | ours | bare | ours, slowest of 100 | against |')
say('| --- | ---: | ---: | ---: | ---: | --- |')
for (const name of SUITES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { suite }: { suite: Suite } = await import(`./${name}.ts`)
  process.stderr.write(`${suite.name} …\n`)
  const measured = await suite.measure((row) => print(suite, row))
  if ('leftOut' in measured) {
    process.stderr.write(`Left out: ${suite.name}: ${measured.leftOut}\n`)
    continue
  }
  for (const row of Array.isArray(measured) ? measured : [measured]) print(suite, row)
}
// What a suite has left open must not keep this waiting.
process.exit(0)

function print(
  suite: Suite,
  { name = suite.name, against = suite.bare, ours, bare, unit, p99 }: Measured,
): void {
  const times = unit === '/s' ? bare / ours : ours / bare
  if (values.json) {
    const figures = { ours: short(ours), peer: short(bare), ratio: short(ours / bare) }
    console.log(JSON.stringify({ name, unit, ...figures, against, machine, load: load() }))
    return
  }
  const slowest = p99 === undefined ? '' : `${round(p99)} ms`
  say(
    `| ${name} | **${times.toFixed(1)}** | ${round(ours)} ${unit} | ${round(bare)} ${unit} | ${slowest} | ${against} |`,
  )
}

function short(figure: number): number {
  return Number(figure.toPrecision(3))
}

function round(figure: number): string {
  return Number(figure.toPrecision(2)).toLocaleString('en')
}

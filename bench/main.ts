/**
 * `npm run bench`: what Callgrant adds to the bare limit of what it stands on, measured side by side in one run.
 * Trust the ratios, and of those only what is over 1.5.
 *
 * @example npm run bench            // all
 * @example npm run bench -- check   // one
 */

import { arch, cpus, platform, totalmem } from 'node:os'
import type { Suite } from './suite.ts'

const SUITES = ['ticket', 'check', 'check-postgres', 'http', 'ring', 'relay', 'idle'] as const

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
console.log(`Node ${process.version}; each side 0.8 s, in turn, in one process\n`)

const lines = [
  '| | times the bare | ours | bare | ours, slowest of 100 | against |',
  '| --- | ---: | ---: | ---: | ---: | --- |',
]
for (const name of SUITES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { suite }: { suite: Suite } = await import(`./${name}.ts`)
  process.stderr.write(`${suite.name} …\n`)
  const measured = await suite.measure()
  if ('leftOut' in measured) {
    console.log(`Left out: ${suite.name}: ${measured.leftOut}\n`)
    continue
  }
  const { ours, bare, unit, p99 } = measured
  const times = unit === '/s' ? bare / ours : ours / bare
  const cells = [
    suite.name,
    `**${times.toFixed(1)}**`,
    `${round(ours)} ${unit}`,
    `${round(bare)} ${unit}`,
    p99 === undefined ? '' : `${round(p99)} ms`,
    suite.bare,
  ]
  lines.push(`| ${cells.join(' | ')} |`)
}
console.log(lines.join('\n'))

function round(figure: number): string {
  return Number(figure.toPrecision(2)).toLocaleString('en')
}

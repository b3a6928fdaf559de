/**
 * `npm run abuse`: attacks a server, started for it as a process of its own, and prints one line for each attack: its
 * memory before and after, the most of it meanwhile, and whether /healthz and /readyz were answered. Ends with 1 when a
 * bound was broken.
 */

import { parseArgs } from 'node:util'
import { type Attack, Broken, type Scenario } from './scenario.ts'
import { fill } from './scenarios/fill.ts'
import { floods } from './scenarios/floods.ts'
import { large } from './scenarios/large.ts'
import { lockOut } from './scenarios/lock-out.ts'
import { malformed } from './scenarios/malformed.ts'
import { slow } from './scenarios/slow.ts'
import { startTarget, type Target } from './target.ts'
import { Wire } from './wire.ts'

/** Every attack, one file a kind. */
const SCENARIOS: Scenario[] = [...floods, ...lockOut, ...fill, ...large, ...malformed, ...slow]

/** How much more memory the server may take during one attack, garbage that is not collected yet included, in bytes. */
const GROWTH_MAX = 250_000_000
/** How long /healthz and /readyz may take under attack, on a busy machine, in milliseconds. */
const HEALTH_MS = 12_000

const HELP = `npm run abuse -- [options] [words of a scenario's name]

Attacks a server that it starts, and says for each attack what came of it.

  --long   everything, also what must wait for time-outs; a million malformed inputs
  --minutes N  no more than so many for the malformed inputs (20)
  --json   one JSON object a line
  --list   only names the attacks
  --help   this text

A bound that was broken makes it end with 1. CALLGRANT_ABUSE_SEED makes malformed inputs again.
`

interface Result {
  name: string
  ok: boolean
  /** What happened, or which bound was broken. */
  words: string
  seconds: number
  /** Resident memory of the server, in bytes. */
  memory: { before: number; after: number; peak: number }
  health: { asked: number; failed: number; slowestMs: number }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const chosen = SCENARIOS.filter(
  ({ name, longOnly }) =>
    (values.long || !longOnly) &&
    positionals.every((word) => name.toLowerCase().includes(word.toLowerCase())),
)

const minutes = Number(values.minutes)

if (values.help) process.stdout.write(HELP)
else if (values.list) for (const { name } of chosen) process.stdout.write(`${name}\n`)
else if (!(minutes > 0)) {
  process.stderr.write('--minutes takes a number over 0.\n')
  process.exitCode = 2
} else if (chosen.length === 0) {
  process.stderr.write(
    'No attack has all of these words in its name. `npm run abuse -- --list` names them.\n',
  )
  process.exitCode = 2
} else await runAll()

async function runAll(): Promise<void> {
  let broken = 0
  const attackAll = async (scenarios: Scenario[]) => {
    const flags = scenarios[0]?.flags
    let target = await startTarget(flags)
    try {
      for (const scenario of scenarios) {
        const result = await run(scenario, target)
        if (!result.ok) broken++
        process.stdout.write(`${values.json ? JSON.stringify(result) : line(result)}\n`)
        if (!target.running()) target = await startTarget(flags)
      }
    } finally {
      await target.stop()
    }
  }
  const servers = Map.groupBy(chosen, ({ flags = [], server = '' }) => [server, ...flags].join(' '))
  await Promise.all([...servers.values()].map(attackAll))
  if (!values.json) process.stdout.write(`${chosen.length - broken} held, ${broken} broken\n`)
  process.exitCode = broken > 0 ? 1 : 0
}

async function run(scenario: Scenario, target: Target): Promise<Result> {
  const wire = new Wire(target)
  const attack: Attack = { target, wire, long: values.long, minutes }
  const began = performance.now()
  const before = target.memory()
  const watching = target.watch()
  const faults: string[] = []
  let words = ''
  try {
    words = await scenario.run(attack)
  } catch (error) {
    if (!(error instanceof Broken) && target.running()) throw error
    faults.push((error as Error).message)
  }
  wire.close()
  const { peak, asked, failed, slowestMs } = await watching.stop()
  if (!target.running()) faults.push('the server ended')
  const after = target.running() ? target.memory() : 0
  if (peak - before > GROWTH_MAX) faults.push(`memory grew by ${megabytes(peak - before)}`)
  if (failed > 0) faults.push(`/healthz or /readyz failed ${failed} of ${asked} times`)
  if (slowestMs > HEALTH_MS) faults.push(`/healthz or /readyz took ${Math.round(slowestMs)} ms`)
  return {
    name: scenario.name,
    ok: faults.length === 0,
    words: faults.length > 0 ? faults.join('; ') : words,
    seconds: (performance.now() - began) / 1000,
    memory: { before, after, peak },
    health: { asked, failed, slowestMs },
  }
}

function line({ name, ok, words, seconds, memory, health }: Result): string {
  const { before, after, peak } = memory
  return [
    `${ok ? '✓' : '✗'} ${name}: ${words};`,
    `memory ${megabytes(before)} → ${megabytes(after)}, at most ${megabytes(peak)};`,
    `health answered in ${Math.round(health.slowestMs)} ms; ${seconds.toFixed(1)} s`,
  ].join(' ')
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}

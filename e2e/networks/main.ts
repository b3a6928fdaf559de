/**
 * `npm run networks`: a call on bad networks, with a bare pair of peer connections beside it, in network namespaces.
 * Ends with 1 when a call was lost, told wrongly, or stood still for too long; with 2 when this machine cannot do it.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { ensureChromium } from '../../scripts/lib/chromium.ts'
import { type Result, runScenarios } from './run.ts'
import { SCENARIOS, SHORT } from './scenarios.ts'
import { linksPossible, openSpace, type Space } from './space.ts'

const HELP = `npm run networks -- [--json] [--short] [--only TEXT]

A call between two Chromiums in network namespaces, and beside it a bare pair of peer connections that nobody restarts.
Says for how long the picture stood still while the network was bad: at most 2.5 s longer than the cut, or than the bare
pair's, which a browser and a busy machine hold up as well. And which share of the sound was made up. About five minutes.
Needs Linux, root, iproute2, Chromium, and tc with sch_netem or python3 with /dev/net/tun.

  --json       one JSON object a line
  --short      the first scenario alone
  --only TEXT  scenarios whose name contains TEXT
  --help       this`

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
    /** Of the process inside the namespaces: their prefixes, as JSON. */
    inside: { type: 'string' },
  },
})
const scenarios = (values.short ? SHORT : SCENARIOS).filter(({ name }) => name.includes(values.only))

if (values.help) process.stdout.write(`${HELP}\n`)
else if (values.inside) await runInside(JSON.parse(values.inside))
else await runOutside()

/** Makes the namespaces, and runs itself in that of the internet, where the server is. */
async function runOutside(): Promise<void> {
  const possible = linksPossible()
  const browser = ensureChromium()
  if ('missing' in possible) return giveUp(possible.missing)
  if (!('path' in browser)) return giveUp(browser.reason)
  const space = await openSpace(possible.kind)
  const stop = () => void space.close().then(() => process.exit(130))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const [command = '', ...before] = space.inside('internet')
    const inside = JSON.stringify({ phone: space.inside('phone'), device: space.inside('device') })
    const args = [...process.execArgv, import.meta.filename, ...process.argv.slice(2), '--inside', inside]
    const child = spawn(command, [...before, process.execPath, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, CHROMIUM_PATH: browser.path },
    })
    const results: Result[] = []
    if (!values.json)
      process.stdout.write(`links: ${space.kind === 'tun' ? 'TUN devices, in user space' : 'tc netem'}\n`)
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line)
      if (said.ask) {
        await obey(space, said.ask)
        child.stdin.write('done\n')
      } else results.push(said)
      if (said.scenario) process.stdout.write(values.json ? `${line}\n` : `${row(said)}\n`)
    }
    if (child.exitCode === null) await once(child, 'exit')
    if (child.exitCode !== 0 || results.some(({ faults }) => faults.length > 0)) process.exitCode = 1
  } finally {
    await space.close()
  }
}

/** Inside, the networks are changed by asking the process outside. */
async function runInside(inside: { phone: string[]; device: string[] }): Promise<void> {
  const answers = createInterface({ input: process.stdin })
  const ask = async (what: unknown[]) => {
    process.stdout.write(`${JSON.stringify({ ask: what })}\n`)
    await once(answers, 'line')
  }
  const space: Space = {
    kind: 'tun',
    inside: (where) => (where === 'internet' ? [] : inside[where]),
    set: (link, settings) => ask(['set', link, settings]),
    changeAddress: () => ask(['changeAddress']),
    restoreAddress: () => ask(['restoreAddress']),
    close: async () => {},
  }
  for await (const result of runScenarios(space, scenarios))
    process.stdout.write(`${JSON.stringify(result)}\n`)
  answers.close()
}

async function obey(space: Space, [what, ...given]: [string, ...unknown[]]): Promise<void> {
  if (what === 'set') await space.set(...(given as Parameters<Space['set']>))
  else if (what === 'changeAddress') await space.changeAddress()
  else await space.restoreAddress()
}

function giveUp(reason: string): void {
  process.stderr.write(`The networks cannot be made here: ${reason}.\n`)
  process.exitCode = 2
}

/** One line of the table. */
function row({ scenario, freezeMs, concealed, connection, faults }: Result): string {
  const seconds = (ms: number | null) => (ms === null ? 'never back' : `${(ms / 1000).toFixed(1)} s`)
  const [phone = null, device = null] = freezeMs.call
  const [barePhone = null, bareDevice = null] = freezeMs.bare
  const percent = (shares: number[]) => shares.map((share) => `${(share * 100).toFixed(1)} %`).join(' | ')
  return [
    `${faults.length === 0 ? '✓' : '✗'} ${scenario.padEnd(28)}`,
    `call ${seconds(phone)} | ${seconds(device)}`.padEnd(32),
    `bare ${seconds(barePhone)} | ${seconds(bareDevice)}`.padEnd(32),
    `made up ${percent(concealed.call)}, bare ${percent(concealed.bare)}`.padEnd(48),
    connection.join(' → '),
    ...faults.map((fault) => `\n    ${fault}`),
  ].join(' ')
}

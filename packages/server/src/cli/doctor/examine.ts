/** Runs all checks and prints what was found. */

import type { Run } from '../command.ts'
import { beside } from '../layout.ts'
import { say } from '../text.ts'
import { checkBus } from './bus.ts'
import { readConfiguration } from './configuration.ts'
import type { Finding } from './finding.ts'
import { checkIce } from './ice.ts'
import { checkKeys } from './keys.ts'
import { checkPush } from './push.ts'
import { checkClock, checkServer } from './server.ts'
import { checkStore } from './store.ts'
import { checkTraces } from './traces.ts'

const MARKS: Record<Finding['state'], string> = { ok: '✓', warning: '!', broken: '✗', skipped: '-' }
const COLOURS = { ok: 'green', warning: 'yellow', broken: 'red', skipped: 'dim' } as const
const CHECK_COLUMNS = '✓ configuration'.length

/** @returns exit code 1 when anything is broken */
export async function examine(run: Run): Promise<number | undefined> {
  const checking = say('Checking', '正在检查')
  const findings = await run.progress.during(checking, () => allFindings(run))
  const well = findings.every(({ state }) => state !== 'broken')
  const document = {
    ok: well,
    findings: findings.map(({ check, state, text }) => ({ check, state, message: text[run.language] })),
  }
  run.output.result(document, () => {
    for (const { check, state, text } of findings) {
      const { screen } = run.output
      const name = `${screen.style(COLOURS[state], MARKS[state])} ${check}`
      for (const line of beside(name, CHECK_COLUMNS, text[run.language], screen)) run.output.line(line)
    }
  })
  return well ? undefined : 1
}

async function allFindings(run: Run): Promise<Finding[]> {
  const { settings, findings } = readConfiguration(run)
  if (!settings) return findings
  const [store, bus, server, ice] = await Promise.all([
    checkStore(settings),
    checkBus(settings),
    checkServer(run.values.get('server') ?? run.env.CALLGRANT_SERVER, settings),
    checkIce(settings),
  ])
  const clocks = [
    ...(server.serverTime === null ? [] : [{ name: 'the server', time: server.serverTime }]),
    ...(store.databaseTime === null ? [] : [{ name: 'the database', time: store.databaseTime }]),
  ]
  return [
    ...findings,
    ...checkKeys(settings),
    ...store.findings,
    ...bus,
    ...server.findings,
    ...checkClock(clocks, Date.now()),
    ...ice,
    ...(await checkPush(settings)),
    ...(await checkTraces(run.env)),
  ]
}

/** The server is killed and started again on the same data: nothing that it had acknowledged is lost. */

import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { say } from 'callgrant/command-line'
import { eventually } from './eventually.ts'
import { startServer } from './server.ts'
import { type DemoState, required } from './state.ts'
import type { Step } from './step.ts'

/** How long phone and doors may take to find the server again: they wait a little longer each time. */
const BACK_MS = 20_000

/** All that the server keeps for the app. */
async function everything(demo: DemoState): Promise<Record<string, unknown[]>> {
  const { authorizations, consentRecords, calls, devices, groups, models } = required(
    demo.backend,
    'The back end',
  )
  return {
    authorizations: await Array.fromAsync(authorizations.list()),
    records: await Array.fromAsync(consentRecords.list()),
    calls: await Array.fromAsync(calls.list()),
    // When a device was last seen, and whether it is online, changes as soon as it comes back.
    devices: await Array.fromAsync(devices.list(), ({ last_seen_at, online, ...device }) => device),
    groups: await Array.fromAsync(groups.list()),
    models: await Array.fromAsync(models.list()),
  }
}

export const killStep: Step = {
  step: 'kill',
  about: say(
    'the server is killed with kill -9 and started again: the same rows',
    '用 kill -9 终止服务后重启：数据不变',
  ),
  async run(demo) {
    const before = await everything(demo)
    const server = required(demo.server, 'The server')
    await server.kill()
    demo.server = await startServer(
      required(demo.dataDir, 'The data folder'),
      Number(new URL(server.address).port),
    )
    const after = await everything(demo)
    for (const [name, rows] of Object.entries(before)) {
      assert(isDeepStrictEqual(rows, after[name]), `The ${name} should be as they were before the kill.`)
    }
    const endpoints = [required(demo.phone, 'The phone'), ...demo.doors]
    await eventually(
      'Phone and doors did not come back',
      () => endpoints.every(({ connection }) => connection === 'online'),
      BACK_MS,
    )
    return {
      rows: Object.fromEntries(Object.entries(after).map(([name, rows]) => [name, rows.length])),
      reconnected: true,
    }
  },
}

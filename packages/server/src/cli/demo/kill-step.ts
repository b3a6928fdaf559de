/** The server is killed and started again on the same data: nothing that it had acknowledged is lost. */

import { isDeepStrictEqual } from 'node:util'
import { say } from '../text.ts'
import { eventually, must } from './expect.ts'
import { startServer } from './server.ts'
import type { Step } from './step.ts'
import { need, type World } from './world.ts'

interface Page {
  items: Record<string, unknown>[]
}

/** How long phone and doors may take to find the server again: they wait a little longer each time. */
const BACK_MS = 20_000

const LISTS = {
  authorizations: '/v1/authorizations',
  records: '/v1/authorizations/records',
  calls: '/v1/calls',
  devices: '/v1/devices',
  groups: '/v1/groups',
  models: '/v1/models',
}

async function everything(world: World): Promise<Record<string, unknown[]>> {
  const backend = need(world.backend, 'The back end')
  const rows: Record<string, unknown[]> = {}
  for (const [name, path] of Object.entries(LISTS)) {
    const { items } = await backend.get<Page>(path, { limit: '200' })
    // When a device was last seen changes as soon as it comes back.
    rows[name] = items.map(({ last_seen_at, ...row }) => row)
  }
  return rows
}

export const killStep: Step = {
  step: 'kill',
  about: say(
    'the server is killed with kill -9 and started again: the same rows',
    '用 kill -9 终止服务后重启：数据不变',
  ),
  async play(world) {
    const before = await everything(world)
    const server = need(world.server, 'The server')
    await server.kill()
    world.server = await startServer(
      need(world.dataDir, 'The data folder'),
      Number(new URL(server.address).port),
    )
    const after = await everything(world)
    for (const [name, rows] of Object.entries(before)) {
      must(isDeepStrictEqual(rows, after[name]), `The ${name} should be as they were before the kill.`)
    }
    const endpoints = [need(world.phone, 'The phone'), ...world.doors]
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

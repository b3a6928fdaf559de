/** One run: load and faults at the same time, then quiet, then the checker. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Call } from '@callgrant/protocol'
import type { Postgres } from '../../scripts/lib/postgres.ts'
import { type App, createApp } from './app.ts'
import { check, type Stored, type Violations } from './checker.ts'
import { choose, FAIL_OVER, type Fault, OF_NODES, OF_PARTS } from './faults.ts'
import { History } from './history.ts'
import { Random } from './random.ts'
import { createWorld, query, type World, type WorldOptions } from './world.ts'

export interface RunOptions extends WorldOptions {
  seed: number
  households: number
  /** The run goes on until it has at least so many of each. */
  operations: number
  faults: number
  /** How long each person and door pauses between two acts, at most, in milliseconds. */
  thinkMs: number
  /** Aborted: it is enough now; what happened so far is checked. */
  signal?: AbortSignal
  /** Told how far it is, now and then. */
  onProgress?(words: string): void
}

export interface Report {
  operations: number
  acknowledged: number
  unknown: number
  seconds: number
  /** How often each fault happened. */
  faults: Record<string, number>
  violations: Violations & { other: string[] }
  skipped: string[]
}

/** How long everything may take to be well again after the last fault, in milliseconds: absent sides are waited for. */
const QUIET_MS = 90_000

export async function run(options: RunOptions): Promise<Report> {
  const { seed, operations, faults: wanted, signal, onProgress = () => {} } = options
  const world = await createWorld(options)
  const history = new History()
  const happened: Record<string, number> = {}
  const count = () => Object.values(happened).reduce((sum, times) => sum + times, 0)
  let app: App | undefined
  try {
    app = await createApp({ ...options, world, history })
    const load = Promise.all(app.households.map((household) => household.run()))
    // Its failure is awaited below; until then it ends the faults.
    let failed = false
    load.catch(() => {
      failed = true
    })
    const enough = () =>
      failed || signal?.aborted || (history.operations.length >= operations && count() >= wanted)
    const failOvers = options.standbys
    const lane = async (faults: readonly Fault[], name: string) => {
      const random = new Random(seed, name)
      while (!enough()) {
        const due = faults === OF_PARTS && count() >= wanted * ((failOversSoFar() + 1) / (failOvers + 1))
        const fault = due && FAIL_OVER.possible(world) ? FAIL_OVER : choose(faults, world, random)
        await fault.happen(world, random)
        happened[fault.name] = (happened[fault.name] ?? 0) + 1
        onProgress(`${history.operations.length} operations, ${count()} faults`)
        await pause(random.between(50, 800))
        // Spread over the load, so that both are enough at about the same time.
        while (!enough() && count() > (wanted * history.operations.length) / operations + 2) await pause(50)
      }
    }
    const failOversSoFar = () => happened[FAIL_OVER.name] ?? 0
    if (wanted > 0) await Promise.all([lane(OF_NODES, 'nodes'), lane(OF_PARTS, 'parts')])
    while (!enough()) await pause(50)
    for (const household of app.households) household.stop()
    await load
    const seconds = history.now() / 1000
    onProgress('waits until everything is well again')
    const other = [...world.ended, ...(await settle(world, app))]
    const stored = await readStore(world.primary(), app.appid)
    const newest = stored.events.at(-1)?.id ?? ''
    await Promise.all(app.readers.map((reader) => reader.until(newest, QUIET_MS)))
    const read = app.readers.map(({ events }) => events)
    onProgress('checks what happened')
    const violations = { ...check(history, stored, read), other }
    const outcomes = Map.groupBy(history.operations, ({ outcome }) => outcome)
    return {
      operations: history.operations.length,
      acknowledged: outcomes.get('ok')?.length ?? 0,
      unknown: outcomes.get('unknown')?.length ?? 0,
      seconds,
      faults: happened,
      violations,
      skipped: world.skipped,
    }
  } finally {
    for (const client of app?.clients ?? []) client.close()
    for (const reader of app?.readers ?? []) reader.stop()
    await world.stop()
  }
}

/** Everything is given back; each door rings once more, and no call stays open. @returns what is wrong, a line each */
async function settle(world: World, app: App): Promise<string[]> {
  for (const { moveClock } of world.members) moveClock?.(0)
  const wrong = (await Promise.all(app.households.map((household) => household.lastRing()))).flat()
  const end = performance.now() + QUIET_MS
  while (performance.now() < end) {
    const [row] = await query(
      world.primary(),
      `select count(*)::int as open from call where state <> 'ended'`,
    )
    if (row?.open === 0) break
    await pause(200)
  }
  // Who believes that a call goes on hears by its sign of life that it does not.
  const believed = app.clients.flatMap((client) => client.open().map(({ room_id }) => ({ client, room_id })))
  await Promise.all(
    believed.map(async ({ client, room_id }) => {
      const over = await client.until(room_id, ({ state }) => state === 'ended', 15_000)
      if (!over) wrong.push(`${client.id} still believes that ${room_id} goes on`)
    }),
  )
  return wrong
}

async function readStore(postgres: Postgres, appid: string): Promise<Stored> {
  const rows = <T>(text: string) => query(postgres, text) as Promise<T[]>
  const app = `where appid = '${appid}'`
  interface Row {
    end_reason: NonNullable<Call['end']>['reason'] | null
    end_by: NonNullable<Call['end']>['by']
    end_origin: NonNullable<Call['end']>['origin']
    end_message: string | null
    room_id: string
    openid: string
    sn: string
    payload: string | null
    state: Call['state']
  }
  const calls = await rows<Row>(`select * from call ${app}`)
  const busy = await rows<{ party: string }>(`select party from busy ${app}`)
  return {
    records: await rows(`select id, openid, sn, act, words from consent_record ${app}`),
    authorizations: await rows(`select openid, sn, status from "authorization" ${app}`),
    calls: calls.map(({ end_reason, end_by, end_origin, end_message, room_id, ...call }) => ({
      roomId: room_id,
      openid: call.openid,
      sn: call.sn,
      payload: call.payload,
      state: call.state,
      end:
        end_reason === null
          ? null
          : { reason: end_reason, by: end_by, origin: end_origin, message: end_message },
    })),
    busy: busy.map(({ party }) => party),
    events: await rows(
      `select id, number::int, type, data::json -> 'call' as call from event ${app} order by number`,
    ),
  }
}

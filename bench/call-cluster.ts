/** A cluster with callers: doors, and people who allowed them, on one node or several; and calls at a rate. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateMasterKey, parseKeys } from '../packages/server/src/credentials/keys.ts'
import { hashSecret } from '../packages/server/src/credentials/secret.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { APP, createCallTestbed, MODEL } from '../packages/server/test/call-testbed.ts'
import { startNats } from '../scripts/lib/nats.ts'
import { startPostgres } from '../scripts/lib/postgres.ts'
import { ourPair, type Pair } from './call-pairs.ts'
import { type Running, startNode } from './processes.ts'

export const PAIRS = 120
/** Of the app whose calls they are. */
export const APP_SECRET = 'a secret of the benchmark'

export interface Side {
  pairs: Pair[]
  servers: Running[]
}

/** Begins calls at fixed times, whether or not those before are over. @returns times to the ring, in milliseconds */
export async function atRate(
  pairs: Pair[],
  rate: number,
  seconds: number,
): Promise<{ times: number[]; rate: number }> {
  const free = [...pairs]
  const times: number[] = []
  const running = new Set<Promise<void>>()
  const began = performance.now()
  const total = rate * seconds
  let done = 0
  while (done < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate))
    for (; done < due; done++) {
      const pair = free.shift()
      // All are in a call: it cannot keep up, and the rate that it had is told.
      if (!pair) break
      const one = pair.call().then((ms) => {
        times.push(ms)
        free.push(pair)
        running.delete(one)
      })
      running.add(one)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const took = (performance.now() - began) / 1000
  await Promise.all(running)
  return { times, rate: total / took }
}

export function quantile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** @param more settings of the nodes */
export async function startOurs(
  { nodes, cluster }: { nodes: number; cluster: boolean },
  more: Record<string, string> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
  const durable = { settings: ['fsync=on', 'full_page_writes=on'] }
  const postgres = cluster ? await startPostgres(durable) : null
  const nats = cluster ? await startNats() : null
  const env = {
    DATABASE_URL: postgres?.url ?? `sqlite:${join(folder, 'bench.db')}`,
    CALLGRANT_DATA_DIR: folder,
    CALLGRANT_KEYS: generateMasterKey(),
    ...(nats && { NATS_URL: nats.url }),
    ...more,
  }
  const identities = await fill(env.DATABASE_URL, env.CALLGRANT_KEYS)
  const running: Running[] = []
  for (let n = 0; n < nodes; n++) running.push(await startNode(env))
  const socket = (n: number) => `${running[n % nodes]?.address.replace('http', 'ws')}/v1/socket`
  const pairs: Pair[] = []
  for (const [n, { door, person, openid }] of identities.entries()) {
    // Where there are three nodes, the two sides are on two of them.
    pairs.push(await ourPair({ ...door, url: socket(n) }, { ...person, url: socket(n + 1) }, openid))
  }
  return {
    pairs,
    servers: running,
    /** For requests of theirs; `lists`: how many lists of WeChat each has reported. */
    people: identities.map(({ person }) => ({ token: person.token, lists: 0 })),
    /** The number of the newest event. */
    async lastEvent() {
      const store = await openStore(env.DATABASE_URL)
      const newest = await store.events.newestNumbers([APP])
      await store.close()
      return newest.get(APP) ?? 0
    },
    async stop() {
      for (const pair of pairs) pair.close()
      await Promise.all(running.map((node) => node.stop()))
      await Promise.all([postgres?.stop(), nats?.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Doors and people who allowed them, with tokens that any node takes. */
async function fill(databaseUrl: string, keys: string) {
  const store = await openStore(databaseUrl)
  const testbed = await createCallTestbed(store)
  testbed.ctx.keys = parseKeys(keys)
  testbed.clock.now = Date.now()
  const created_at = testbed.clock.now
  const added = await Promise.all(
    Array.from({ length: PAIRS }, async (_, n) => {
      const [sn, openid] = [`door-b${n}`, `person-b${n}`]
      await store.devices.ensure(APP, { modelId: MODEL, sn }, created_at)
      await testbed.register(sn)
      await store.people.ensure(APP, openid, created_at)
      await testbed.decide(openid, sn, 1)
      const [door, person] = [testbed.door(sn), testbed.person(openid)]
      return {
        openid,
        door: { token: await testbed.token(door), clientId: door.clientId },
        person: { token: await testbed.token(person), clientId: person.clientId },
      }
    }),
  )
  await store.db
    .updateTable('app')
    .set({ secret_hash: hashSecret(APP_SECRET) })
    .where('appid', '=', APP)
    .execute()
  await store.close()
  return added
}

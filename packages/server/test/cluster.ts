/** Several nodes of one cluster in this process: each a whole service on a port of its own, on one PostgreSQL and one NATS. */

import { type Nats, startNats } from '../../../scripts/lib/nats.ts'
import { startPostgres } from '../../../scripts/lib/postgres.ts'
import { readSettings, type Settings } from '../src/config/settings.ts'
import { generateMasterKey } from '../src/credentials/keys.ts'
import { createService, type ServiceOptions, type ServiceWithContext } from '../src/serve.ts'
import { type Database, openStore } from '../src/store/store.ts'
import { APP, type CallTestbed, createCallTestbed, MODEL } from './call-testbed.ts'

export interface Cluster {
  nodes: ServiceWithContext[]
  nats: Nats
  /** What makes another process one more node. */
  env: Record<string, string>
  store: Database
  /** People, doors and their tokens, which every node takes. */
  testbed: CallTestbed
  /** `ws://…` of a node, also after it has stopped. */
  socket(node: number): string
  /** More doors and people, `door-x` and `person-x`, each of whom has allowed the door of the same number. */
  addPairs(count: number): Promise<void>
  stop(): Promise<void>
}

export async function startCluster(
  count: number,
  settings: Partial<Settings> = {},
  options: ServiceOptions = {},
): Promise<Cluster> {
  const [postgres, nats] = await Promise.all([startPostgres(), startNats()])
  const env = {
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
    CALLGRANT_KEYS: generateMasterKey(),
    CALLGRANT_ADMIN_TOKEN: 'operator'.repeat(4),
    CALLGRANT_LOG_LEVEL: 'silent',
  }
  const all: Settings = { ...readSettings({ ...env, PORT: '0' }), ...settings }
  const nodes: ServiceWithContext[] = []
  const sockets: string[] = []
  const join = async () => {
    const node = await createService(all, { documents: false, ...options })
    await node.start()
    nodes.push(node)
    sockets.push(`${node.address.replace('http', 'ws')}/v1/socket`)
  }
  // All at once: they bring an empty database up to date together.
  await Promise.all(Array.from({ length: count }, join))
  const store = await openStore(postgres.url)
  const testbed = await createCallTestbed(store)
  testbed.clock.now = Date.now()
  testbed.ctx.keys = nodes[0]?.ctx.keys ?? testbed.ctx.keys
  return {
    nodes,
    nats,
    env,
    store,
    testbed,
    socket: (node) => sockets[node] ?? '',
    async addPairs(pairs) {
      const at = testbed.clock.now
      for (let n = 0; n < pairs; n++) {
        const [sn, openid] = [`door-x${n}`, `person-x${n}`]
        const device = { appid: APP, model_id: MODEL, sn, group_id: null, public_key: null }
        const times = { registered_at: null, last_seen_at: null, created_at: at }
        await store.db
          .insertInto('device')
          .values({ ...device, ...times })
          .execute()
        await testbed.register(sn)
        await store.db.insertInto('person').values({ appid: APP, openid, created_at: at }).execute()
        await testbed.decide(openid, sn, 1)
      }
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()))
      await store.close()
      await Promise.all([nats.stop(), postgres.stop()])
    },
  }
}

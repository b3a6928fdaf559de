/** A whole cluster on one machine: PostgreSQL, NATS, coturn, three nodes, and addresses in front of them. */

import { randomBytes } from 'node:crypto'
import { ensureCoturn, startCoturn } from './coturn.ts'
import { type Front, openFront, watchNodes } from './front.ts'
import { freePort } from './machine.ts'
import { ensureNats, startNats } from './nats.ts'
import { type NodeProcess, startNode } from './node-process.ts'
import { buildPages } from './pages.ts'
import { startPostgres } from './postgres.ts'

const NODES = 3

export interface LocalCluster {
  nodes: NodeProcess[]
  /** The try page; its phone prefers the first node, its door the second, itself the third. */
  tryPage: string
  phone: string
  door: string
  adminToken: string
  stop(): Promise<void>
}

export interface ClusterOptions {
  /** Of the try page; the nodes and the other addresses take those that follow. 0: any that are free. */
  port: number
  /** Called as a part begins to start, and when it has: `nats`, then `nats: nats://…`. */
  begin(part: string): void
  ended(part: string, words: string): void
  /** What somebody should know: a node that ended, a part that is missing. */
  note(line: string): void
}

/** @throws with a sentence, when a part that it needs cannot be had; what had started is stopped */
export async function startLocalCluster(options: ClusterOptions): Promise<LocalCluster> {
  const { begin, ended, note } = options
  const started: { stop(): unknown }[] = []
  /** The last to start stops first. */
  const stop = async () => {
    for (const one of started.splice(0).reverse()) await one.stop()
  }
  const part = async <T extends { stop(): unknown }>(
    name: string,
    start: () => Promise<T>,
    words: (it: T) => string,
  ) => {
    begin(name)
    const it = await start()
    started.push(it)
    ended(name, words(it))
    return it
  }
  try {
    const pages = buildPages()
    const postgres = await part(
      'PostgreSQL',
      () => startPostgres({ detached: true }),
      ({ url }) => url,
    )
    const nats = await part('NATS', startBus, ({ url }) => url)
    const coturn = await part('coturn', () => startRelay(note), words)
    begin('pages')
    await pages
    ended('pages', 'built')
    const adminToken = randomBytes(32).toString('hex')
    const env = {
      DATABASE_URL: postgres.url,
      NATS_URL: nats.url,
      CALLGRANT_KEYS: `1:${randomBytes(32).toString('base64')}`,
      CALLGRANT_ADMIN_TOKEN: adminToken,
      CALLGRANT_LOG_LEVEL: 'warn',
      ...coturn.env,
    }
    const nodes = await Promise.all(
      Array.from({ length: NODES }, (_, n) =>
        part(
          `node ${n + 1}`,
          () => startMember(n, env, options),
          ({ address }) => address,
        ),
      ),
    )
    const fronts = await openFronts(nodes, options.port)
    started.push(fronts)
    const { page, phone, door } = fronts
    return {
      nodes,
      tryPage: `${page.address}/?phone=${phone.port}&door=${door.port}`,
      phone: phone.address,
      door: door.address,
      adminToken,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** One that ends without having been told to is started again, as a supervisor does. */
async function startMember(n: number, env: Record<string, string>, options: ClusterOptions) {
  const { port, note } = options
  const node: NodeProcess = await startNode({
    port: port === 0 ? await freePort() : port + 1 + n,
    env,
    args: ['--dev'],
    detached: true,
    onOutput: (text) => {
      if (!text.startsWith('{"address"')) note(text.trimEnd())
    },
    onEnd: (how) => {
      note(`node ${n + 1} ended (${how}) and is started again`)
      node.start().then(
        () => note(`node ${n + 1} is back: ${node.address}, process ${node.pid()}`),
        (error: Error) => note(error.message),
      )
    },
  })
  return node
}

async function startBus() {
  const found = ensureNats()
  if ('reason' in found) throw new Error(found.reason)
  return startNats('', {}, true)
}

/** Where there is no coturn, calls go directly: on one machine they do anyway. */
async function startRelay(note: (line: string) => void): Promise<Relay> {
  const found = ensureCoturn()
  if ('reason' in found) {
    note(`${found.reason}; calls go on without a relay`)
    return { env: {}, stop: () => {} }
  }
  const { port, secret, stop } = await startCoturn({ detached: true })
  const address = `turn:127.0.0.1:${port}`
  const urls = `${address}?transport=udp,${address}?transport=tcp`
  return { env: { CALLGRANT_TURN_URLS: urls, CALLGRANT_TURN_SECRET: secret }, stop }
}

interface Relay {
  env: Record<string, string>
  stop(): unknown
}
const words = ({ env }: Relay) => env.CALLGRANT_TURN_URLS ?? 'none'

async function openFronts(nodes: readonly NodeProcess[], port: number) {
  const watched = watchNodes(nodes.map(({ address }) => address))
  const at = (offset: number) => (port === 0 ? 0 : port + offset)
  const [page, phone, door] = (await Promise.all([
    openFront(watched, 2, at(0)),
    openFront(watched, 0, at(NODES + 1)),
    openFront(watched, 1, at(NODES + 2)),
  ])) as [Front, Front, Front]
  const stop = () => {
    watched.stop()
    for (const front of [page, phone, door]) front.close()
  }
  return { page, phone, door, stop }
}

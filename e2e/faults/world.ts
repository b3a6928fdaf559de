/** What is under test: PostgreSQL with standbys, NATS, three nodes, and links between them that a fault may cut. */

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { findFaketime } from '../../scripts/lib/faketime.ts'
import { freePort } from '../../scripts/lib/machine.ts'
import { type Nats, startNats } from '../../scripts/lib/nats.ts'
import { type NodeProcess, startNode } from '../../scripts/lib/node-process.ts'
import { type Postgres, startPostgres } from '../../scripts/lib/postgres.ts'
import { type Link, openLink } from './link.ts'
import { nodeFlagsOf } from './seeds.ts'

const DISK = '900m'

export interface Member {
  name: string
  node: NodeProcess
  store: Link
  bus: Link
  /** Sets its clock so many seconds off; null where there is no libfaketime. */
  moveClock: ((seconds: number) => void) | null
  /** True while a fault has taken it away: clients look elsewhere, as behind a load balancer. */
  down: boolean
}

export interface World {
  members: Member[]
  nats: Nats
  primary(): Postgres
  standbys: Postgres[]
  /** Makes the next standby the primary, once it has all that was acknowledged. @throws when there is none */
  failOver(): Promise<void>
  /** Where the primary writes, when that is a disk of its own. */
  disk(): string | null
  adminToken: string
  /** Nodes that ended without being told to. */
  ended: string[]
  /** What cannot be tried on this machine, and why. */
  skipped: string[]
  stop(): Promise<void>
}

export interface WorldOptions {
  nodes: number
  standbys: number
  /** A fault of the product, by its name. */
  seeded?: string
}

export async function createWorld({ nodes, standbys: count, seeded }: WorldOptions): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), 'callgrant-faults-'))
  chmodSync(root, 0o755)
  const skipped: string[] = []
  const disksMounted: string[] = []
  const removeFiles = () => {
    for (const folder of disksMounted.splice(0)) spawnSync('umount', ['--lazy', folder])
    rmSync(root, { recursive: true, force: true })
  }
  process.once('exit', removeFiles)
  const undo: (() => unknown)[] = [removeFiles, () => process.off('exit', removeFiles)]
  const stop = async () => {
    for (const one of undo.splice(0).reverse()) await one()
  }
  try {
    const disks = new Map<Postgres, string | null>()
    const makeDisk = (name: string) => {
      const folder = join(root, name)
      mkdirSync(folder)
      const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder])
      if (status === 0) disksMounted.push(folder)
      return { folder, disk: status === 0 ? folder : null }
    }
    const store = { ...makeDisk('postgres-0') }
    if (store.disk === null) skipped.push('a full disk: no tmpfs can be mounted here')
    const first = await startPostgres({ folder: store.folder, stopped: true, settings: settingsOf(count) })
    undo.push(() => first.stop())
    disks.set(first, store.disk)
    let primary = first
    // What the standbys take for the primary, whichever that is.
    const replication = await openLink(first.port)
    undo.push(() => replication.close())
    const standbys: Postgres[] = []
    for (let n = 1; n <= count; n++) {
      const { folder, disk } = makeDisk(`postgres-${n}`)
      const standby = await startPostgres({
        folder,
        stopped: true,
        standbyOf: { folder: store.folder, port: replication.port },
        settings: settingsOf(count - n),
      })
      undo.push(() => standby.stop())
      disks.set(standby, disk)
      standbys.push(standby)
    }
    await first.start()
    for (const standby of standbys) await standby.start()
    const nats = await startNats()
    undo.push(() => nats.stop())

    const adminToken = randomBytes(32).toString('hex')
    const ended: string[] = []
    const library = findFaketime()
    if (!library) skipped.push('a clock that moves: no libfaketime (Debian: apt-get install libfaketime)')
    const keys = `1:${randomBytes(32).toString('base64')}`
    const join1 = async (n: number): Promise<Member> => {
      const name = `node ${n + 1}`
      const [toStore, toBus] = [await openLink(primary.port), await openLink(portOf(nats.url))]
      undo.push(
        () => toStore.close(),
        () => toBus.close(),
      )
      const clock = join(root, `clock-${n}`)
      const node = await startNode({
        port: await freePort(),
        env: {
          ...LIMITS,
          DATABASE_URL: `postgres://callgrant@127.0.0.1:${toStore.port}/postgres`,
          NATS_URL: `nats://127.0.0.1:${toBus.port}`,
          CALLGRANT_KEYS: keys,
          CALLGRANT_ADMIN_TOKEN: adminToken,
          ...(library && n === nodes - 1 && fakeClock(library, clock)),
        },
        flags: nodeFlagsOf(seeded),
        onEnd: (how) => ended.push(`${name} ended by itself (${how})`),
      })
      undo.push(() => node.kill())
      const moveClock = (seconds: number) => writeFileSync(clock, `${seconds < 0 ? '' : '+'}${seconds}\n`)
      const faked = library !== null && n === nodes - 1
      return { name, node, store: toStore, bus: toBus, moveClock: faked ? moveClock : null, down: false }
    }
    const members = await Promise.all(Array.from({ length: nodes }, (_, n) => join1(n)))
    return {
      members,
      nats,
      primary: () => primary,
      standbys,
      async failOver() {
        const next = standbys.shift()
        if (!next) throw new Error('There is no standby.')
        await caughtUp(primary, standbys.length + 1)
        await primary.crash()
        await query(next, 'select pg_promote()')
        primary = next
        replication.lead(next.port)
        for (const member of members) member.store.lead(next.port)
      },
      disk: () => disks.get(primary) ?? null,
      adminToken,
      ended,
      skipped,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** So many people and doors come from one address that limits would be all that is tested. */
const LIMITS = {
  CALLGRANT_RATE_LIMIT: '0',
  CALLGRANT_CREDENTIAL_RATE_LIMIT: '0',
  CALLGRANT_WRONG_CREDENTIAL_LIMIT: '0',
  CALLGRANT_CALLS_PER_MINUTE: '0',
  CALLGRANT_CALLS_PER_DAY: '0',
  CALLGRANT_ASKS_PER_MINUTE: '0',
  CALLGRANT_ASKS_PER_DAY: '0',
  CALLGRANT_LOG_LEVEL: 'silent',
}

/** @param standbys that must have a commit before it is acknowledged */
function settingsOf(standbys: number): string[] {
  return [
    ...(standbys > 0 ? [`synchronous_standby_names=${standbys} (*)`] : []),
    'wal_keep_size=128MB',
    'max_wal_size=128MB',
    'wal_retrieve_retry_interval=200ms',
    'shared_buffers=32MB',
  ]
}

function fakeClock(library: string, file: string): Record<string, string> {
  writeFileSync(file, '+0\n')
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    // Timers go by this one, and a machine whose date is set does not move it.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
}

/** Waits until that many standbys stream, which then have all that was acknowledged. */
async function caughtUp(primary: Postgres, standbys: number): Promise<void> {
  for (;;) {
    const rows = await query(primary, `select 1 from pg_stat_replication where state = 'streaming'`)
    if (rows.length >= standbys) return
    await pause(50)
  }
}

/** One query on a connection of its own, past all links. */
export async function query(to: Postgres, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: to.url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const portOf = (url: string) => Number(new URL(url).port)

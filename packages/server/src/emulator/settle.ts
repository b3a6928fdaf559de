/** Time moves, and everybody sees what it did: `advance`, and `settle` after whatever a test did. */

import { SIDE_GONE_MS } from '@callgrant/protocol/limits'
import { sweep } from '../acts/calls/sweep.ts'
import type { Context } from '../acts/context.ts'
import type { CallRow } from '../domain/call-row.ts'
import type { EmulatedClock } from './clock.ts'
import type { Network } from './network.ts'

/** What settling looks at in a client. */
export interface Settling {
  readonly name: string
  readonly network: Network
  /** The call it knows, as far as it knows it; null: none. */
  readonly knows: { roomId: string; state: string } | null
  readonly online: boolean
  /** False: no media comes through, so nobody waits for it. */
  readonly mediaPasses: boolean
}

export interface SettleParts {
  clock: EmulatedClock
  /** The server's insides; null while it is stopped. */
  ctx(): Context | null
  clients(): Iterable<Settling>
  /** Milliseconds of the machine's time. */
  patienceMs: number
}

/** Looks in a row that must find everything at rest: an answer that has come may lead to the next request. */
const LOOKS = 3

const turn = () => new Promise((done) => setImmediate(done))
/** Lets timers of no time at all, which are everywhere, have their turn too. */
const pause = () => new Promise((done) => setTimeout(done, 1))

/**
 * Waits until no request is with the server, every client that is online has its call as the store has it, and media
 * that is being set up has come. What waits for the clock (a slow network) is not waited for.
 * @throws Error that says what did not come to rest
 */
export async function settle(parts: SettleParts): Promise<void> {
  const began = performance.now()
  for (let quiet = 0; quiet < LOOKS; ) {
    if (quiet === 0) await pause()
    await turn()
    const busy = await whatMoves(parts)
    if (busy === null) {
      quiet++
      continue
    }
    quiet = 0
    if (performance.now() - began > parts.patienceMs)
      throw new Error(`The emulator did not come to rest: ${busy}.`)
  }
}

/** @returns null: nothing does */
async function whatMoves(parts: SettleParts): Promise<string | null> {
  const clients = [...parts.clients()]
  for (const { name, network } of clients) {
    if (network.working > 0) return `${name} waits for ${network.working} answers of the server`
  }
  const ctx = parts.ctx()
  if (!ctx || clients.every(({ knows }) => knows === null)) return null
  const rows = new Map((await openCalls(ctx)).map((row) => [row.room_id, row]))
  for (const { name, online, knows, mediaPasses } of clients) {
    if (!online || !knows) continue
    const row = rows.get(knows.roomId)
    if (!row) return `${name} has not heard that its call is over`
    if (row.state !== knows.state) return `${name} has not heard how its call is`
    const comes = mediaPasses && row.state === 'connecting' && row.joined_at !== null
    if (comes && bothThere(clients, row)) return `media of the call of ${name} is being set up`
  }
  return null
}

/** Both sides are online, and let media through. */
function bothThere(clients: Settling[], row: CallRow): boolean {
  const there = clients.filter(
    ({ knows, online, mediaPasses }) => knows?.roomId === row.room_id && online && mediaPasses,
  )
  return there.length >= 2
}

async function openCalls(ctx: Context): Promise<CallRow[]> {
  return ctx.store.db.selectFrom('call').selectAll().where('state', '!=', 'ended').execute()
}

/**
 * Moves the clock on. It stops wherever something is due: a timer of a client (signs of life each 5 s, `calling` each
 * second, a session to renew) or of a page, a deadline of a call. At each stop the server sweeps, and everybody hears.
 * @param ms how far
 */
export async function advance(parts: SettleParts, ms: number): Promise<void> {
  if (!(ms >= 0)) throw new RangeError(`advance: pass milliseconds, 0 or more, not ${ms}.`)
  await parts.clock.held(async () => {
    const target = parts.clock.now() + ms
    await settle(parts)
    for (let at = -1; at < target; ) {
      at = Math.min(target, await nextStop(parts))
      parts.clock.moveTo(at)
      await settle(parts)
      const ctx = parts.ctx()
      if (!ctx) continue
      await sweep(ctx)
      await settle(parts)
    }
  })
}

/** The next instant at which something is due. */
async function nextStop({ clock, ctx: current }: SettleParts): Promise<number> {
  const now = clock.now()
  const stops = [clock.nextDue ?? Number.POSITIVE_INFINITY]
  const ctx = current()
  for (const row of ctx ? await openCalls(ctx) : []) {
    if (row.deadline_at !== null) stops.push(row.deadline_at)
    if (row.joined_at !== null) stops.push(row.caller_seen_at + SIDE_GONE_MS)
    if (row.listener_seen_at !== null) stops.push(row.listener_seen_at + SIDE_GONE_MS)
  }
  // What is past was not due to anybody: a call of a client that is not of this emulator.
  return Math.min(...stops.filter((stop) => stop > now), Number.POSITIVE_INFINITY)
}

/** `settle` waits until the server and all clients have finished what is under way; `advance` moves the clock on. */

import type { MemoryService } from 'callgrant'
import type { EmulatedClock } from './clock.ts'
import type { Network } from './network.ts'

/** What `settle` reads of a client. */
export interface ClientState {
  readonly name: string
  readonly network: Network
  /** The client’s own view of its call; null: it has none. */
  readonly knows: { roomId: string; state: string } | null
  readonly online: boolean
  /** False: no media arrives, so `settle` does not wait for any. */
  readonly mediaPasses: boolean
}

export interface SettleParts {
  clock: EmulatedClock
  service: Pick<MemoryService, 'running' | 'openCalls' | 'sweep'>
  clients(): Iterable<ClientState>
  /** How long `settle` waits, in milliseconds of real time. */
  patienceMs: number
}

/** How many times in a row nothing must be under way: an answer that has arrived may lead to the next request. */
const QUIET_LOOKS = 3

const turn = () => new Promise((done) => setImmediate(done))
/** Lets real timers of 0 ms run, too. */
const pause = () => new Promise((done) => setTimeout(done, 1))

/**
 * Waits until every request has been answered, every client that is online knows the state of its call, and media that
 * is being set up has arrived. Does not wait for what needs the clock to move: an answer over a slow network.
 * @throws Error that says what is still under way
 */
export async function settle(parts: SettleParts): Promise<void> {
  const began = performance.now()
  for (let quiet = 0; quiet < QUIET_LOOKS; ) {
    if (quiet === 0) await pause()
    await turn()
    const busy = await underWay(parts)
    if (busy === null) {
      quiet++
      continue
    }
    quiet = 0
    if (performance.now() - began > parts.patienceMs) throw new Error(`The emulator did not settle: ${busy}.`)
  }
}

/** @returns what is under way, in words; null: nothing */
async function underWay(parts: SettleParts): Promise<string | null> {
  const clients = [...parts.clients()]
  for (const { name, network } of clients) {
    if (network.working > 0) return `${name} waits for ${network.working} answers of the server`
  }
  const { service } = parts
  if (!service.running || clients.every(({ knows }) => knows === null)) return null
  const calls = new Map((await service.openCalls()).map((call) => [call.roomId, call]))
  for (const { name, online, knows, mediaPasses } of clients) {
    if (!online || !knows) continue
    const call = calls.get(knows.roomId)
    if (!call) return `${name} has not been told that its call is over`
    if (call.state !== knows.state) return `${name} has not been told the state of its call`
    const connects = mediaPasses && call.state === 'connecting' && call.joined
    if (connects && bothThere(clients, call.roomId)) return `media of the call of ${name} is being set up`
  }
  return null
}

/** Whether both sides are online, and media arrives at them. */
function bothThere(clients: ClientState[], roomId: string): boolean {
  const there = clients.filter(
    ({ knows, online, mediaPasses }) => knows?.roomId === roomId && online && mediaPasses,
  )
  return there.length >= 2
}

/**
 * Moves the clock on, from one instant at which something is due to the next: a timer of a client (keep-alive messages
 * every 2 s, `calling` every second, a session to renew), a timer of a page, a deadline of a call. At each of them the
 * server ends the calls that are due, and all clients are told.
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
      if (!parts.service.running) continue
      await parts.service.sweep()
      await settle(parts)
    }
  })
}

/** The next instant at which something is due. */
async function nextStop({ clock, service }: SettleParts): Promise<number> {
  const now = clock.now()
  const calls = await service.openCalls()
  const stops = [clock.nextDue ?? Number.POSITIVE_INFINITY, ...calls.flatMap(({ dueAt }) => dueAt)]
  // Deadlines that have passed belong to calls of clients outside this emulator.
  return Math.min(...stops.filter((stop) => stop > now), Number.POSITIVE_INFINITY)
}

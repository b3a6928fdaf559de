/**
 * Where there are several TURN servers, a call begins with the two nearest: a connection gathers candidates at all servers
 * that it is given, and each costs time, sockets and a place at the relay. Which are near is measured in the background.
 */

import type { IceServer } from '@callgrant/protocol'
import { type Clock, systemClock } from '../shared/clock.ts'
import { isRelay, orderRelays, relayName } from './relay-order.ts'
import type { Peers } from './types.ts'

/** TURN servers that a call begins with: the second stands in for the first. */
const USED = 2
/** One that gives no address for so long counts as away, in milliseconds. */
const AWAY_MS = 3_000
/**
 * After a sign-in a call may begin at once, and clients that lost the same server sign in together: each waits so long
 * before it measures, and up to twice as long again.
 */
const WAIT_MS = 500
/** What was measured so short a time ago is still so, in milliseconds. */
const FRESH_MS = 10_000

export class NearestRelays {
  readonly #peers: Peers
  readonly #clock: Clock
  readonly #times = new Map<string, number>()
  #timer: unknown
  #measuring: Promise<void> | null = null
  #measuredAt = -Infinity

  constructor(peers: Peers, clock: Clock = systemClock) {
    this.#peers = peers
    this.#clock = clock
  }

  /** For the beginning of a call: the two nearest. All of them, until some were measured, and while none gives an address. */
  nearest(servers: readonly IceServer[]): IceServer[] {
    const ordered = orderRelays(servers, this.#times)
    const known = ordered.some((server) => Number.isFinite(this.#times.get(relayName(server)) ?? Number.NaN))
    if (!known) return ordered
    return ordered.slice(0, ordered.findIndex(isRelay) + USED)
  }

  /** For paths that are made anew: all of them, the nearest first. Those may be away: it is measured again for the next time. */
  all(servers: readonly IceServer[]): IceServer[] {
    if (performance.now() - this.#measuredAt > FRESH_MS) void this.measure(servers)
    return orderRelays(servers, this.#times)
  }

  /** Signed in, on what may be another network: measures soon. */
  signedIn(servers: readonly IceServer[]): void {
    this.stop()
    if (servers.filter(isRelay).length < 2) return
    const wait = WAIT_MS * (1 + 2 * Math.random())
    this.#timer = this.#clock.setTimeout(() => void this.measure(servers), wait)
  }

  /** Measures no more, until the next sign-in. */
  stop(): void {
    this.#clock.clearTimeout(this.#timer)
  }

  /** Asks each TURN server for an address, all at once, and gives it back; nothing to do where there are fewer than two. */
  measure(servers: readonly IceServer[]): Promise<void> {
    this.#measuring ??= this.#measure(servers.filter(isRelay)).finally(() => {
      this.#measuring = null
    })
    return this.#measuring
  }

  async #measure(relays: IceServer[]): Promise<void> {
    if (relays.length < 2 || this.#peers.missing?.()) return
    const times = await Promise.all(relays.map((relay) => this.#timeOf(relay)))
    this.#measuredAt = performance.now()
    this.#times.clear()
    for (const [place, relay] of relays.entries()) this.#times.set(relayName(relay), times[place] ?? Infinity)
  }

  /** Milliseconds until this server alone has given an address, by a connection that is thrown away. */
  #timeOf(relay: IceServer): Promise<number> {
    return new Promise((resolve) => {
      const began = performance.now()
      let close = () => {}
      const done = (ms: number) => {
        this.#clock.clearTimeout(timer)
        const closeOnce = close
        close = () => {}
        closeOnce()
        resolve(ms)
      }
      const timer = this.#clock.setTimeout(() => done(Infinity), AWAY_MS)
      const handlers = {
        onCandidate: ({ candidate }: { candidate: string }) => {
          if (candidate.includes(' typ relay')) done(performance.now() - began)
        },
        onTrack() {},
        onState() {},
      }
      try {
        const peer = this.#peers.connect([relay], handlers, { relayOnly: true })
        close = () => peer.close()
        peer.prepare(['audio'])
        // Of one that is closed it fails.
        peer.offer(false).catch(() => done(Infinity))
      } catch {
        // A call that needs it says what is wrong.
        done(Infinity)
      }
    })
  }
}

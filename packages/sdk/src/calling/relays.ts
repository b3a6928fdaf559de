/** The TURN servers of a client's calls. What chooses among several is loaded where there are several. */

import type { IceServer } from '@callgrant/protocol'
import type { Clock } from '../shared/clock.ts'
import type { NearestRelays } from './nearest-relays.ts'
import type { Peers } from './types.ts'

export class Relays {
  readonly #peers: Peers
  readonly #clock: Clock | undefined
  #nearest: NearestRelays | undefined
  #online = false

  constructor(peers: Peers, clock?: Clock) {
    this.#peers = peers
    this.#clock = clock
  }

  /** @param again paths are made anew: those that the connection began with may be away */
  choose(servers: IceServer[], again: boolean): IceServer[] {
    return this.#nearest?.[again ? 'all' : 'nearest'](servers) ?? servers
  }

  /** Signed in, on what may be another network: they are measured soon. */
  async signedIn(servers: IceServer[]): Promise<void> {
    this.#online = true
    // STUN servers are one entry.
    if (servers.length < 2) return
    try {
      const { NearestRelays } = await import('./nearest-relays.ts')
      this.#nearest ??= new NearestRelays(this.#peers, this.#clock)
      if (this.#online) this.#nearest.signedIn(servers)
    } catch {
      // The network is gone again: calls use all servers, until the next sign-in.
    }
  }

  signedOut(): void {
    this.#online = false
    this.#nearest?.stop()
  }
}

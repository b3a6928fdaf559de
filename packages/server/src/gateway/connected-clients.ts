/** The clients that are signed in on this node, so that one person or device holds no more connections than allowed. */

import { CLIENTS_PER_DEVICE, CLIENTS_PER_PERSON } from '@callgrant/protocol'
import type { Session } from './session.ts'

interface ConnectedClient {
  session: Session
  /** Closes its connection to make room for a newer one. */
  evict: () => void
}

export class ConnectedClients {
  readonly #byAddress = new Map<string, Set<ConnectedClient>>()

  /**
   * Adds a client. When its person or device has too many, the oldest one that is in no call is evicted.
   * @returns removes the client again; null when all others are in calls, and this one must be refused
   */
  add(session: Session, evict: () => void): (() => void) | null {
    const { address } = session
    const limit = session.client.role === 'person' ? CLIENTS_PER_PERSON : CLIENTS_PER_DEVICE
    const clients = this.#byAddress.get(address) ?? new Set<ConnectedClient>()
    if (clients.size >= limit) {
      // A set keeps the order in which its members were added, so the first is the oldest.
      const oldestIdle = [...clients].find((client) => client.session.idle)
      if (!oldestIdle) return null
      clients.delete(oldestIdle)
      oldestIdle.evict()
    }
    const client = { session, evict }
    this.#byAddress.set(address, clients.add(client))
    return () => {
      clients.delete(client)
      if (clients.size === 0 && this.#byAddress.get(address) === clients) this.#byAddress.delete(address)
    }
  }
}

/** Who is connected to this node, so that one person or device cannot hold more connections than it needs. */

import { CLIENTS_PER_DEVICE, CLIENTS_PER_PERSON } from '@callgrant/protocol'
import type { Session } from './session.ts'

interface Listed {
  session: Session
  /** Closes its connection: there are newer ones. */
  crowdOut: () => void
}

export class Roster {
  readonly #byAddress = new Map<string, Set<Listed>>()

  /**
   * Enters a session; the oldest idle one of the same person or device makes room when there are too many.
   * @returns how to leave again; null when all others are in calls, and this one must not be let in
   */
  enter(session: Session, crowdOut: () => void): (() => void) | null {
    const { address } = session
    const limit = session.client.role === 'person' ? CLIENTS_PER_PERSON : CLIENTS_PER_DEVICE
    const here = this.#byAddress.get(address) ?? new Set<Listed>()
    if (here.size >= limit) {
      // A set keeps the order of entry, so the first is the oldest.
      const oldestIdle = [...here].find((listed) => listed.session.idle)
      if (!oldestIdle) return null
      here.delete(oldestIdle)
      oldestIdle.crowdOut()
    }
    const listed = { session, crowdOut }
    this.#byAddress.set(address, here.add(listed))
    return () => {
      here.delete(listed)
      if (here.size === 0 && this.#byAddress.get(address) === here) this.#byAddress.delete(address)
    }
  }
}

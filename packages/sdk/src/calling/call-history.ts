/**
 * What a client remembers of calls that it does not show, or shows no longer. News of one call may arrive late,
 * twice or in another order; by its version it is known to be old, so that a call that is over does not ring again.
 */

import type { Call as CallSnapshot } from '@callgrant/protocol'

/** How many calls are remembered; the oldest is forgotten first. */
export const HISTORY_MAX = 100

interface PastCall {
  /** The newest one that arrived. */
  snapshot: CallSnapshot
  /** The call was shown here and is over here. */
  over: boolean
  /** This client ended it. The server may not know that yet, if the client was offline. */
  endedByThisClient: boolean
}

export class CallHistory {
  readonly #calls = new Map<string, PastCall>()

  get(roomId: string): PastCall | undefined {
    return this.#calls.get(roomId)
  }

  /** Remembers a snapshot. @returns false when a newer one, or this one, is known already */
  add(snapshot: CallSnapshot): boolean {
    const known = this.#calls.get(snapshot.room_id)
    if (known && snapshot.version <= known.snapshot.version) return false
    this.#set({ over: false, endedByThisClient: false, ...known, snapshot })
    return true
  }

  /** Remembers a call that was shown here and has ended. */
  addEnded(snapshot: CallSnapshot, endedByThisClient: boolean): void {
    this.#set({ snapshot, over: true, endedByThisClient })
  }

  #set(call: PastCall): void {
    const { room_id } = call.snapshot
    this.#calls.delete(room_id) // so that it is the newest entry of the map
    this.#calls.set(room_id, call)
    const [oldest] = this.#calls.keys()
    if (this.#calls.size > HISTORY_MAX && oldest !== undefined) this.#calls.delete(oldest)
  }
}

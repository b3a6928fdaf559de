/** The signals of the rooms in which one client has a side, is about to take one, or is being rung. */

import type { Address, Bus, Unsubscribe } from '../bus/bus.ts'
import type { SideMessage } from '../bus/messages.ts'

/** Signals held back for one side; more are dropped, and media are negotiated again. */
const HELD_MAX = 64

interface Subscription {
  to: Address<SideMessage>
  live: Promise<Unsubscribe>
  /** Signals that came before it was known whether the side is this client's; null once it is. */
  held: SideMessage[] | null
}

export class SideSignals {
  readonly #bus: Bus
  readonly #tell: (signal: SideMessage) => void
  readonly #rooms = new Map<string, Subscription>()

  /** @param tell passes a signal to the client */
  constructor(bus: Bus, tell: (signal: SideMessage) => void) {
    this.#bus = bus
    this.#tell = tell
  }

  /** Subscribes to one address of a room, and holds its signals back until `pass`. Resolves once it is live. */
  async listen(roomId: string, to: Address<SideMessage>): Promise<void> {
    let subscription = this.#rooms.get(roomId)
    if (subscription?.to !== to) {
      this.stop(roomId)
      subscription = this.#subscribe(roomId, to)
    }
    await subscription.live
  }

  /** The side is this client's: what was held back is told, and what comes from now on. */
  pass(roomId: string): void {
    const subscription = this.#rooms.get(roomId)
    const held = subscription?.held ?? []
    if (subscription) subscription.held = null
    for (const signal of held) this.#tell(signal)
  }

  stop(roomId: string): void {
    const subscription = this.#rooms.get(roomId)
    this.#rooms.delete(roomId)
    // One that never began was reported to whoever waited for it, and needs no end.
    subscription?.live.then(
      (unsubscribe) => unsubscribe(),
      () => {},
    )
  }

  close(): void {
    for (const roomId of [...this.#rooms.keys()]) this.stop(roomId)
  }

  #subscribe(roomId: string, to: Address<SideMessage>): Subscription {
    const subscription: Subscription = {
      to,
      held: [],
      live: this.#bus.subscribe(to, (signal) => {
        // Stopped already: the subscription may end a moment later.
        if (this.#rooms.get(roomId) !== subscription) return
        const { held } = subscription
        if (!held) this.#tell(signal)
        else if (held.length < HELD_MAX) held.push(signal)
      }),
    }
    this.#rooms.set(roomId, subscription)
    subscription.live.catch(() => {
      if (this.#rooms.get(roomId) === subscription) this.#rooms.delete(roomId)
    })
    return subscription
  }
}

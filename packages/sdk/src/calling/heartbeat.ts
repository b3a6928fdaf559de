/** The clockwork of one call: signs of life, the `calling` event each second, and when media can be said to flow. */

import { ALIVE_EVERY_MS } from '@callgrant/protocol/limits'
import { type Clock, systemClock } from '../shared/clock.ts'
import type { Received } from './types.ts'

/** How often it is looked whether media has come, until it has; in milliseconds. */
const READY_POLL_MS = 100

export interface HeartbeatOptions {
  received(): Promise<Received | null>
  /** False when the other side said that it sends nothing, so that nothing can be waited for. */
  expectsMedia(): boolean
  /** @param media something arrived since the last one */
  onAlive(media: boolean): void
  /** Media flows here: connected, and something has come, or nothing can be told. */
  onReady(): void
  onSecond(): void
  clock?: Clock
}

export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #clock: Clock
  /** Each with the clock that it runs by. */
  readonly #timers = new Map<unknown, Clock>()
  #poll: unknown
  #packets = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  start(): void {
    this.#every(ALIVE_EVERY_MS, async () => {
      const before = this.#packets
      await this.#look()
      this.#options.onAlive(this.#packets > before)
    })
  }

  /** From `startVoip` on. */
  startSeconds(): void {
    this.#every(1000, () => this.#options.onSecond())
  }

  /** From `connected` on, until media was seen once. */
  awaitMedia(): void {
    if (this.#poll) return
    const look = async () => {
      const seen = await this.#look()
      // Looked at again: another look may have been quicker, or the call may be over.
      if (!(seen || !this.#options.expectsMedia()) || !this.#stop(this.#poll)) return
      this.#options.onReady()
    }
    // Media comes in its own time, whatever the clock says.
    this.#poll = this.#every(READY_POLL_MS, look, systemClock)
  }

  stop(): void {
    for (const timer of [...this.#timers.keys()]) this.#stop(timer)
  }

  /** @returns true when anything was ever received, or when that cannot be told */
  async #look(): Promise<boolean> {
    const received = await this.#options.received()
    if (!received) return true
    this.#packets = Math.max(this.#packets, received.audio.packets + received.video.packets)
    return this.#packets > 0
  }

  #every(ms: number, work: () => unknown, clock = this.#clock): unknown {
    const timer = clock.setInterval(work, ms)
    this.#timers.set(timer, clock)
    return timer
  }

  /** @returns false when it was stopped before */
  #stop(timer: unknown): boolean {
    const clock = this.#timers.get(timer)
    if (!clock) return false
    this.#timers.delete(timer)
    clock.clearInterval(timer)
    return true
  }
}

/** The clockwork of one call: signs of life, the `calling` event each second, and when media can be said to flow. */

import { ALIVE_EVERY_MS } from '@callgrant/protocol/limits'
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
}

export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #timers = new Set<ReturnType<typeof setInterval>>()
  #poll: ReturnType<typeof setInterval> | undefined
  #packets = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
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
    this.#poll = this.#every(READY_POLL_MS, async () => {
      const seen = await this.#look()
      // Looked at again: another look may have been quicker, or the call may be over.
      if (!(seen || !this.#options.expectsMedia()) || !this.#stop(this.#poll)) return
      this.#options.onReady()
    })
  }

  stop(): void {
    for (const timer of [...this.#timers]) this.#stop(timer)
  }

  /** @returns true when anything was ever received, or when that cannot be told */
  async #look(): Promise<boolean> {
    const received = await this.#options.received()
    if (!received) return true
    this.#packets = Math.max(this.#packets, received.audio.packets + received.video.packets)
    return this.#packets > 0
  }

  #every(ms: number, work: () => unknown): ReturnType<typeof setInterval> {
    const timer = setInterval(work, ms)
    this.#timers.add(timer)
    return timer
  }

  /** @returns false when it was stopped before */
  #stop(timer: ReturnType<typeof setInterval> | undefined): boolean {
    if (!timer || !this.#timers.delete(timer)) return false
    clearInterval(timer)
    return true
  }
}

/** The timers of one call: signs of life, the `calling` event each second, and the check whether media arrives. */

import { ALIVE_EVERY_MS } from '@callgrant/protocol/limits'
import { type Clock, systemClock } from '../shared/clock.ts'
import type { Received } from './types.ts'

/** How often to check for received media until there is some, in milliseconds. */
const READY_POLL_MS = 100

export interface HeartbeatOptions {
  received(): Promise<Received | null>
  /** False when the other side said that it sends nothing. */
  expectsMedia(): boolean
  /** @param media whether media arrived since the last call */
  onAlive(media: boolean): void
  /** Connected, and media arrived, or none is expected, or the peer connection cannot tell. */
  onReady(): void
  /** Talking time so far, in milliseconds. */
  talkedMs(): number
  /** @param second whole seconds of talk; each is told once, and none before it is full */
  onSecond(second: number): void
  clock?: Clock
}

export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #clock: Clock
  /** Running timers, each with its clock. */
  readonly #timers = new Map<unknown, Clock>()
  #poll: unknown
  #second: unknown
  #packets = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  start(): void {
    this.#every(ALIVE_EVERY_MS, async () => {
      const before = this.#packets
      await this.#countPackets()
      this.#options.onAlive(this.#packets > before)
    })
  }

  /** From `startVoip` on. */
  startSeconds(): void {
    let told = Math.floor(this.#options.talkedMs() / 1000)
    // Timers are early or late, and drift: each is set anew, to the next whole second of the clock.
    const wait = () => {
      const left = 1000 - (this.#options.talkedMs() % 1000)
      this.#second = this.#clock.setTimeout(tell, left)
    }
    const tell = () => {
      wait()
      const second = Math.floor(this.#options.talkedMs() / 1000)
      if (second > told) this.#options.onSecond(second)
      told = Math.max(told, second)
    }
    wait()
  }

  /** Called when the peer is connected; polls until media has arrived once. */
  awaitMedia(): void {
    if (this.#poll) return
    const check = async () => {
      const arrived = await this.#countPackets()
      // Only the first of several checks stops the timer, and none does once the call is over.
      if (!(arrived || !this.#options.expectsMedia()) || !this.#stop(this.#poll)) return
      this.#options.onReady()
    }
    // Real media does not follow a clock that a test moves.
    this.#poll = this.#every(READY_POLL_MS, check, systemClock)
  }

  stop(): void {
    for (const timer of [...this.#timers.keys()]) this.#stop(timer)
    this.#clock.clearTimeout(this.#second)
  }

  /** @returns true when any media has been received so far, or when the peer connection cannot tell */
  async #countPackets(): Promise<boolean> {
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

  /** @returns false when it was stopped already */
  #stop(timer: unknown): boolean {
    const clock = this.#timers.get(timer)
    if (!clock) return false
    this.#timers.delete(timer)
    clock.clearInterval(timer)
    return true
  }
}

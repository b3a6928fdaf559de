/**
 * The clock that server, clients and pages of an emulator use. It passes as real time does, or stands still, and can be
 * moved on; timers that become due on the way run in order.
 */

import type { Clock } from '@callgrant/sdk/person'

interface Timer {
  /** Milliseconds since 1970. */
  due: number
  work: () => void
  /** Null: once. */
  everyMs: number | null
  /** Timers of one instant run in the order in which they were set. */
  order: number
}

/** The longest timer of Node. */
const LONGEST_MS = 2 ** 31 - 1

export class EmulatedClock implements Clock {
  readonly #flows: boolean
  readonly #timers = new Set<Timer>()
  /** What the clock showed at `#since`, which is real time. */
  #at: number
  #since = performance.now()
  #held = 0
  #order = 0
  #wake: NodeJS.Timeout | undefined
  #closed = false

  /** @param at milliseconds since 1970 @param flows false: only `moveTo` moves it */
  constructor(at: number, flows: boolean) {
    this.#at = at
    this.#flows = flows
  }

  now(): number {
    return Math.floor(this.#at + this.#passed())
  }

  /** When the next timer is due; null: there is none. */
  get nextDue(): number | null {
    return this.#next()?.due ?? null
  }

  setTimeout = (work: () => void, ms = 0): unknown => this.#add(work, ms, null)
  setInterval = (work: () => void, ms = 0): unknown => this.#add(work, ms, Math.max(1, ms || 0))
  clearTimeout = (timer: unknown): void => {
    if (this.#timers.delete(timer as Timer)) this.#arm()
  }
  clearInterval = this.clearTimeout

  /** Stands still while `work` moves it, so that the steps are exact. */
  async held<T>(work: () => Promise<T>): Promise<T> {
    // Rounded up to a whole millisecond, so that a timer set before is not due too early.
    this.#set(Math.ceil(this.#at + this.#passed()))
    this.#held++
    this.#arm()
    try {
      return await work()
    } finally {
      this.#held--
      this.#set(this.#at)
      this.#arm()
    }
  }

  /** Shows another time, never an earlier one, and runs the timers that are due by then. */
  moveTo(time: number): void {
    this.#set(Math.max(time, this.#at + this.#passed()))
    this.#runDue()
  }

  /** Drops all timers; those set from now on never run. */
  close(): void {
    this.#closed = true
    this.#timers.clear()
    clearTimeout(this.#wake)
  }

  #passed(): number {
    return this.#flows && this.#held === 0 ? performance.now() - this.#since : 0
  }

  #set(at: number): void {
    this.#at = at
    this.#since = performance.now()
  }

  #add(work: () => void, ms: number, everyMs: number | null): Timer {
    const delay = Math.max(everyMs ?? 0, Number(ms) || 0)
    const timer = { due: this.#at + this.#passed() + delay, work, everyMs, order: this.#order++ }
    if (this.#closed) return timer
    this.#timers.add(timer)
    this.#arm()
    return timer
  }

  #next(): Timer | null {
    let next: Timer | null = null
    for (const timer of this.#timers) {
      if (!next || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) next = timer
    }
    return next
  }

  #runDue(): void {
    const now = this.#at + this.#passed()
    for (let timer = this.#next(); timer && timer.due <= now; timer = this.#next()) {
      if (timer.everyMs === null) this.#timers.delete(timer)
      else timer.due += timer.everyMs
      run(timer.work)
    }
    this.#arm()
  }

  /** Wakes up for the next timer while time flows. */
  #arm(): void {
    clearTimeout(this.#wake)
    const next = this.#next()
    if (!next || !this.#flows || this.#held > 0) return
    const ms = Math.ceil(next.due - this.#at - this.#passed())
    this.#wake = setTimeout(() => this.#runDue(), Math.min(Math.max(ms, 0), LONGEST_MS))
  }
}

/** As in Node: what a timer throws is an uncaught error, and the other timers run. */
function run(work: () => void): void {
  try {
    work()
  } catch (error) {
    setImmediate(() => {
      throw error
    })
  }
}

/** Seconds in milliseconds, for `advance`. @example seconds(2) // 2000 */
export const seconds = (count: number): number => count * 1000
/** Minutes in milliseconds, for `advance`. */
export const minutes = (count: number): number => count * 60_000
/** Hours in milliseconds, for `advance`. */
export const hours = (count: number): number => count * 3_600_000
/** Days in milliseconds, for `advance`. */
export const days = (count: number): number => count * 86_400_000

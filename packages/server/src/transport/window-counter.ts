/**
 * Counts by key in fixed windows of time, in memory. It answers at once, without a promise: a control frame must be
 * judged before the next one is read out of the same piece of data.
 */

export class WindowCounter {
  readonly #max: number
  readonly #windowMs: number
  readonly #counts = new Map<string, number>()
  #window = 0

  /** @param max how many of one key in a window; 0 for no limit */
  constructor(max: number, windowMs: number) {
    this.#max = max
    this.#windowMs = windowMs
  }

  /**
   * Counts one more.
   * @param now milliseconds of any clock that only goes forward
   * @returns 0 while it is within the limit; else the milliseconds until the window ends
   */
  take(key: string, now = performance.now()): number {
    if (this.#max === 0) return 0
    const window = Math.floor(now / this.#windowMs)
    if (window !== this.#window) {
      // Keys that are not seen any more take no memory.
      this.#window = window
      this.#counts.clear()
    }
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return count <= this.#max ? 0 : (window + 1) * this.#windowMs - now
  }
}

/** The clock and timers of a client: the machine's, or those of a test. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  setTimeout(work: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  setInterval(work: () => void, ms: number): unknown
  clearInterval(timer: unknown): void
}

type Timer = ReturnType<typeof setTimeout>

// The globals are looked up at each call, so that fake timers that were installed later are used.
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer as Timer),
  setInterval: (work, ms) => setInterval(work, ms),
  clearInterval: (timer) => clearInterval(timer as Timer),
}

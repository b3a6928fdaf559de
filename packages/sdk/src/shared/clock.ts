/** The time that a client goes by: the machine's, or one that a test moves on. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  setTimeout(work: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  setInterval(work: () => void, ms: number): unknown
  clearInterval(timer: unknown): void
}

type Timer = ReturnType<typeof setTimeout>

// Looked up at each call, so that timers that were replaced after this was loaded are the ones used.
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer as Timer),
  setInterval: (work, ms) => setInterval(work, ms),
  clearInterval: (timer) => clearInterval(timer as Timer),
}

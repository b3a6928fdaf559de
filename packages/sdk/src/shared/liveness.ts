/**
 * Finds out when a connection has died in silence: TCP tells nobody for minutes. The server is asked for a sign of life
 * at an interval, and at once when something happened after which connections are often dead.
 */

import { type Clock, systemClock } from './clock.ts'

/** How often to ask, and how long an answer may take, in milliseconds. Together: how long a dead connection goes unnoticed. */
const IN_CALL = { everyMs: 1_000, answerMs: 2_000 }
const IDLE = { everyMs: 20_000, answerMs: 4_000 }
/** How long an answer may take after a sign that the connection may be dead. */
const SUSPECTED_ANSWER_MS = 700
/** A timer that is later than this says that this machine slept or was busy: what arrived meanwhile was not read yet. */
const LATE_MS = 500

export interface LivenessOptions {
  /** Asks the server for an answer. */
  ask(): void
  /** No answer came in time. Called once; then nothing is asked until `start`. */
  onSilent(): void
  /** Default: the machine's. A network does not follow a clock that a test moves. */
  clock?: Clock
}

export class Liveness {
  readonly #options: LivenessOptions
  readonly #clock: Clock
  #pace = IDLE
  #running = false
  /** Until the next question, or, while one has no answer, until it is too late. */
  #timer: unknown
  /** When the answer is due; null: no question is open. */
  #due: number | null = null

  constructor(options: LivenessOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  /** From now on the connection is there. */
  start(): void {
    this.stop()
    this.#running = true
    this.#askLater()
  }

  stop(): void {
    this.#running = false
    this.#due = null
    this.#clock.clearTimeout(this.#timer)
  }

  /** Something arrived from the server. */
  heard(): void {
    if (!this.#running || this.#due === null) return
    this.#due = null
    this.#askLater()
  }

  /** @param on true: a dead connection is noticed within 3 s, else within 24 s */
  setInCall(on: boolean): void {
    const pace = on ? IN_CALL : IDLE
    if (pace === this.#pace) return
    this.#pace = pace
    if (on) this.#ask(pace.answerMs)
  }

  /** The connection may be dead: asks at once. */
  suspect(): void {
    this.#ask(SUSPECTED_ANSWER_MS)
  }

  #askLater(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = this.#clock.setTimeout(() => this.#ask(this.#pace.answerMs), this.#pace.everyMs)
  }

  /** Asks, unless an answer is due sooner than this one would be. */
  #ask(answerMs: number): void {
    const due = this.#clock.now() + answerMs
    if (!this.#running || (this.#due !== null && this.#due <= due)) return
    this.#due = due
    this.#clock.clearTimeout(this.#timer)
    this.#timer = this.#clock.setTimeout(() => this.#tooLate(due), answerMs)
    this.#options.ask()
  }

  #tooLate(due: number): void {
    if (this.#clock.now() - due > LATE_MS) {
      this.#due = null
      this.#ask(this.#pace.answerMs)
      return
    }
    this.stop()
    this.#options.onSilent()
  }
}

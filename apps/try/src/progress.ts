/** How far the story of one try has come: kept in this browser, so that a reload does not begin it anew. */

import { afterFact, type Fact, STEPS, type Step } from './story.ts'

interface Kept {
  done: readonly Step[]
  /** Newest fact that was counted, in milliseconds since 1970. */
  at: number
}

export class Progress {
  readonly #key: string
  #kept: Kept

  constructor(openid: string) {
    this.#key = `callgrant-try.story.${openid}`
    this.#kept = JSON.parse(localStorage.getItem(this.#key) ?? '{"done":[],"at":0}') as Kept
  }

  get done(): readonly Step[] {
    return this.#kept.done
  }

  /** The step to do now; undefined: all are done. */
  get next(): Step | undefined {
    return STEPS[this.done.length]
  }

  /** Counts a fact once: what is read again after a reconnect is older than what was counted. */
  add(fact: Fact, at: number): void {
    if (at <= this.#kept.at) return
    this.#kept = { done: afterFact(this.done, fact), at }
    localStorage.setItem(this.#key, JSON.stringify(this.#kept))
  }
}

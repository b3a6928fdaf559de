/** The progress of one try through the story, kept in this browser over a reload. */

import { STEPS, type Step, stepsDone, type TimedFact } from './story.ts'

/** How many facts are kept, more than one story has. Steps stay done when the oldest facts are dropped. */
const FACTS_KEPT = 200

interface Kept {
  done: readonly Step[]
  facts: readonly TimedFact[]
}

export class Progress {
  readonly #key: string
  #kept: Kept

  constructor(openid: string) {
    this.#key = `callgrant-try.story.${openid}`
    this.#kept = {
      done: [],
      facts: [],
      ...(JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Partial<Kept>),
    }
  }

  get done(): readonly Step[] {
    return this.#kept.done
  }

  /** The step to do now; undefined: all are done. */
  get next(): Step | undefined {
    return STEPS[this.done.length]
  }

  /** When the newest fact happened, in milliseconds since 1970. */
  get newest(): number {
    return Math.max(0, ...this.#kept.facts.map(({ at }) => at))
  }

  /** Adds a fact, in any order; a fact that is known already counts once. */
  add(...facts: TimedFact[]): void {
    const known = new Set(this.#kept.facts.map(({ key }) => key))
    const added = facts.filter(({ key }) => !known.has(key))
    if (added.length === 0 || this.next === undefined) return
    const all = [...this.#kept.facts, ...added].slice(-FACTS_KEPT)
    const done = stepsDone(all)
    this.#kept = { done: done.length > this.done.length ? done : this.done, facts: all }
    localStorage.setItem(this.#key, JSON.stringify(this.#kept))
  }
}

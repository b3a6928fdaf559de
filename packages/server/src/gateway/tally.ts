/** A count for each of many keys, in memory that holds only those counted now. */

/** Counts by key; forgets a key whose count is back at zero. */
export class Tally {
  readonly #counts = new Map<string, number>()

  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  /** @returns takes one away again; more than once is as once */
  add(key: string): () => void {
    this.#counts.set(key, this.of(key) + 1)
    let counted = true
    return () => {
      if (!counted) return
      counted = false
      const left = this.of(key) - 1
      if (left === 0) this.#counts.delete(key)
      else this.#counts.set(key, left)
    }
  }
}

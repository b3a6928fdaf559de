/** Counts by key, in memory: how many connections each address has now. A key whose count is zero takes no memory. */

export class KeyedCounter {
  readonly #counts = new Map<string, number>()

  count(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  /** @returns subtracts what was added; calling it again does nothing */
  add(key: string): () => void {
    this.#counts.set(key, this.count(key) + 1)
    let counted = true
    return () => {
      if (!counted) return
      counted = false
      const left = this.count(key) - 1
      if (left === 0) this.#counts.delete(key)
      else this.#counts.set(key, left)
    }
  }
}

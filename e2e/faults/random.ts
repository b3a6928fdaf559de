/** Numbers that a seed repeats. Each actor has a stream of its own, so that none depends on who was quicker. */

import { createHash } from 'node:crypto'

export class Random {
  readonly #seed: string
  #count = 0

  constructor(seed: number, stream: string) {
    this.#seed = `${seed} ${stream}`
  }

  /** From 0 to 1, 1 excluded. */
  next(): number {
    const hash = createHash('sha256')
      .update(`${this.#seed} ${this.#count++}`)
      .digest()
    return hash.readUInt32BE() / 2 ** 32
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** True so often: 0.2 is one time in five. */
  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(among: readonly T[]): T {
    const one = among[this.between(0, among.length - 1)]
    if (one === undefined) throw new RangeError('There is nothing to pick from.')
    return one
  }
}

/** Puts news of calls in the order of their versions, for one receiver: what comes too late is not told. */

/** News of a call, or a record of it. */
interface Versioned {
  room_id: string
  version: number
}

/**
 * The newest that a receiver was told of each room. A snapshot is whole, so one that was skipped is not missed; no
 * version follows the one with which a call ended, so nothing is told after the end.
 */
export class NewestByRoom<T extends Versioned> {
  readonly #newest = new Map<string, T>()
  readonly #max: number

  /** @param max rooms that are remembered; the one that changed least recently is forgotten first */
  constructor(max: number) {
    this.#max = max
  }

  get(roomId: string): T | undefined {
    return this.#newest.get(roomId)
  }

  /** @returns true when this is newer than what was taken before, and is the newest now */
  take(news: T): boolean {
    const known = this.#newest.get(news.room_id)
    if (known && news.version <= known.version) return false
    this.#newest.delete(news.room_id)
    this.#newest.set(news.room_id, news)
    const oldest = this.#newest.keys().next().value
    if (this.#newest.size > this.#max && oldest !== undefined) this.#newest.delete(oldest)
    return true
  }
}

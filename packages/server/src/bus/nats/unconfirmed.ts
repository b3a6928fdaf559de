/** What was handed to the connection and has not reached the server: bounded, since it waits in this node's memory. */

/** Bytes that may wait, for a server that does not read. */
const MAX_BYTES = 16 * 1024 * 1024

export class Unconfirmed {
  readonly #flush: () => Promise<void>
  readonly #max: number
  #sent = 0
  #confirmed = 0
  #confirming = false

  /** @param flush resolves when all that was sent before has reached the server; rejects when it is lost */
  constructor(flush: () => Promise<void>, max = MAX_BYTES) {
    this.#flush = flush
    this.#max = max
  }

  /** Counts a message that is about to be sent. @returns false when too much waits already, and it must not be sent */
  admit(bytes: number): boolean {
    if (this.#sent - this.#confirmed + bytes > this.#max) return false
    this.#sent += bytes
    if (!this.#confirming) void this.#confirm()
    return true
  }

  /** One question at a time, whatever is sent meanwhile. */
  async #confirm(): Promise<void> {
    this.#confirming = true
    while (this.#confirmed < this.#sent) {
      // What is sent in the same turn is asked about together.
      await undefined
      const asked = this.#sent
      try {
        await this.#flush()
      } catch {
        // The connection is lost, and with it what waited: it takes no memory any more.
      }
      this.#confirmed = asked
    }
    this.#confirming = false
  }
}

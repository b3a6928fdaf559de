/**
 * The connections that have not signed in. They are kept few, of one address and in all: the newest one closes the
 * oldest, so that silent connections keep nobody out who shares their address and signs in.
 */

interface Unsigned {
  /** True while its sign-in is being checked: it goes last. */
  readonly signingIn: boolean
  /** Closes it at once. */
  evict(): void
}

export class UnsignedConnections {
  readonly #maxPerAddress: number
  readonly #max: number
  /** Maps and sets keep the order in which their members were added: the first is the oldest. */
  readonly #all = new Map<Unsigned, string>()
  readonly #byAddress = new Map<string, Set<Unsigned>>()

  constructor(maxPerAddress: number, max: number) {
    this.#maxPerAddress = maxPerAddress
    this.#max = max
  }

  /**
   * Adds a connection, and closes the oldest one when there are too many.
   * @returns removes it: it has signed in, or is closed. Calling it again does nothing
   */
  add(address: string, connection: Unsigned): () => void {
    const ofAddress = this.#byAddress.get(address) ?? new Set()
    if (ofAddress.size >= this.#maxPerAddress) this.#evictOldest(ofAddress)
    else if (this.#all.size >= this.#max) this.#evictOldest(this.#all)
    this.#byAddress.set(address, ofAddress.add(connection))
    this.#all.set(connection, address)
    return () => this.#remove(connection)
  }

  #evictOldest(among: Pick<Set<Unsigned>, 'keys'>): void {
    const [first] = among.keys()
    const oldest = among.keys().find((other) => !other.signingIn) ?? first
    if (!oldest) return
    // Its close event comes later than the next connection.
    this.#remove(oldest)
    oldest.evict()
  }

  #remove(connection: Unsigned): void {
    const address = this.#all.get(connection)
    if (address === undefined) return
    this.#all.delete(connection)
    const ofAddress = this.#byAddress.get(address)
    ofAddress?.delete(connection)
    if (ofAddress?.size === 0) this.#byAddress.delete(address)
  }
}

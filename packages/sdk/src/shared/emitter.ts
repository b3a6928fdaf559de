/**
 * Typed events, without `EventTarget`, which React Native and Harmony do not have. An error that a listener throws is
 * reported as uncaught; the other listeners are still called.
 */

/** `Events`: the names, each with the type of its value. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<{ listener: (value: never) => void }>>()

  /** @returns removes the listener */
  on<K extends keyof Events & string>(name: K, listener: (value: Events[K]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all)
    // An entry for each call, so that a function that was added twice is called twice and removed one by one.
    const entry = { listener }
    all.add(entry)
    return () => all.delete(entry)
  }

  emit<K extends keyof Events & string>(name: K, value: Events[K]): void {
    const all = this.#listeners.get(name)
    // A copy: a listener that is added during an event gets the next one. A removed one gets no more.
    for (const entry of [...(all ?? [])]) {
      if (!all?.has(entry)) continue
      try {
        entry.listener(value as never)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}

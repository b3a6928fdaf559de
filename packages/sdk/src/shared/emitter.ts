/**
 * Typed events. Not over `EventTarget`, which React Native and Harmony do not have. A listener that throws stops
 * neither the others nor the one who emits: its error is reported as uncaught.
 */

/** Events by name, each with the type of its one value. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<{ listener: (value: never) => void }>>()

  /** @returns a function that takes the listener away */
  on<K extends keyof Events & string>(name: K, listener: (value: Events[K]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all)
    // Its own entry, so that a function that was given twice is called twice, and taken away one by one.
    const entry = { listener }
    all.add(entry)
    return () => all.delete(entry)
  }

  emit<K extends keyof Events & string>(name: K, value: Events[K]): void {
    const all = this.#listeners.get(name)
    // A copy: one that is added meanwhile waits for the next event. One that was taken away hears no more.
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

/**
 * Typed events over the platform's own `EventTarget`: a listener that throws is reported by the platform (as an
 * uncaught error) and stops neither the others nor the one who emits.
 */

/** Events by name, each with the type of its one value. */
export class Emitter<Events> {
  readonly #target = new EventTarget()

  /** @returns a function that takes the listener away */
  on<K extends keyof Events & string>(name: K, listener: (value: Events[K]) => void): () => void {
    const handle = (event: Event) => listener((event as CustomEvent<Events[K]>).detail)
    this.#target.addEventListener(name, handle)
    return () => this.#target.removeEventListener(name, handle)
  }

  emit<K extends keyof Events & string>(name: K, value: Events[K]): void {
    this.#target.dispatchEvent(new CustomEvent(name, { detail: value }))
  }
}

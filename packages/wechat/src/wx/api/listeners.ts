/** WeChat's `onX` and `offX`: a listener that is added twice is called twice; `off` without one removes all. */

import { callAll } from './async-api.ts'

export class Listeners<T> {
  #listeners: ((value: T) => void)[] = []
  readonly #subscribe: (() => () => void) | undefined
  #stop: (() => void) | undefined

  /** @param subscribe called while there are listeners, to get the values; returns a function that unsubscribes */
  constructor(subscribe?: (notify: (value: T) => void) => () => void) {
    this.#subscribe = subscribe && (() => subscribe((value) => this.notify(value)))
  }

  on(listener: (value: T) => void): void {
    this.#listeners.push(listener)
    this.#stop ??= this.#subscribe?.()
  }

  off(listener?: (value: never) => void): void {
    this.#listeners = listener ? this.#listeners.filter((one) => one !== listener) : []
    if (this.#listeners.length > 0) return
    this.#stop?.()
    this.#stop = undefined
  }

  notify(value: T): void {
    callAll([...this.#listeners], value)
  }
}

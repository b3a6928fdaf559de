/** WeChat's `onX` and `offX`: the same listener twice is called twice, and `off` without one takes all away. */

import { tell } from './answer.ts'

export class Listeners<T> {
  #listeners: ((value: T) => void)[] = []
  readonly #follow: (() => () => void) | undefined
  #stop: (() => void) | undefined

  /** @param follow begins to listen to what is below, while somebody listens here; its result stops it */
  constructor(follow?: (tellAll: (value: T) => void) => () => void) {
    this.#follow = follow && (() => follow((value) => this.tell(value)))
  }

  on(listener: (value: T) => void): void {
    this.#listeners.push(listener)
    this.#stop ??= this.#follow?.()
  }

  off(listener?: (value: never) => void): void {
    this.#listeners = listener ? this.#listeners.filter((one) => one !== listener) : []
    if (this.#listeners.length > 0) return
    this.#stop?.()
    this.#stop = undefined
  }

  tell(value: T): void {
    tell([...this.#listeners], value)
  }
}

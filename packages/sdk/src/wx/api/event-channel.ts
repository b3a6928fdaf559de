/** The line between a page and the one that opened it: what one side emits, the other side's listeners hear. */

import { tell } from './answer.ts'

// biome-ignore lint/suspicious/noExplicitAny: what pages tell each other is theirs
type Listener = (...args: any[]) => void

/** One end, as WeChat's pages know it. */
export interface EventChannel {
  on(eventName: string, listener: Listener): void
  once(eventName: string, listener: Listener): void
  /** Without a listener: all of this event. */
  off(eventName: string, listener?: Listener): void
  emit(eventName: string, ...args: unknown[]): void
}

class End implements EventChannel {
  readonly #listeners: { name: string; listener: Listener; once: boolean }[] = []
  other: End | undefined

  on(name: string, listener: Listener): void {
    this.#listeners.push({ name, listener, once: false })
  }

  once(name: string, listener: Listener): void {
    this.#listeners.push({ name, listener, once: true })
  }

  off(name: string, listener?: Listener): void {
    this.#drop((one) => one.name === name && (!listener || one.listener === listener))
  }

  emit(name: string, ...args: unknown[]): void {
    this.other?.hear(name, args)
  }

  hear(name: string, args: unknown[]): void {
    const heard = this.#listeners.filter((one) => one.name === name)
    this.#drop((one) => one.name === name && one.once)
    tell(
      heard.map(
        ({ listener }) =>
          () =>
            listener(...args),
      ),
      undefined,
    )
  }

  #drop(which: (one: { name: string; listener: Listener; once: boolean }) => boolean): void {
    for (let i = this.#listeners.length - 1; i >= 0; i--) {
      const one = this.#listeners[i]
      if (one && which(one)) this.#listeners.splice(i, 1)
    }
  }
}

/**
 * Both ends of a new line.
 * @param events what the opener listens to from the beginning, by name
 */
export function openChannel(events: Record<string, unknown> = {}): {
  here: EventChannel
  there: EventChannel
} {
  const [here, there] = [new End(), new End()]
  here.other = there
  there.other = here
  for (const [name, listener] of Object.entries(events)) {
    if (typeof listener === 'function') here.on(name, listener as Listener)
  }
  return { here, there }
}

/** The channel between a page and the one that opened it: what one emits, the other's listeners get. */

import { callAll } from './async-api.ts'

// biome-ignore lint/suspicious/noExplicitAny: the pages know what they send each other
type Listener = (...args: any[]) => void

/** One end of the channel, as in WeChat. */
export interface EventChannel {
  on(eventName: string, listener: Listener): void
  once(eventName: string, listener: Listener): void
  /** Without a listener, removes all of this event. */
  off(eventName: string, listener?: Listener): void
  emit(eventName: string, ...args: unknown[]): void
}

class ChannelEnd implements EventChannel {
  readonly #listeners: { name: string; listener: Listener; once: boolean }[] = []
  other: ChannelEnd | undefined

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
    this.other?.receive(name, args)
  }

  receive(name: string, args: unknown[]): void {
    const called = this.#listeners.filter((one) => one.name === name)
    this.#drop((one) => one.name === name && one.once)
    callAll(
      called.map(
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
 * Makes a channel.
 * @param events the first listeners of the page that opens the other, by event name
 * @returns the opener's end and the opened page's end
 */
export function openChannel(events: Record<string, unknown> = {}): {
  opener: EventChannel
  opened: EventChannel
} {
  const [opener, opened] = [new ChannelEnd(), new ChannelEnd()]
  opener.other = opened
  opened.other = opener
  for (const [name, listener] of Object.entries(events)) {
    if (typeof listener === 'function') opener.on(name, listener as Listener)
  }
  return { opener, opened }
}

/**
 * The bus of a single process. It behaves as one between nodes does: messages travel as JSON text, and arrive after
 * the publisher has gone on, in the order in which they were sent.
 */

import type { Logger } from 'pino'
import type { Address, Bus, Handler } from './bus.ts'
import type { BusMessage } from './messages.ts'

/** @param log where a handler that throws is logged */
export function inProcessBus(log: Pick<Logger, 'error'>): Bus {
  const subscribers = new Map<string, Set<Handler<never>>>()

  /** Written and read once, whatever the number of handlers. */
  const arrive = (to: string, text: string): boolean => {
    const handlers = subscribers.get(to)
    if (!handlers) return false
    const message = JSON.parse(text) as never
    for (const handler of [...handlers]) {
      try {
        handler(message)
      } catch (err) {
        log.error({ err, to }, 'a subscriber of the bus failed')
      }
    }
    return true
  }

  return {
    async subscribe<M extends BusMessage>(to: Address<M>, handler: Handler<M>) {
      const handlers = subscribers.get(to) ?? new Set()
      // Each subscription is one of its own, also of a function that has one already.
      const own: Handler<M> = (message) => handler(message)
      subscribers.set(to, handlers.add(own))
      return () => {
        handlers.delete(own)
        if (handlers.size === 0 && subscribers.get(to) === handlers) subscribers.delete(to)
      }
    },
    publish(to, message) {
      if (!subscribers.has(to)) return
      const text = JSON.stringify(message)
      queueMicrotask(() => arrive(to, text))
    },
    async deliver(to, message) {
      if (!subscribers.has(to)) return false
      const text = JSON.stringify(message)
      // One turn later, as `publish`, so that the two keep their order.
      await undefined
      return arrive(to, text)
    },
    isThere: async (to) => subscribers.has(to),
    ping: async () => {},
    onGap: () => () => {},
    async close() {
      subscribers.clear()
    },
  }
}

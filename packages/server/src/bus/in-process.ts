/** The bus of a single process: a map from address to its subscribers. */

import type { Bus, Handler } from './bus.ts'

export function inProcessBus(): Bus {
  const subscribers = new Map<string, Set<Handler>>()
  return {
    subscribe(address, handler) {
      const handlers = subscribers.get(address) ?? new Set()
      subscribers.set(address, handlers.add(handler))
      return () => {
        handlers.delete(handler)
        if (handlers.size === 0 && subscribers.get(address) === handlers) subscribers.delete(address)
      }
    },
    async send(address, message) {
      const handlers = subscribers.get(address)
      if (!handlers) return false
      for (const handler of [...handlers]) handler(message)
      return true
    },
    async close() {
      subscribers.clear()
    },
  }
}

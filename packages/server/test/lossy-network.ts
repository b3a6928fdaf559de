/**
 * A bus for tests that treats messages as a network does: each node has its own, and what one sends reaches each
 * subscriber late, in another order, or not at all. All chance comes from one seed, printed when the test fails.
 */

import { onTestFailed, onTestFinished } from 'vitest'
import type { Address, Bus, Handler } from '../src/bus/bus.ts'
import type { BusMessage } from '../src/bus/messages.ts'

export interface NetworkOptions {
  /** Longest delay of a message, and of a subscription until it is live, in milliseconds. Default 8. */
  delayMs?: number
  /** Which part of what is published is lost, 0 to 1; what is delivered is not. Default 0. */
  loss?: number
  /** Whether messages of one node to one address keep their order, as NATS does. Default true. */
  inOrder?: boolean
}

export interface LossyNetwork {
  options: Required<NetworkOptions>
  /** A node's bus. */
  node(): Bus
  /** Resolves once nothing is on the way any more. */
  settled(): Promise<void>
}

interface Subscription {
  handler: Handler<never>
  live: boolean
}

/** Call it within a test: what is on the way at its end is not delivered any more. */
export function lossyNetwork(options: NetworkOptions = {}): LossyNetwork {
  const seed = Number(process.env.CALLGRANT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const random = generator(seed)
  onTestFailed(() => console.error(`The network's seed was ${seed}: CALLGRANT_TEST_SEED=${seed} repeats it.`))
  const network = { delayMs: 8, loss: 0, inOrder: true, ...options }
  const subscribers = new Map<string, Set<Subscription>>()
  const timers = new Set<NodeJS.Timeout>()
  let idle = Promise.withResolvers<void>()
  onTestFinished(() => {
    for (const timer of timers) clearTimeout(timer)
  })

  const later = (ms: number, work: () => void) => {
    if (timers.size === 0) idle = Promise.withResolvers()
    const timer = setTimeout(() => {
      // What this sets going keeps the network busy: until then it is not idle.
      work()
      timers.delete(timer)
      if (timers.size === 0) idle.resolve()
    }, ms)
    timers.add(timer)
  }
  const delay = () => random() * network.delayMs

  function node(): Bus {
    /** What is on the way from this node, by subscriber, in the order in which it was sent. */
    const lines = new WeakMap<Subscription, (() => void)[]>()

    const send = (to: Subscription, text: string, arrived: () => void) => {
      const line = lines.get(to) ?? []
      lines.set(to, line)
      const own = () => {
        if (to.live) to.handler(JSON.parse(text) as never)
        arrived()
      }
      line.push(own)
      later(delay(), () => {
        // In order: whichever delay is over first brings the oldest.
        const next = network.inOrder ? line.shift() : line.splice(line.indexOf(own), 1)[0]
        next?.()
      })
    }
    const listeners = (to: string) => [...(subscribers.get(to) ?? [])].filter(({ live }) => live)

    return {
      subscribe<M extends BusMessage>(to: Address<M>, handler: Handler<M>) {
        const subscription: Subscription = { handler, live: false }
        const own = subscribers.get(to) ?? new Set()
        subscribers.set(to, own.add(subscription))
        return new Promise((resolve) => {
          later(delay(), () => {
            subscription.live = true
            resolve(() => {
              subscription.live = false
              own.delete(subscription)
            })
          })
        })
      },
      publish(to, message) {
        const text = JSON.stringify(message)
        for (const one of listeners(to)) if (random() >= network.loss) send(one, text, () => {})
      },
      deliver(to, message) {
        const text = JSON.stringify(message)
        return new Promise((resolve) => {
          const there = listeners(to)
          for (const one of there) send(one, text, () => resolve(true))
          if (there.length === 0) later(delay(), () => resolve(false))
        })
      },
      isThere: async (to) => listeners(to).length > 0,
      ping: async () => {},
      onGap: () => () => {},
      async close() {},
    }
  }

  return {
    options: network,
    node,
    async settled() {
      while (timers.size > 0) await idle.promise
    },
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A back end that reads its app's events, on whichever node it gets, from where it was before. */

import { type BackendEvent, createBackend } from '@callgrant/sdk/backend'
import type { Random } from './random.ts'

export interface Reader {
  /** In the order in which they came. */
  events: { id: string; type: BackendEvent['type'] }[]
  /** Resolves once the event with this id was read; false when it was not within so many milliseconds. */
  until(id: string, ms: number): Promise<boolean>
  stop(): void
}

/** Reads from the beginning. */
export function startReader(options: {
  appid: string
  secret: string
  random: Random
  nodes(): string[]
}): Reader {
  const { appid, secret, random, nodes } = options
  const events: Reader['events'] = []
  const ids = new Set<string>()
  const stopped = new AbortController()
  const waiting = new Set<() => void>()
  const server = nodes()[0] ?? ''
  const backend = createBackend({
    server,
    appid,
    secret,
    // Any node has the stream, as behind a load balancer.
    fetch: (to, init) => fetch(String(to).replace(server, random.pick(nodes())), init),
  })
  const read = async () => {
    // It opens the stream again by itself, also after a refusal that a node may get over.
    for await (const { id, type } of backend.events({ after: '0', signal: stopped.signal })) {
      events.push({ id, type })
      ids.add(id)
      for (const heard of waiting) heard()
    }
  }
  read().catch((error: Error) => {
    if (!stopped.signal.aborted)
      events.push({ id: `the stream ended: ${error.message}`, type: 'call.changed' })
  })
  return {
    events,
    async until(id, ms) {
      const end = performance.now() + ms
      while (!ids.has(id)) {
        const left = end - performance.now()
        if (left <= 0) return false
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer)
            waiting.delete(done)
            resolve()
          }
          const timer = setTimeout(done, left)
          waiting.add(done)
        })
      }
      return true
    },
    stop: () => stopped.abort(),
  }
}

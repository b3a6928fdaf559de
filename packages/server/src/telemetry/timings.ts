/** How long the store and the bus take on this node, and how much of it is under way. */

export type Timed = 'store_read' | 'store_write' | 'bus_deliver'

export interface Timings {
  /** Runs `work`, and tells how long it took. */
  time<T>(what: Timed, work: () => T): T
  /** How many are under way now. */
  underWay(what: Timed): number
  /** @param listener is told the milliseconds; one for each server */
  listen(listener: (what: Timed, ms: number) => void): void
}

export function createTimings(): Timings {
  const underWay: Record<Timed, number> = { store_read: 0, store_write: 0, bus_deliver: 0 }
  let tell: (what: Timed, ms: number) => void = () => {}
  return {
    time(what, work) {
      const began = performance.now()
      underWay[what]++
      const over = () => {
        underWay[what]--
        tell(what, performance.now() - began)
      }
      try {
        const result = work()
        if (result instanceof Promise) {
          // Two handlers, and no `finally`, which would make a promise of its own that could reject unheard.
          result.then(over, over)
          return result
        }
        over()
        return result
      } catch (error) {
        over()
        throw error
      }
    },
    underWay: (what) => underWay[what],
    listen(listener) {
      tell = listener
    },
  }
}

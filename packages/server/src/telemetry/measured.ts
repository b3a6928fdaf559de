/** A store and a bus whose times are told: to the metrics of this node, and to traces where they are on. */

import type { Bus } from '../bus/bus.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Store } from '../store/store.ts'
import type { Timings } from './timings.ts'
import type { Tracing } from './tracing.ts'

type Method = (...parameters: unknown[]) => unknown

/** What is done inside of a transaction is part of its time, and told of as one. */
export function measuredStore(store: Store, timings: Timings, tracing: Tracing | null): Store {
  const read = (name: string, method: Method): Method => {
    const timed: Method = (...parameters) => timings.time('store_read', () => method(...parameters))
    if (!tracing) return timed
    const options = { kind: 'client', attributes: { 'db.operation.name': name } } as const
    return (...parameters) => tracing.inside(`store ${name}`, options, () => timed(...parameters))
  }
  const write = (name: string, method: Method): Method => {
    const timed: Method = (...parameters) => timings.time('store_write', () => method(...parameters))
    if (!tracing) return timed
    return (...parameters) => tracing.inside(`store ${name}`, { kind: 'client' }, () => timed(...parameters))
  }
  const measured: Record<string, unknown> = { ...store }
  for (const [name, part] of Object.entries(store as unknown as Record<string, unknown>)) {
    if (TABLES.has(name as keyof Repositories)) measured[name] = tableOf(name, part as object, read)
  }
  return Object.assign(measured as unknown as Store, {
    findCall: read('calls.find', store.findCall as Method),
    changeCall: write('change call', store.changeCall as Method),
    write: write('write', store.write as unknown as Method),
  })
}

/** Of repositories, those that are asked outside of transactions while people wait. */
const TABLES = new Set<keyof Repositories>([
  'apps',
  'calls',
  'checks',
  'consent',
  'devices',
  'events',
  'people',
])
/** Says how the store is; asks nothing. */
const NO_QUERY = new Set(['numbersAfterCommit'])

function tableOf(table: string, part: object, read: (name: string, method: Method) => Method): object {
  return Object.fromEntries(
    Object.entries(part as Record<string, Method>).map(([name, method]) => [
      name,
      NO_QUERY.has(name) ? method : read(`${table}.${name}`, method),
    ]),
  )
}

export function measuredBus(bus: Bus, timings: Timings, tracing: Tracing | null): Bus {
  const deliver: Bus['deliver'] = (to, message) => timings.time('bus_deliver', () => bus.deliver(to, message))
  const measured: Pick<Bus, 'deliver' | 'publish'> = tracing
    ? {
        deliver: (to, message) =>
          tracing.inside(`bus deliver ${message.type}`, { kind: 'producer' }, () => deliver(to, message)),
        publish: (to, message) =>
          tracing.inside(`bus publish ${message.type}`, { kind: 'producer' }, () => bus.publish(to, message)),
      }
    : { deliver, publish: (to, message) => bus.publish(to, message) }
  return {
    subscribe: (to, handler) => bus.subscribe(to, handler),
    isThere: (to) => bus.isThere(to),
    ping: () => bus.ping(),
    onGap: (handler) => bus.onGap(handler),
    close: () => bus.close(),
    ...measured,
  }
}

/** How messages between nodes go on with their trace. */
export function busTraces(tracing: Tracing) {
  return {
    current: () => tracing.current(),
    arrive: (parent: string, work: () => void) =>
      tracing.span('bus receive', { kind: 'consumer', parent }, work),
  }
}

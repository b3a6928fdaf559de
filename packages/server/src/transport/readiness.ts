/** Whether this node can do its work, part by part: for `/readyz`, and for the gateway, which takes no client else. */

import { CallgrantError } from '@callgrant/protocol'
import { partCheck } from './part-check.ts'

interface PartState {
  state: 'ok' | 'away'
}

export interface Parts {
  store: PartState
  bus: PartState
  /** `off`: this machine's clock is over a second from the store's, which is used instead. Calls do not suffer by it. */
  clock: { state: 'ok' | 'off'; offset_ms: number }
  /** The thread that posts events. `restarting`: it ended of itself, and what is to be sent waits a second. */
  webhooks: { state: 'ok' | 'restarting' }
}

export interface Readiness {
  /** How each part is now, within 2 s. @throws NotReady (`unavailable`), which names what is away: another node may do better */
  require(): Promise<Parts>
}

/** The refusal of a node that is not ready. */
export class NotReady extends CallgrantError {
  readonly parts: Parts

  constructor(parts: Parts) {
    const away = (['store', 'bus'] as const).filter((name) => parts[name].state === 'away')
    const message = `This node does not reach its ${away.join(' and its ')}. Use another node, or try again.`
    super('unavailable', { message, retryAfter: 1 })
    this.parts = parts
  }
}

/** Past this the time service of the machine does not work, in milliseconds. */
const CLOCK_OFF_MS = 1_000

/** @param ask `store`, `bus`: reject when it is away; `clockOffsetMs`: what is added to this machine's clock; `webhooks`: how its thread is */
export function createReadiness(ask: {
  store(): Promise<void>
  bus(): Promise<void>
  clockOffsetMs(): number
  webhooks(): Parts['webhooks']['state']
}): Readiness {
  const [requireStore, requireBus] = [partCheck(ask.store), partCheck(ask.bus)]
  return {
    async require() {
      const [store, bus] = await Promise.all([stateOf(requireStore), stateOf(requireBus)])
      const offset = Math.round(ask.clockOffsetMs())
      const clock = Math.abs(offset) > CLOCK_OFF_MS ? 'off' : 'ok'
      const webhooks = { state: ask.webhooks() }
      const parts: Parts = { store, bus, clock: { state: clock, offset_ms: offset }, webhooks }
      if (store.state === 'away' || bus.state === 'away') throw new NotReady(parts)
      return parts
    },
  }
}

async function stateOf(check: () => Promise<void>): Promise<PartState> {
  try {
    await check()
    return { state: 'ok' }
  } catch (error) {
    if (!(error instanceof CallgrantError && error.code === 'unavailable')) throw error
    return { state: 'away' }
  }
}

/** The bus of several nodes: whether NATS can be reached, and lets this node send and hear. */

import pino from 'pino'
import { natsBus } from '../../bus/nats/nats.ts'
import type { Settings } from '../../config/settings.ts'
import { type Finding, find } from './finding.ts'

/** @returns nothing where there is one process, which needs no bus */
export async function checkBus(settings: Settings): Promise<Finding[]> {
  if (settings.natsUrl === null) return []
  try {
    const bus = await natsBus(settings, pino({ level: 'silent' }))
    await bus.close()
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error }
    const why = cause?.message ?? message
    return [
      find(
        'bus',
        'broken',
        `${why}. Check NATS_URL, that NATS runs, and what this node may do there.`,
        `${why}。请检查 NATS_URL、NATS 是否运行以及本节点的权限。`,
      ),
    ]
  }
  const under = `${settings.natsPrefix}.>`
  return [find('bus', 'ok', `NATS carries messages under ${under}`, `NATS 可在 ${under} 下收发消息`)]
}

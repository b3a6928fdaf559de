/** What happens to the networks, one after another. */

import type { LinkName, Space } from './space.ts'

export interface Scenario {
  name: string
  /** How long there is no way between the sides, in milliseconds; the picture may stand still for 2.5 s more. */
  cutMs: number
  /** Changes the networks, and for a cut restores them. */
  apply(space: Space): Promise<void>
  /** How long to watch after it, in milliseconds. */
  watchMs: number
  restore(space: Space): Promise<void>
  /** So much is lost that speech that is sent twice must be made up less than speech that is sent once. */
  redundant?: boolean
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

function cut(seconds: number, links: LinkName[]): Scenario {
  return {
    name: `cut of ${seconds} s, ${links.length === 1 ? 'one side' : 'all'}`,
    cutMs: seconds * 1000,
    watchMs: 6_000,
    async apply(space) {
      for (const link of links) await space.set(link, { cut: true })
      await pause(seconds * 1000)
      for (const link of links) await space.set(link, {})
    },
    restore: async () => {},
  }
}

function bad(name: string, settings: Parameters<Space['set']>[1]): Scenario {
  return {
    name,
    cutMs: 0,
    watchMs: 15_000,
    apply: (space) => space.set('phone', settings),
    restore: (space) => space.set('phone', {}),
  }
}

export const SCENARIOS: Scenario[] = [
  ...[5, 12, 14].flatMap((seconds) => [cut(seconds, ['phone']), cut(seconds, ['phone', 'device'])]),
  {
    name: 'change of address and route',
    cutMs: 0,
    watchMs: 15_000,
    apply: async (space) => await space.changeAddress(),
    restore: async (space) => await space.restoreAddress(),
  },
  bad('5 % loss', { loss: 0.05 }),
  { ...bad('20 % loss', { loss: 0.2 }), redundant: true },
  bad('300 ms round trip', { delayMs: 150 }),
  // For the call, and as much for the bare pair beside it.
  bad('300 kbit/s', { rateKbit: 600 }),
]
/** The short form, for the tests. */
export const SHORT = SCENARIOS.slice(0, 1)

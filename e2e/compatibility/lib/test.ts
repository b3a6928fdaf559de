/** The `test` of this folder: each says which rows of WeChat's surface it shows, and how Callgrant has them. */

import { createEmulator, type Emulator, type EmulatorOptions } from '@callgrant/emulator'
import { test as plain } from 'vitest'
import type { SurfaceId } from '../surface/index.ts'
import type { Claims } from './page.ts'

declare module 'vitest' {
  interface TaskMeta {
    covers?: Claims
  }
}

/** Far from the end of a day, at which daily quotas begin anew; patient with a machine that has much to do. */
export const EMULATED: EmulatorOptions = {
  time: 'stands',
  now: Date.parse('2026-01-15T02:00:00Z'),
  modelType: 'campus phone',
  patienceMs: 20_000,
}

/** What a test says of rows. Said in a test that fails, it counts for nothing. */
export interface Covers {
  /** As in WeChat. */
  same(...ids: SurfaceId[]): void
  /** There, but not as in WeChat. @param how how, and why */
  different(id: SurfaceId | SurfaceId[], how: string): void
  /** Not there; the test shows what one meets instead. @param why why */
  absent(id: SurfaceId | SurfaceId[], why: string): void
}

/**
 * @example
 * test('a ticket is 32 letters and digits', async ({ covers, emulator }) => {
 *   covers.same('http.getsnticket.sn_ticket')
 * })
 */
export const test = plain.extend<{ covers: Covers; emulator: Emulator }>({
  covers: async ({ task }, use) => {
    const claims: Claims = {}
    task.meta.covers = claims
    const claim = (ids: string | string[], verdict: Claims[string]) => {
      for (const id of [ids].flat()) claims[id] = verdict
    }
    await use({
      same: (...ids) => claim(ids, { verdict: 'same' }),
      different: (ids, note) => claim(ids, { verdict: 'different', note }),
      absent: (ids, note) => claim(ids, { verdict: 'absent', note }),
    })
  },
  /** One of its own for each test that names it. Its time stands still: only `advance` moves it. */
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  emulator: async ({}, use) => {
    await using emulator = await createEmulator(EMULATED)
    await use(emulator)
  },
})

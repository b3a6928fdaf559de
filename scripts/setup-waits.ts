/**
 * Vitest's setup of each test file: `vi.waitFor` and `vi.waitUntil` wait for 10 s unless a test says otherwise. Vitest's second
 * is too short where two parts of the tests share two cores; what happens in time is not waited for any longer.
 */

import { vi } from 'vitest'

const WAIT_MS = 10_000
const patient = Symbol.for('callgrant.patient')

type Wait = typeof vi.waitFor & { [patient]?: true }

function withPatience(wait: Wait): Wait {
  // Files of a part share their modules.
  if (wait[patient]) return wait
  const longer = ((work: Parameters<Wait>[0], options?: Parameters<Wait>[1]) =>
    wait(work, typeof options === 'number' ? options : { timeout: WAIT_MS, ...options })) as Wait
  longer[patient] = true
  return longer
}

vi.waitFor = withPatience(vi.waitFor)
vi.waitUntil = withPatience(vi.waitUntil as Wait) as typeof vi.waitUntil

/** One step of the demo. */

import type { Text } from 'callgrant/command-line'
import type { DemoState } from './state.ts'

/** What a step prints beside its name. */
export type StepResult = Record<string, unknown>

export interface Step {
  step: string
  about: Text
  run(demo: DemoState): Promise<StepResult>
}

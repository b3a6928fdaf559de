/** One step of the demo. */

import type { Text } from '../text.ts'
import type { World } from './world.ts'

/** What a step tells beside that it went well. */
export type Told = Record<string, unknown>

export interface Step {
  step: string
  about: Text
  play(world: World): Promise<Told>
}

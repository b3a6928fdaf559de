/** What a scenario is: something that an attacker does, and the bounds that must hold. */

import type { Target } from './target.ts'
import type { Wire } from './wire.ts'

export interface Scenario {
  name: string
  /** Flags of `callgrant serve` that it needs. Those with the same flags share a server, and follow one another. */
  flags?: string[]
  /** A name for a server of its own, beside the others: it mostly waits. */
  server?: string
  /** Only in the long form: it must wait for what takes long. */
  longOnly?: boolean
  /**
   * Attacks. Memory and health are watched meanwhile.
   * @returns what happened, in a few words. @throws Broken
   */
  run(attack: Attack): Promise<string>
}

export interface Attack {
  target: Target
  wire: Wire
  long: boolean
  /** How long what has no end of its own goes on. */
  minutes: number
}

/** A bound was broken; the message says which. */
export class Broken extends Error {}

/** @throws Broken unless it holds */
export function must(holds: boolean, bound: string): void {
  if (!holds) throw new Broken(bound)
}

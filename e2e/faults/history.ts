/** What the load did, and what it was told: all that the checker goes by, beside the store. Times are of one clock. */

import type { Call } from '@callgrant/protocol'

/** An answer that never came is `unknown`: both outcomes are allowed. */
export type Outcome<T> =
  | { kind: 'ok'; reply: T }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown'; why: string }

/** One request. Times in milliseconds of the load's own clock, which only goes forward. */
export interface Operation {
  type: string
  /** The client that sent it. */
  client: string
  /** Of call.start, as its payload: unique. Of a decision, as its words. */
  tag?: string
  /** Whom it is about: `openid door`. */
  subject?: string
  roomId?: string
  sent: number
  answered: number
  outcome: 'ok' | 'refused' | 'unknown'
  /** Of a refusal, or why nothing is known. */
  code?: string
  /** How the call was then, for requests about calls. */
  call?: Pick<Call, 'room_id' | 'state' | 'version' | 'end'>
}

/** What a person made of one authorization, through one or more requests that ask for the same. */
export interface Phase {
  subject: string
  act: 'authorized' | 'refused' | 'switched_on' | 'switched_off' | 'cleared'
  /** When the first request was sent, and when one was acknowledged; Infinity: none was. */
  sent: number
  acknowledged: number
  /** The words of a decision, by which its record is found. */
  words?: string
  /** There was nothing to switch. */
  vanished?: boolean
}

/** What a client was told of a call. */
export interface Told {
  client: string
  roomId: string
  state: Call['state']
  version: number
  end: Call['end']
  /** `notice`, or the request whose reply said it. */
  by: string
  at: number
}

export class History {
  readonly operations: Operation[] = []
  readonly phases: Phase[] = []
  readonly told: Told[] = []
  readonly #began = performance.now()

  now(): number {
    return performance.now() - this.#began
  }
}

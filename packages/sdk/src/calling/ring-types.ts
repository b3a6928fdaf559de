/** The public types of a ring of several people (docs/households.md). */

import type { RingEndReason, RingPlan, RoomType, RungOutcome } from '@callgrant/protocol'
import type { Call, LocalOrigin } from './types.ts'

export type { RingEndReason, RingPlan, RungOutcome }

/** Whom to ring, and how. */
export interface RingRequest {
  /** At most 20, nobody twice; in this order, where the plan is `in_turn`. */
  people: {
    openid: string
    /** Shown on the device; and, if this person answers, to the others. */
    name?: string
    /** How long this person is rung, 5 to 120. */
    seconds?: number
  }[]
  /** All at once, or one after the other. */
  plan: RingPlan
  /** How long each person is rung who has no time of their own. Default: the app's. */
  seconds?: number
  /** `voice` never opens a camera. */
  roomType: RoomType
  /** Whether this side starts with its camera on. Default true. */
  callerCamera?: boolean
  /** The same of who answers. Default true. */
  listenerCamera?: boolean
  /** Longest talking time in seconds, more than 0. */
  timeLimit?: number
  /** Passed to each person, `a=1&b=2`; at most 1024 characters. */
  customQuery?: string
  /** Passed to each person as it is; at most 4096 characters. */
  payload?: string
  /** true: each is rung only after the app's back end said yes, where it can be asked. Default false. */
  isCloud?: boolean
}

/** One of those who are rung, with what became of them so far. */
export interface RungPerson {
  readonly openid: string
  /** As given in the request; null: none was. */
  readonly name: string | null
  readonly outcome: RungOutcome
  /** Of `refused`: the code, and the words. */
  readonly refusal: { code: string; message: string } | null
  /** The call that rings them; null: there is none. */
  readonly roomId: string | null
}

export interface RingEvents {
  /** Somebody is rung, declined, was refused; or it is over. */
  change: Ring
}

/** A ring of several people, from this device. */
export interface Ring {
  readonly ringId: string
  readonly plan: RingPlan
  /** `ended` also once somebody has answered: from then on there is their call alone. */
  readonly state: 'ringing' | 'ended'
  /** In the order of the request. */
  readonly people: readonly RungPerson[]
  /** Null: it goes on. */
  readonly end: RingEndReason | null
  /** The call of the person who answered; null: nobody has. */
  readonly call: Call | null
  /** Resolves when somebody answers, to their call; to null when nobody is left, or this side gave up. Never rejects. */
  readonly answered: Promise<Call | null>
  on<K extends keyof RingEvents>(event: K, listener: (value: RingEvents[K]) => void): () => void
  /** Nobody is rung any more. After an answer it changes nothing: hang up the call. */
  cancel(origin?: LocalOrigin): Promise<void>
}

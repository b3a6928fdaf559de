/** A ring of several people: the device, the plan, and each person with the call that rings them. */

import type { RingEndReason, RingPlan, RoomType } from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'
import type { CallState } from '../call/call-state.ts'

/** The client of the device that rings. */
export interface RingCaller {
  clientId: string
  keyPrint: string
  language?: Language | undefined
}

/** What each call of a ring is to be, in the words of `call.start`. */
export interface RingWish {
  room_type: RoomType
  caller_camera: boolean
  listener_camera: boolean
  time_limit_seconds?: number | undefined
  custom_query?: string | undefined
  payload?: string | undefined
  is_cloud: boolean
}

/** Times are milliseconds since 1970. */
export interface RingState {
  ringId: string
  appid: string
  version: number
  state: 'ringing' | 'ended'
  plan: RingPlan
  modelId: string
  sn: string
  caller: RingCaller
  wish: RingWish
  createdAt: number
  endedAt: number | null
  endReason: RingEndReason | null
  /** The call of the person who answered. */
  answeredRoom: string | null
}

/** What a ring takes from the call of one person. */
export type LegCall = Pick<CallState, 'state' | 'acceptedAt' | 'endReason' | 'endBy' | 'answeredBy'>

/** One person of a ring. */
export interface RingLeg {
  /** From 0: the order of a plan in turn. */
  place: number
  openid: string
  name: string | null
  seconds: number
  /** Null: no call was made. */
  roomId: string | null
  /** Why none was: the code and the words. */
  refusal: { code: string; message: string } | null
  /** Null also for one that is not kept any more. */
  call: LegCall | null
}

/** A ring with its people, in the order of the list. */
export interface RingWithLegs {
  ring: RingState
  legs: RingLeg[]
}

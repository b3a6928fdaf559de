/** What a move of devices between groups changes, for whom: shown before it is done. */

import type { Authorization, DeviceRef } from '@callgrant/protocol'

/** A device with the decisions that bear on it: those about itself, about its group now, and about the group it goes to. */
export interface Move {
  device: DeviceRef
  own: readonly Authorization[]
  from: readonly Authorization[]
  to: readonly Authorization[]
}

/** One person whom a device may ring after the move and may not now, or the other way round. */
export interface Change {
  openid: string
  sn: string
  model_id: string
  before: boolean
  after: boolean
}

/** Most specific wins (A5): a person's decision about the device itself stays in force wherever the device goes. */
export function moveEffect(moves: readonly Move[]): Change[] {
  return moves.flatMap(({ device, own, from, to }) => {
    const decided = new Set(own.map(({ openid }) => openid))
    const before = allowedBy(from)
    const after = allowedBy(to)
    const people = new Set([...before, ...after])
    return [...people]
      .filter((openid) => !decided.has(openid) && before.has(openid) !== after.has(openid))
      .sort()
      .map((openid) => ({ openid, ...device, before: before.has(openid), after: after.has(openid) }))
  })
}

function allowedBy(rows: readonly Authorization[]): Set<string> {
  return new Set(rows.filter(({ status }) => status === 1).map(({ openid }) => openid))
}

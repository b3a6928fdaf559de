/** The parties of a call: a device and a person, one of them the caller (C1). */

import type { SideName } from '@callgrant/protocol'
import type { CallState } from './call-state.ts'

/** A party by itself: a person of the app, or a device of the app. */
export type Party = { role: 'person'; openid: string } | { role: 'device'; modelId: string; sn: string }

/** The key under which a party is in a call (C8). Sorted, these are the order in which rows are locked. */
export function partyKey(party: Party): string {
  return party.role === 'person' ? `p:${party.openid}` : `d:${party.modelId}:${party.sn}`
}

/** Which side of this call the party is, or null when it is neither. */
export function sideOf(
  row: Pick<CallState, 'callerKind' | 'openid' | 'modelId' | 'sn'>,
  party: Party,
): SideName | null {
  const isParty =
    party.role === 'person'
      ? party.openid === row.openid
      : party.modelId === row.modelId && party.sn === row.sn
  if (!isParty) return null
  return party.role === row.callerKind ? 'caller' : 'listener'
}

/** To the listener there is no such call before the back end said yes (C16), nor one that came in quiet hours (Y9). */
export function isKnownToListener({ awaitsBackend, quiet }: CallState): boolean {
  return !awaitsBackend && !quiet
}

export function otherSide(side: SideName): SideName {
  return side === 'caller' ? 'listener' : 'caller'
}

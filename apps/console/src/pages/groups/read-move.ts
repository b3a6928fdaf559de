import type { Authorization, DeviceRef } from '@callgrant/protocol'
import type { Backend } from '@callgrant/sdk/backend'
import { type Change, moveEffect } from './move-effect.ts'

/** Of each list at most so many decisions are read: more people than that are not listed by name. */
const MOST = 2_000

export interface MoveRead {
  changes: Change[]
  /** False: there are more decisions than were read. */
  complete: boolean
}

/** Reads what a move changes. @param to the group, or null: out of any */
export async function readMove(
  backend: Backend,
  devices: readonly DeviceRef[],
  to: string | null,
): Promise<MoveRead> {
  let complete = true
  const read = async (filter: Parameters<Backend['authorizations']['list']>[0]) => {
    const rows: Authorization[] = []
    for await (const row of backend.authorizations.list(filter)) {
      if (rows.length === MOST) {
        complete = false
        break
      }
      rows.push(row)
    }
    return rows
  }
  const groups = new Map<string, Promise<Authorization[]>>()
  const ofGroup = async (groupId: string | null) => {
    if (groupId === null) return []
    const found = groups.get(groupId) ?? read({ group_id: groupId })
    groups.set(groupId, found)
    return (await found).filter(({ kind }) => kind === 'group')
  }
  const moves = await Promise.all(
    devices.map(async (device) => {
      // A device that has never registered is in no group, and the server knows nothing of it yet.
      const now = await backend.devices.get(device).catch(() => null)
      const own = (await read({ ...device })).filter(({ kind }) => kind === 'device')
      return { device, own, from: await ofGroup(now?.group_id ?? null), to: await ofGroup(to) }
    }),
  )
  return { changes: moveEffect(moves), complete }
}

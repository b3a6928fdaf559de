/** Which row decides whether a device may ring a person (authorization.md, A5 and A6): for one, for a list, for a query. */

import { type Standing, standing, stoodAt } from './limit.ts'

/** What is known of one device and one person at this moment. */
export interface Facts<Row extends Standing> {
  sn: string
  /** The group that the device is in now (A6). */
  groupId: string | null
  /** The device's own row. */
  device: Row | null
  /** The row of the group that the device is in now. */
  group: Row | null
  /** A group that the person authorized and the device is not in: only to say so in words. */
  elsewhere: string | null
}

/** Whether a device may ring a person, and why. */
export interface Effective<Row extends Standing> {
  allowed: boolean
  decidedBy: 'device' | 'group' | 'none'
  groupId: string | null
  /** The row that decided; its `display_name` is what the person sees when the device rings (A9). */
  row: Row | null
  /** The same in words, for the log, the check and `errMsg`. */
  reason: string
  /** With no row: a group that the person authorized and that the device is not in. */
  notInGroup?: string
  /** The device's own row says no, and counts before that of its group, which says yes. */
  overGroup?: true
  /** A row that would have decided, and ran out (Y1): the device's own, else its group's. */
  ranOut?: Row
}

/** The rows that may decide. */
type Rows<Row extends Standing> = Pick<Facts<Row>, 'device' | 'group'>

/**
 * Most specific wins (A5): the device's own row, else the row of the group that it is in now (A6), else none. What ran out is
 * no row (Y1).
 */
function rowThatDecides<Row extends Standing>({ device, group }: Rows<Row>, now: number): Row | null {
  return standing(device, now) ?? standing(group, now)
}

/**
 * Whether the device may ring the person, without the words.
 * @param now milliseconds since 1970, as everywhere here
 */
export function isAllowed<Row extends Standing>(rows: Rows<Row>, now: number): boolean {
  return rowThatDecides(rows, now)?.status === 1
}

/**
 * Whether a call that rings still has the consent that it was placed with: it was not withdrawn (A7). What ran out meanwhile was
 * not withdrawn (Y5).
 * @param placedAt when the call was placed
 */
export function isStillAllowed<Row extends Standing>(
  { device, group }: Rows<Row>,
  placedAt: number,
): boolean {
  const row = stoodAt(device, placedAt) ?? stoodAt(group, placedAt)
  return row?.status === 1 || row?.rings_left === 0
}

/** Whether the device may ring the person, which row decided, and why in words. */
export function decideEffective<Row extends Standing>(facts: Facts<Row>, now: number): Effective<Row> {
  const { sn, groupId, device, group, elsewhere } = facts
  const row = rowThatDecides(facts, now)
  const out = row !== null && row === device ? null : ranOutAmong(facts, now)
  const ranOut = out && { ranOut: out }
  if (!row) {
    const reason = noRow(sn, groupId, elsewhere, out !== null)
    const notInGroup = elsewhere !== null && { notInGroup: elsewhere }
    return { allowed: false, decidedBy: 'none', groupId, row, reason, ...notInGroup, ...ranOut }
  }
  const allowed = row.status === 1
  const verb = `openid has ${allowed ? 'authorized' : 'refused'}`
  return row === device
    ? {
        allowed,
        decidedBy: 'device',
        groupId,
        row,
        reason: `${verb} device ${sn}`,
        ...(!allowed && standing(group, now)?.status === 1 && { overGroup: true as const }),
      }
    : {
        allowed,
        decidedBy: 'group',
        groupId,
        row,
        reason: `${verb} the group of device ${sn} (group ${groupId}: device is in it)`,
        ...ranOut,
      }
}

function ranOutAmong<Row extends Standing>({ device, group }: Rows<Row>, now: number): Row | null {
  if (device) return standing(device, now) ? null : device
  return group && !standing(group, now) ? group : null
}

function noRow(sn: string, groupId: string | null, elsewhere: string | null, ranOut: boolean): string {
  const words = ranOut
    ? `openid has not authorized device ${sn} any more: it was for a time, which is over`
    : `openid has not authorized device ${sn}`
  if (elsewhere !== null) return `${words} (group ${elsewhere}: device is not in it)`
  if (ranOut) return words
  return groupId === null ? words : `${words} (group ${groupId}: not authorized either)`
}

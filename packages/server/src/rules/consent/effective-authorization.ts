/** Which row decides whether a device may ring a person (authorization.md, A5 and A6): for one, for a list, for a query. */

/** What is known of one device and one person at this moment. */
export interface Facts<Row extends { status: number }> {
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
export interface Effective<Row extends { status: number }> {
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
}

/** The rows that may decide. */
type Rows<Row extends { status: number }> = Pick<Facts<Row>, 'device' | 'group'>

/** Most specific wins (A5): the device's own row, else the row of the group that it is in now (A6), else none. */
function rowThatDecides<Row extends { status: number }>({ device, group }: Rows<Row>): Row | null {
  return device ?? group
}

/** Whether the device may ring the person, without the words. */
export function isAllowed<Row extends { status: number }>(rows: Rows<Row>): boolean {
  return rowThatDecides(rows)?.status === 1
}

/** Whether the device may ring the person, which row decided, and why in words. */
export function decideEffective<Row extends { status: number }>(facts: Facts<Row>): Effective<Row> {
  const { sn, groupId, device, elsewhere } = facts
  const row = rowThatDecides(facts)
  if (!row) {
    const reason = noRow(sn, groupId, elsewhere)
    const notInGroup = elsewhere !== null && { notInGroup: elsewhere }
    return { allowed: false, decidedBy: 'none', groupId, row, reason, ...notInGroup }
  }
  const allowed = isAllowed(facts)
  const verb = `openid has ${allowed ? 'authorized' : 'refused'}`
  return row === device
    ? {
        allowed,
        decidedBy: 'device',
        groupId,
        row,
        reason: `${verb} device ${sn}`,
        ...(!allowed && facts.group?.status === 1 && { overGroup: true as const }),
      }
    : {
        allowed,
        decidedBy: 'group',
        groupId,
        row,
        reason: `${verb} the group of device ${sn} (group ${groupId}: device is in it)`,
      }
}

function noRow(sn: string, groupId: string | null, elsewhere: string | null): string {
  const words = `openid has not authorized device ${sn}`
  if (elsewhere !== null) return `${words} (group ${elsewhere}: device is not in it)`
  return groupId === null ? words : `${words} (group ${groupId}: not authorized either)`
}

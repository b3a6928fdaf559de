/** The law of consent (authorization.md, A1–A6) as pure functions: the three states, and which row decides. */

/** What an authorization is about: one device, or one group. */
export type Subject = { kind: 'device'; modelId: string; sn: string } | { kind: 'group'; groupId: string }

/** The key of an authorization, with appid and openid. Ids hold no colon, so it always parts in one way. */
export function subjectKey(subject: Subject): string {
  return subject.kind === 'device' ? `d:${subject.modelId}:${subject.sn}` : `g:${subject.groupId}`
}

/** The columns by which a row names its device or group. */
export function subjectColumns(subject: Subject) {
  const device = subject.kind === 'device' ? subject : null
  return {
    subject: subjectKey(subject),
    kind: subject.kind,
    model_id: device?.modelId ?? null,
    sn: device?.sn ?? null,
    group_id: subject.kind === 'group' ? subject.groupId : null,
  }
}

/** "none" is: never asked, or cleared. */
export type State = 'none' | 'authorized' | 'refused'
/** What a person can do about one authorization. `dismiss`: the dialog went away with no answer. */
export type ConsentEvent = 'allow' | 'reject' | 'dismiss' | 'switch_on' | 'switch_off' | 'clear'

/** The state that a row, or its absence, stands for. */
export function stateOf(row: { status: number } | null | undefined): State {
  if (!row) return 'none'
  return row.status === 1 ? 'authorized' : 'refused'
}

/**
 * Whether the dialog may be shown: only from none (A1, A3).
 * @returns null to show it, else the code of the refusal: A2 from authorized, A1 from refused
 */
export function refusalToAsk(state: State): 'already_authorized' | 'already_refused' | null {
  if (state === 'authorized') return 'already_authorized'
  if (state === 'refused') return 'already_refused'
  return null
}

/** The table of the three states. @returns the state after, or null where the event cannot happen in this state */
export function stateAfter(state: State, event: ConsentEvent): State | null {
  switch (event) {
    case 'allow':
      return state === 'none' ? 'authorized' : null
    case 'reject':
      return state === 'none' ? 'refused' : null
    case 'dismiss':
      return state === 'none' ? 'none' : null
    case 'switch_on':
      return state === 'none' ? null : 'authorized'
    case 'switch_off':
      return state === 'none' ? null : 'refused'
    case 'clear':
      return 'none'
  }
}

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
}

/** Most specific wins (A5): the device's own row, else the row of the group it is in now (A6), else no. */
export function decideEffective<Row extends { status: number }>(facts: Facts<Row>): Effective<Row> {
  const { sn, groupId, device, group, elsewhere } = facts
  if (device) {
    return device.status === 1
      ? {
          allowed: true,
          decidedBy: 'device',
          groupId,
          row: device,
          reason: `openid has authorized device ${sn}`,
        }
      : {
          allowed: false,
          decidedBy: 'device',
          groupId,
          row: device,
          reason: `openid has refused device ${sn}`,
        }
  }
  if (group) {
    const words = `${sn} (group ${groupId}: device is in it)`
    return group.status === 1
      ? {
          allowed: true,
          decidedBy: 'group',
          groupId,
          row: group,
          reason: `openid has authorized the group of device ${words}`,
        }
      : {
          allowed: false,
          decidedBy: 'group',
          groupId,
          row: group,
          reason: `openid has refused the group of device ${words}`,
        }
  }
  return { allowed: false, decidedBy: 'none', groupId, row: null, reason: noRow(sn, groupId, elsewhere) }
}

function noRow(sn: string, groupId: string | null, elsewhere: string | null): string {
  const words = `openid has not authorized device ${sn}`
  if (elsewhere !== null) return `${words} (group ${elsewhere}: device is not in it)`
  return groupId === null ? words : `${words} (group ${groupId}: not authorized either)`
}

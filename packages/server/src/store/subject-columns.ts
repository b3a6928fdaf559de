/** How a row names its device or group, for tables that have a row for each person and device or group. */

import { type Subject, subjectKey } from '../rules/consent/subject.ts'

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

/** The device or group that a row names. */
export function subjectOfRow(row: {
  model_id: string | null
  sn: string | null
  group_id: string | null
}): Subject {
  if (row.group_id !== null) return { kind: 'group', groupId: row.group_id }
  return { kind: 'device', modelId: row.model_id ?? '', sn: row.sn ?? '' }
}

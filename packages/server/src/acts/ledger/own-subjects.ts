/** Which devices and groups of a report belong to the app. */

import type { Subject } from '../../rules/consent/subject.ts'
import type { Tx } from '../../store/store.ts'

/** A device or a group as it stands in a report. */
type Named = { sn: string; model_id: string } | { group_id: string }

export function subjectOfReport(named: Named): Subject {
  return 'group_id' in named
    ? { kind: 'group', groupId: named.group_id }
    : { kind: 'device', modelId: named.model_id, sn: named.sn }
}

/**
 * Tells the app's own subjects from others: a group that the app has; a device of a model that the app has. The device
 * itself may be unknown: those that ring inside WeChat are registered there.
 */
export async function ownSubjects(
  db: Tx,
  appid: string,
  subjects: Subject[],
): Promise<(subject: Subject) => boolean> {
  const modelIds = new Set<string>()
  const groupIds = new Set<string>()
  for (const subject of subjects) {
    if (subject.kind === 'device') modelIds.add(subject.modelId)
    else groupIds.add(subject.groupId)
  }
  const models = await db.models.among(appid, [...modelIds])
  const groups = await db.groups.among(appid, [...groupIds])
  return (subject) => (subject.kind === 'device' ? models.has(subject.modelId) : groups.has(subject.groupId))
}

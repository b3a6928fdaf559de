/** What an authorization is about: one device, or one group. */

/** What an authorization is about: one device, or one group. */
export type Subject = { kind: 'device'; modelId: string; sn: string } | { kind: 'group'; groupId: string }

/** The key of an authorization, with appid and openid. Ids hold no colon, so it always parts in one way. */
export function subjectKey(subject: Subject): string {
  return subject.kind === 'device' ? `d:${subject.modelId}:${subject.sn}` : `g:${subject.groupId}`
}

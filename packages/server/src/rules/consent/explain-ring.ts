/**
 * Why a device may ring a person or not, in the words that a back end, its console and the command line have (B1): the
 * same for a check, for a hundred, and for a ring that is refused.
 */

import type { DecidedBy, Decision, ErrorCode, Language } from '@callgrant/protocol'
import { SENTENCES } from '@callgrant/protocol/errors/sentences'
import type { Effective } from './effective-authorization.ts'

interface Row {
  status: number
  /** Milliseconds since 1970. */
  updated_at: number
}

/** What a ring stands on beside the rows, at this moment. */
export interface Around {
  sn: string
  /** Whether the app has its calling capability. */
  calling: boolean
  /** Whether the app knows the person. One who was forgotten is as unknown as one who never signed in. */
  personKnown: boolean
  /** Whether the device has a key now. Without one it may be authorized all the same, and cannot ring. */
  registered: boolean
}

export interface RingExplained {
  allowed: boolean
  decision: Decision
  /** The words that a device is told. */
  reason: string
}

/** What a ring is refused for before any row is read, by the code of the refusal. */
const BEFORE_ANY_ROW: Partial<Record<ErrorCode, DecidedBy>> = {
  calling_not_enabled: 'calling_off',
  openid_unknown: 'person_unknown',
  openid_other_app: 'person_unknown',
  device_unknown: 'device_unregistered',
}

/**
 * Whether the device may ring the person, what decided, since when, and why in one sentence. In the order in which a ring
 * is refused: the app's capability, the person, and then the rows (A5, A6). That the device has no key is said, and takes
 * no permission away: people are asked about devices that are yet to register.
 * @param rows what `decideEffective` made of the rows
 */
export function explainRing(rows: Effective<Row>, around: Around, language: Language): RingExplained {
  const { calling, personKnown, registered, sn } = around
  const stopped = !calling ? 'calling_not_enabled' : personKnown ? null : 'openid_unknown'
  const before = stopped === null ? null : decisionBeforeAnyRow(stopped, language)
  if (stopped !== null && before) {
    return { allowed: false, decision: before, reason: SENTENCES.en[stopped] ?? '' }
  }
  const words = WORDS[language]
  const sentence = words[rows.decidedBy](rows, sn)
  const explanation = rows.allowed && !registered ? `${sentence}${words.noKey}` : sentence
  const decision = { by: rows.decidedBy, at: rows.row?.updated_at ?? null, explanation }
  return { allowed: rows.allowed, decision, reason: rows.reason }
}

/** What a ring was refused for before any row was read; null for other codes. */
export function decisionBeforeAnyRow(code: ErrorCode, language: Language): Decision | null {
  const by = BEFORE_ANY_ROW[code]
  return by === undefined ? null : { by, at: null, explanation: SENTENCES[language][code] ?? '' }
}

type Say = (rows: Effective<Row>, sn: string) => string

const WORDS: Record<Language, Record<'device' | 'group' | 'none', Say> & { noKey: string }> = {
  en: {
    device: ({ allowed, groupId, overGroup }, sn) => {
      if (allowed) return `The person allowed device ${sn}.`
      const over = overGroup ? ` This counts before group ${groupId}, which they allowed.` : ''
      return `The person refused device ${sn}, or switched it off.${over}`
    },
    group: ({ allowed, groupId }, sn) =>
      allowed
        ? `The person allowed group ${groupId}, which device ${sn} is in.`
        : `The person refused group ${groupId}, which device ${sn} is in, or switched it off.`,
    none: ({ groupId, notInGroup }, sn) => {
      const group = notInGroup === undefined && groupId !== null ? ` or its group ${groupId}` : ''
      const outside =
        notInGroup === undefined ? '' : ` They allowed group ${notInGroup}, but the device is not in it.`
      return `The person has given no answer about device ${sn}${group}, or cleared the app since.${outside}`
    },
    noKey: ' The device has no key now, and can ring once it is registered.',
  },
  zh: {
    device: ({ allowed, groupId, overGroup }, sn) => {
      if (allowed) return `用户已允许设备 ${sn}。`
      const over = overGroup ? `该决定优先于用户已允许的设备组 ${groupId}。` : ''
      return `用户拒绝或关闭了设备 ${sn}。${over}`
    },
    group: ({ allowed, groupId }, sn) =>
      allowed
        ? `用户已允许设备组 ${groupId}，设备 ${sn} 在该组中。`
        : `用户拒绝或关闭了设备 ${sn} 所在的设备组 ${groupId}。`,
    none: ({ groupId, notInGroup }, sn) => {
      const group = notInGroup === undefined && groupId !== null ? `或其设备组 ${groupId} ` : ''
      const outside = notInGroup === undefined ? '' : `用户允许了设备组 ${notInGroup}，但该设备不在组中。`
      return `用户尚未对设备 ${sn} ${group}作出选择，或此后已清除应用。${outside}`
    },
    noKey: '设备目前没有密钥，注册后才能呼叫。',
  },
}

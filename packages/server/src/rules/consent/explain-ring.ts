/**
 * Why a device may ring a person or not, in the words that a back end, its console and the command line have (B1): the
 * same for a check, for a hundred, and for a ring that is refused.
 */

import type { DecidedBy, Decision, ErrorCode, Language } from '@callgrant/protocol'
import { SENTENCES } from '@callgrant/protocol/errors/sentences'
import type { Effective } from './effective-authorization.ts'
import type { Standing } from './limit.ts'

interface Row extends Standing {
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
  /** Whether the person has quiet hours now, in which this device does not ring (Y8). */
  quiet?: boolean
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
  const { calling, personKnown, registered, sn, quiet = false } = around
  const stopped = !calling ? 'calling_not_enabled' : personKnown ? null : 'openid_unknown'
  const before = stopped === null ? null : decisionBeforeAnyRow(stopped, language)
  if (stopped !== null && before) {
    return { allowed: false, decision: before, reason: SENTENCES.en[stopped] ?? '' }
  }
  const words = WORDS[language]
  const sentence = words[rows.decidedBy](rows, sn)
  const explanation = [
    sentence,
    rows.ranOut && rows.row ? words.ranOut(rows.ranOut) : '',
    rows.allowed && quiet ? words.quiet : '',
    rows.allowed && !registered ? words.noKey : '',
  ].join('')
  const decision = { by: rows.decidedBy, at: rows.row?.updated_at ?? null, explanation }
  return { allowed: rows.allowed, decision, reason: rows.reason }
}

/** What a ring was refused for before any row was read; null for other codes. */
export function decisionBeforeAnyRow(code: ErrorCode, language: Language): Decision | null {
  const by = BEFORE_ANY_ROW[code]
  return by === undefined ? null : { by, at: null, explanation: SENTENCES[language][code] ?? '' }
}

type Say = (rows: Effective<Row>, sn: string) => string
interface Words extends Record<'device' | 'group' | 'none', Say> {
  /** Of the device's own row, where its group's decides. */
  ranOut: (row: Row) => string
  quiet: string
  noKey: string
}

/** A back end is in no time zone that the server knows. */
function timeIn(language: Language, at: number): string {
  const format = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(language, format).format(at)} UTC`
}

/** For how long, after what was allowed. */
function limitsIn(language: Language, { ends_at = null, rings_left = null }: Standing): string {
  const until = ends_at === null ? '' : timeIn(language, ends_at)
  if (language === 'zh') {
    const parts = [until && `至 ${until}`, rings_left === null ? '' : `还可呼叫 ${rings_left} 次`]
    const limits = parts.filter((part) => part !== '').join('，')
    return limits && `（${limits}）`
  }
  const rings =
    rings_left === null ? '' : rings_left === 1 ? 'for one more ring' : `for ${rings_left} more rings`
  const limits = [until && `until ${until}`, rings].filter((part) => part !== '').join(', ')
  return limits && `, ${limits}`
}

const WORDS: Record<Language, Words> = {
  en: {
    device: ({ allowed, groupId, overGroup, row }, sn) => {
      if (allowed) return `The person allowed device ${sn}${row ? limitsIn('en', row) : ''}.`
      const over = overGroup ? ` This counts before group ${groupId}, which they allowed.` : ''
      return `The person refused device ${sn}, or switched it off.${over}`
    },
    group: ({ allowed, groupId, row }, sn) =>
      allowed
        ? `The person allowed group ${groupId}, which device ${sn} is in${row ? limitsIn('en', row) : ''}.`
        : `The person refused group ${groupId}, which device ${sn} is in, or switched it off.`,
    none: ({ groupId, notInGroup, ranOut }, sn) => {
      const group = notInGroup === undefined && groupId !== null ? ` or its group ${groupId}` : ''
      const outside =
        notInGroup === undefined ? '' : ` They allowed group ${notInGroup}, but the device is not in it.`
      if (ranOut) {
        const when = timeIn('en', ranOut.ends_at ?? ranOut.updated_at)
        return `What the person allowed device ${sn}${group} ran out at ${when}; they may be asked again.${outside}`
      }
      return `The person has given no answer about device ${sn}${group}, or cleared the app since.${outside}`
    },
    ranOut: ({ ends_at, updated_at }) =>
      ` What they allowed the device itself ran out at ${timeIn('en', ends_at ?? updated_at)}.`,
    quiet: ' They have quiet hours now: they are not shown a ring, which is listed as missed.',
    noKey: ' The device has no key now, and can ring once it is registered.',
  },
  zh: {
    device: ({ allowed, groupId, overGroup, row }, sn) => {
      if (allowed) return `用户已允许设备 ${sn}${row ? limitsIn('zh', row) : ''}。`
      const over = overGroup ? `该决定优先于用户已允许的设备组 ${groupId}。` : ''
      return `用户拒绝或关闭了设备 ${sn}。${over}`
    },
    group: ({ allowed, groupId, row }, sn) =>
      allowed
        ? `用户已允许设备组 ${groupId}${row ? limitsIn('zh', row) : ''}，设备 ${sn} 在该组中。`
        : `用户拒绝或关闭了设备 ${sn} 所在的设备组 ${groupId}。`,
    none: ({ groupId, notInGroup, ranOut }, sn) => {
      const group = notInGroup === undefined && groupId !== null ? `或其设备组 ${groupId} ` : ''
      const outside = notInGroup === undefined ? '' : `用户允许了设备组 ${notInGroup}，但该设备不在组中。`
      if (ranOut) {
        const when = timeIn('zh', ranOut.ends_at ?? ranOut.updated_at)
        return `用户对设备 ${sn} ${group}的允许已于 ${when} 到期，可再次询问。${outside}`
      }
      return `用户尚未对设备 ${sn} ${group}作出选择，或此后已清除应用。${outside}`
    },
    ranOut: ({ ends_at, updated_at }) =>
      `用户对该设备自身的允许已于 ${timeIn('zh', ends_at ?? updated_at)} 到期。`,
    quiet: '用户现处于免打扰时段：呼叫不会提示用户，记为未接。',
    noKey: '设备目前没有密钥，注册后才能呼叫。',
  },
}

/** Builds the rows of an authorization and of the record of consent (B3). */

import { recordId } from '../../credentials/ids.ts'
import { FOR_GOOD, type Limits, termsOf } from '../../rules/consent/limit.ts'
import type { Subject } from '../../rules/consent/subject.ts'
import type { AuthorizationRow } from '../../store/authorizations.ts'
import { subjectColumns } from '../../store/subject-columns.ts'
import type { NewRecord } from './record-chain.ts'

/** What consent was about: a row, or a question that is to become one. */
type About = Pick<
  AuthorizationRow,
  'appid' | 'openid' | 'kind' | 'model_id' | 'sn' | 'group_id' | 'display_name'
>

/** What the person saw, as far as it is known. */
interface Shown {
  /** The sentence of the dialog, the SDK that showed it, and the language of both. */
  words?: string
  sdk?: string
  language?: string | null
  /** Name of the app. */
  appName?: string | null
  /** How long it holds; for good when absent. */
  limits?: Limits
}

/** @param at milliseconds since 1970 */
export function consentRecord(about: About, act: NewRecord['act'], at: number, shown: Shown = {}): NewRecord {
  const { appid, openid, kind, model_id, sn, group_id, display_name } = about
  const terms = termsOf(shown.limits ?? FOR_GOOD)
  return {
    id: recordId(at),
    appid,
    openid,
    at,
    act,
    kind,
    model_id,
    sn,
    group_id,
    display_name,
    words: shown.words ?? null,
    sdk: shown.sdk ?? null,
    language: shown.language ?? null,
    app_name: shown.appName ?? null,
    terms: terms && JSON.stringify(terms),
  }
}

/** The row that an answer makes. @param at milliseconds since 1970 */
export function authorizationRow(
  question: { appid: string; openid: string; subject: Subject; displayName: string },
  status: 0 | 1,
  at: number,
  limits: Limits = FOR_GOOD,
): AuthorizationRow {
  const { appid, openid, subject, displayName } = question
  return {
    appid,
    openid,
    ...subjectColumns(subject),
    status,
    display_name: displayName,
    created_at: at,
    updated_at: at,
    ...limits,
    urgent: 0,
    quiet: null,
  }
}

/** One page of a table that has a row for each person and device or group: the filter and order of such lists. */

import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Tables } from './schema.ts'

export interface SubjectFilter {
  openid?: string | undefined
  modelId?: string | undefined
  subject?: string | undefined
  status?: number | undefined
}

type SubjectTable = 'authorization' | 'wechat_authorization'

/**
 * For `where`: this app's rows that the filter lets through. In the order of `openid`, `subject`.
 * @param after key of the last row before: openid, subject
 */
export function subjectPage(appid: string, filter: SubjectFilter, after: [string, string] | null) {
  return (eb: ExpressionBuilder<Tables, SubjectTable>): Expression<SqlBool> =>
    eb.and([
      eb('appid', '=', appid),
      ...(filter.openid === undefined ? [] : [eb('openid', '=', filter.openid)]),
      ...(filter.subject === undefined ? [] : [eb('subject', '=', filter.subject)]),
      ...(filter.modelId === undefined ? [] : [eb('model_id', '=', filter.modelId)]),
      // A literal, so that the index of those that refuse serves.
      ...(filter.status === undefined ? [] : [eb('status', '=', eb.lit(filter.status))]),
      ...(after ? [eb(eb.refTuple('openid', 'subject'), '>', eb.tuple(...after))] : []),
    ])
}

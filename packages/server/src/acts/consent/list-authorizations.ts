/** Lists authorizations for the app's back end (B1). */

import type { AuthorizationPage, ListAuthorizations } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { subjectKey } from '../../rules/consent/subject.ts'
import { readCursor, toPage } from '../page.ts'
import { toAuthorization } from '../wire.ts'

/**
 * A page of the app's authorizations by person, device, group or status, in the order of openids.
 * @throws CallgrantError `bad_request` for a cursor that is not ours, for `sn` without `model_id`, or for a device
 * and a group at once
 */
export async function listAuthorizations(
  ctx: Context,
  caller: { appid: string },
  query: ListAuthorizations,
): Promise<AuthorizationPage> {
  const after = readCursor(query.cursor, ['text', 'text'])
  const { openid, status, model_id: modelId } = query
  const filter = { openid, status, modelId, subject: subjectOf(query) }
  const rows = await ctx.store.consent.list(caller.appid, filter, after, query.limit + 1, ctx.now())
  return toPage(rows, query.limit, (row) => [row.openid, row.subject], toAuthorization)
}

/** The one device or group that a listing is about, if it is. @throws CallgrantError `bad_request`, as above */
export function subjectOf({ model_id, sn, group_id }: ListAuthorizations): string | undefined {
  if (group_id !== undefined) {
    if (sn !== undefined || model_id !== undefined)
      throw fault('group_id', 'should not come with `sn` or `model_id`')
    return subjectKey({ kind: 'group', groupId: group_id })
  }
  if (sn === undefined) return undefined
  if (model_id === undefined)
    throw fault('model_id', 'should be given with `sn`: serials are unique within a model')
  return subjectKey({ kind: 'device', modelId: model_id, sn })
}

function fault(parameter: string, message: string): CallgrantError {
  return new CallgrantError('bad_request', { faults: [{ parameter, message }] })
}

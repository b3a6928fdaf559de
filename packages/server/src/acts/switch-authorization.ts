/** A person moves a switch of the settings page (A13). */

import type { OwnAuthorization, Switch } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Subject } from '../domain/authorization.ts'
import { findAuthorization, setStatus } from '../store/authorizations.ts'
import { lockPerson } from '../store/people.ts'
import { insertRecords } from '../store/records.ts'
import { announceCalls } from './calls/announce-calls.ts'
import { endCallsWithoutConsent } from './calls/end-calls-without-consent.ts'
import { consentRecord } from './consent-record.ts'
import type { Context, PersonCaller } from './context.ts'
import { publishConsent } from './publish.ts'
import { toOwnAuthorization } from './wire.ts'

/**
 * Switches one authorization on or off; one that stands so already stays, and nothing is recorded. A switch-off is
 * in force when this returns, and ends what rings without consent (A7). The name stays as it was shown (A9).
 * @throws CallgrantError `authorization_unknown`: there is nothing to switch before a question was answered
 */
export async function switchAuthorization(
  ctx: Context,
  caller: PersonCaller,
  request: Switch,
): Promise<OwnAuthorization> {
  const { appid, openid } = caller
  const { status } = request
  const subject: Subject =
    'group_id' in request
      ? { kind: 'group', groupId: request.group_id }
      : { kind: 'device', modelId: request.model_id, sn: request.sn }

  const { row, records, endedCalls } = await ctx.store.transaction(async (tx) => {
    await lockPerson(tx, appid, openid)
    const now = ctx.now()
    const row = await findAuthorization(tx, appid, openid, subject)
    if (!row) throw new CallgrantError('authorization_unknown')
    if (row.status === status) return { row, records: [], endedCalls: [] }
    await setStatus(tx, row, status, now)
    const records = [consentRecord(row, status === 1 ? 'switched_on' : 'switched_off', now)]
    await insertRecords(tx, records)
    const endedCalls = status === 1 ? [] : await endCallsWithoutConsent(tx, now, appid, openid)
    return { row: { ...row, status }, records, endedCalls }
  })
  await publishConsent(ctx, records)
  await announceCalls(ctx, endedCalls)
  return toOwnAuthorization(row)
}

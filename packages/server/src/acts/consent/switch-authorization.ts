/** A person switches an authorization on or off in settings (A13). */

import type { OwnAuthorization, Switch } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context, PersonCaller } from '../../context.ts'
import { limitsOf } from '../../rules/consent/limit.ts'
import { stateOf, statusAfter } from '../../rules/consent/states.ts'
import type { Subject } from '../../rules/consent/subject.ts'
import { announceCalls } from '../calls/announce-calls.ts'
import { endCallsWithoutConsent } from '../calls/end-calls-without-consent.ts'
import { consentRecorded } from '../events/app-events.ts'
import { countAsk } from '../limit-acts.ts'
import { lockPerson } from '../people/lock-person.ts'
import { toOwnAuthorization } from '../wire.ts'
import { announceConsent } from './announce-consent.ts'
import { consentRecord } from './consent-record.ts'
import { appendRecords } from './record-chain.ts'

/**
 * Switches one authorization on or off, on for as long as the person chose; one that stands so already stays, and nothing is
 * recorded, unless they chose anew how long. A switch-off is
 * in force when this returns, and ends what rings without consent (A7). The name stays as it was shown (A9).
 * @throws CallgrantError `authorization_unknown`: there is nothing to switch before a question was answered;
 * `too_many_asks` when it is switched on too often; `bad_request` for a limit that is past
 */
export async function switchAuthorization(
  ctx: Context,
  caller: PersonCaller,
  request: Switch,
): Promise<OwnAuthorization> {
  const { appid, openid } = caller
  const event = request.status === 1 ? 'switch_on' : 'switch_off'
  const subject: Subject =
    'group_id' in request
      ? { kind: 'group', groupId: request.group_id }
      : { kind: 'device', modelId: request.model_id, sn: request.sn }

  const { row, changed, endedCalls } = await ctx.store.write(async (tx) => {
    await lockPerson(tx, caller)
    const now = ctx.now()
    const appName = (await tx.apps.find(appid))?.name ?? null
    const row = await tx.consent.find(appid, openid, subject)
    if (!row) throw new CallgrantError('authorization_unknown')
    const status = statusAfter(stateOf(row, now), event)
    if (row.status === status && request.limit === undefined) return { row, changed: false, endedCalls: [] }
    // Off is for good: it has no limit that could run out (Y6).
    const limits = limitsOf(request.limit, now)
    if (status === 1) await countAsk(ctx, tx, appid, openid)
    await tx.consent.update(row, { status, updated_at: now, ...limits })
    const act = status === 1 ? 'switched_on' : 'switched_off'
    const records = [consentRecord(row, act, now, { appName, limits })]
    const endedCalls = status === 1 ? [] : await endCallsWithoutConsent(tx, now, appid, openid)
    await tx.events.append(appid, consentRecorded(records))
    await appendRecords(ctx, tx, records)
    return { row: { ...row, status, ...limits }, changed: true, endedCalls }
  })
  if (changed) announceConsent(ctx, caller)
  announceCalls(ctx, endedCalls)
  return toOwnAuthorization(row)
}

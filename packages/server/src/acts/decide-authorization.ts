/** A person answers the question of the dialog. */

import type { Decide, OwnAuthorization } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { refusalToAsk, stateOf } from '../domain/authorization.ts'
import { readQuestion } from '../domain/once-token.ts'
import { findAuthorization, insertAuthorization } from '../store/authorizations.ts'
import { ensurePerson, lockPerson } from '../store/people.ts'
import { insertRecords } from '../store/records.ts'
import { useToken } from '../store/used-tokens.ts'
import { announceCalls } from './calls/announce-calls.ts'
import { endCallsWithoutConsent } from './calls/end-calls-without-consent.ts'
import { authorizationRow, consentRecord } from './consent-record.ts'
import type { Context, PersonCaller } from './context.ts'
import { publishConsent } from './publish.ts'
import { toOwnAuthorization } from './wire.ts'

/**
 * Keeps the answer, with the name and the words that were shown (A9, B3). A refusal is in force when this returns,
 * and ends what rings without consent (A7): a device refused by itself may be one of an authorized group (A5).
 * @returns the row, with status 0 for a refusal
 * @throws CallgrantError `already_authorized`, `already_refused` when this question, or that of another dialog, was
 * answered before (A1, A2); `ask_invalid` when it is not this person's, over 10 minutes old, or was answered and
 * cleared since
 */
export async function decideAuthorization(
  ctx: Context,
  caller: PersonCaller,
  request: Decide,
): Promise<OwnAuthorization> {
  const { appid, openid } = caller
  const question = await readQuestion(ctx.keys, request.ask, ctx.now())
  const isTheirs = question.appid === appid && question.openid === openid
  if (!isTheirs) throw new CallgrantError('ask_invalid')
  const allowed = request.decision === 'allow'

  const { row, record, endedCalls } = await ctx.store.transaction(async (tx) => {
    await ensurePerson(tx, appid, openid, ctx.now())
    await lockPerson(tx, appid, openid)
    // Read once the lock is held, so that the record stands in the order in which things took effect.
    const now = ctx.now()
    const before = await findAuthorization(tx, appid, openid, question.subject)
    // First what is so: an answer sent again because the reply was lost hears that it was taken.
    const refusal = refusalToAsk(stateOf(before))
    if (refusal) throw new CallgrantError(refusal)
    const unanswered = await useToken(tx, question)
    if (!unanswered) throw new CallgrantError('ask_invalid')
    const row = authorizationRow(question, allowed ? 1 : 0, now)
    const record = consentRecord(row, allowed ? 'authorized' : 'refused', now, request)
    await insertAuthorization(tx, row)
    await insertRecords(tx, [record])
    const endedCalls = allowed ? [] : await endCallsWithoutConsent(tx, now, appid, openid)
    return { row, record, endedCalls }
  })
  await publishConsent(ctx, [record])
  await announceCalls(ctx, endedCalls)
  return toOwnAuthorization(row)
}

/** A person allows or rejects in the authorization dialog. */

import type { Decide, OwnAuthorization } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context, PersonCaller } from '../../context.ts'
import { readQuestion } from '../../credentials/once-token.ts'
import { limitsOf } from '../../rules/consent/limit.ts'
import { stateOf, statusAfter } from '../../rules/consent/states.ts'
import { announceCalls } from '../calls/announce-calls.ts'
import { endCallsWithoutConsent } from '../calls/end-calls-without-consent.ts'
import { consentRecorded } from '../events/app-events.ts'
import { lockPerson } from '../people/lock-person.ts'
import { isKnownSince } from '../people/require-known.ts'
import { toOwnAuthorization } from '../wire.ts'
import { announceConsent } from './announce-consent.ts'
import { authorizationRow, consentRecord } from './consent-record.ts'
import { noteRunOut } from './note-run-outs.ts'
import { appendRecords } from './record-chain.ts'

/**
 * Keeps the answer, for as long as the person chose, with the name and the words that were shown (A9, B3). A refusal is in force when this returns,
 * and ends what rings without consent (A7): a device refused by itself may be one of an authorized group (A5).
 * @returns the row, with status 0 for a refusal
 * @throws CallgrantError `already_authorized`, `already_refused` when this question, or that of another dialog, was
 * answered before (A1, A2); `bad_request` for a limit that is past; `ask_invalid` when it is not this person's, over 10 minutes old, from before they
 * were forgotten, or was answered and cleared since
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

  const { row, endedCalls } = await ctx.store.write(async (tx) => {
    await lockPerson(tx, caller)
    if (!(await isKnownSince(tx, caller, question.issuedAt))) throw new CallgrantError('ask_invalid')
    // Read once the lock is held, so that the record stands in the order in which things took effect.
    const now = ctx.now()
    const before = await tx.consent.find(appid, openid, question.subject)
    const limits = limitsOf(request.limit, now)
    // Before the token: an answer sent again because the reply was lost hears that it was taken.
    const status = statusAfter(stateOf(before, now), request.decision)
    const unanswered = await tx.usedTokens.use(question)
    if (!unanswered) throw new CallgrantError('ask_invalid')
    // What ran out is none (Y1), and makes room.
    const expired = before && (await noteRunOut(tx, before, now))
    if (before) await tx.consent.remove(before)
    const row = authorizationRow(question, status, now, limits)
    const { words, sdk, language = question.language } = request
    const shown = { words, sdk, language, appName: question.appName, limits }
    const record = consentRecord(row, status === 1 ? 'authorized' : 'refused', now, shown)
    await tx.consent.insert(row)
    const endedCalls = status === 1 ? [] : await endCallsWithoutConsent(tx, now, appid, openid)
    const records = expired ? [expired, record] : [record]
    await tx.events.append(appid, consentRecorded(records))
    await appendRecords(ctx, tx, records)
    return { row, endedCalls }
  })
  announceConsent(ctx, caller)
  announceCalls(ctx, endedCalls)
  return toOwnAuthorization(row)
}

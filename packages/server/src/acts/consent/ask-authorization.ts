/** An app asks whether a device, or a group of devices, may ring a person. */

import type { Ask, Asked } from '@callgrant/protocol'
import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import { ASK_TTL_MS } from '@callgrant/protocol/limits'
import { joinDeviceName } from '@callgrant/protocol/names'
import type { Context, PersonCaller } from '../../context.ts'
import { readLateQuestion, signQuestion } from '../../credentials/once-token.ts'
import { refusalToAsk, stateOf } from '../../rules/consent/states.ts'
import type { Subject } from '../../rules/consent/subject.ts'
import { modelTypeIn } from '../../rules/model-type.ts'
import { requireTicket } from '../devices/require-ticket.ts'
import { announceEvents } from '../events/announce-events.ts'
import { consentRecorded } from '../events/app-events.ts'
import { countAsk } from '../limit-acts.ts'
import { lockPerson } from '../people/lock-person.ts'
import { isKnownSince, issueTime } from '../people/require-known.ts'
import { authorizationRow, consentRecord } from './consent-record.ts'
import { appendRecords } from './record-chain.ts'

/**
 * Whether the dialog is to be shown, and with which name (A8). Nothing is decided here: the answer comes back with
 * `ask`, which keeps the question and needs no storage. The device need not be registered: its ticket speaks for it.
 * @param language of the dialog, and so of the device-type name in it
 * @throws CallgrantError `capability_missing`, `model_unknown`, `ticket_invalid`, `ticket_expired` (A12),
 * `group_unknown`, `already_authorized` (A2), `already_refused` (A1), `ask_invalid` for a question that cannot be asked
 * again, `too_many_asks` with the seconds to wait
 */
export async function askAuthorization(
  ctx: Context,
  caller: PersonCaller,
  request: Ask,
  language: Language = 'en',
): Promise<Asked> {
  const { appid, openid } = caller
  const now = ctx.now()
  const app = await ctx.store.apps.find(appid)
  if (!app) throw new CallgrantError('app_unknown')
  if (app.calling !== 1) throw new CallgrantError('capability_missing')
  const { subject, displayName } = await subjectOf(ctx, caller, request, language, now)
  const refusal = refusalToAsk(stateOf(await ctx.store.consent.find(appid, openid, subject), now))
  if (refusal) throw new CallgrantError(refusal)
  const shown = { language, appName: app.name }
  const question = { appid, openid, subject, displayName, ...shown }
  const record = consentRecord(authorizationRow(question, 0, now), 'asked', now, shown)
  await ctx.store.write(async (tx) => {
    await lockPerson(tx, caller)
    await countAsk(ctx, tx, appid, openid)
    await tx.events.append(appid, consentRecorded([record]))
    await appendRecords(ctx, tx, [record])
  })
  announceEvents(ctx, appid)
  return {
    ask: await signQuestion(ctx.keys, question, await issueTime(ctx, caller)),
    display_name: displayName,
    app_name: app.name,
    expires_in: ASK_TTL_MS / 1000,
  }
}

/** What is asked about (A11), and the name to show: a device's from two parts, a group's its own (A8). */
async function subjectOf(
  ctx: Context,
  { appid, openid }: PersonCaller,
  request: Ask,
  language: Language,
  now: number,
): Promise<{ subject: Subject; displayName: string }> {
  if ('again' in request) {
    const question = await readLateQuestion(ctx.keys, request.again, now)
    const isTheirs = question.appid === appid && question.openid === openid
    if (!isTheirs || !(await isKnownSince(ctx.store, question, question.issuedAt)))
      throw new CallgrantError('ask_invalid')
    return question
  }
  if ('group_id' in request) {
    const group = await ctx.store.groups.find(appid, request.group_id)
    if (!group) throw new CallgrantError('group_unknown')
    return { subject: { kind: 'group', groupId: group.group_id }, displayName: group.group_name }
  }
  const { model_id: modelId, sn } = request
  const model = await ctx.store.models.find(appid, modelId)
  if (!model) throw new CallgrantError('model_unknown')
  requireTicket(ctx, request.sn_ticket, { appid, modelId, sn })
  return {
    subject: { kind: 'device', modelId, sn },
    displayName: joinDeviceName(request.device_name, modelTypeIn(model, language)),
  }
}

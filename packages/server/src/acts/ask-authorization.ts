/** An app asks a person: may this device, or this group, ring you? */

import type { Ask, Asked } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { ASK_TTL_MS } from '@callgrant/protocol/limits'
import { joinDeviceName } from '@callgrant/protocol/names'
import { refusalToAsk, type Subject, stateOf } from '../domain/authorization.ts'
import { signQuestion } from '../domain/once-token.ts'
import { findApp, findModel } from '../store/apps.ts'
import { findAuthorization } from '../store/authorizations.ts'
import { findGroup } from '../store/groups.ts'
import { insertRecords } from '../store/records.ts'
import { authorizationRow, consentRecord } from './consent-record.ts'
import type { Context, PersonCaller } from './context.ts'
import { publishConsent } from './publish.ts'
import { requireTicket } from './require-ticket.ts'

/**
 * Whether the dialog is to be shown, and with which name (A8). Nothing is decided here: the answer comes back with
 * `ask`, which keeps the question and needs no storage. The device need not be registered: its ticket speaks for it.
 * @throws CallgrantError `capability_missing`, `model_unknown`, `ticket_invalid`, `ticket_expired` (A12),
 * `group_unknown`, `already_authorized` (A2), `already_refused` (A1)
 */
export async function askAuthorization(ctx: Context, caller: PersonCaller, request: Ask): Promise<Asked> {
  const { appid, openid } = caller
  const now = ctx.now()
  const app = await findApp(ctx.store.db, appid)
  if (!app) throw new CallgrantError('app_unknown')
  if (app.calling !== 1) throw new CallgrantError('capability_missing')
  const { subject, displayName } = await subjectOf(ctx, appid, request)
  const refusal = refusalToAsk(stateOf(await findAuthorization(ctx.store.db, appid, openid, subject)))
  if (refusal) throw new CallgrantError(refusal)
  const question = { appid, openid, subject, displayName }
  const record = consentRecord(authorizationRow(question, 0, now), 'asked', now)
  await insertRecords(ctx.store.db, [record])
  await publishConsent(ctx, [record])
  return {
    ask: await signQuestion(ctx.keys, question, now),
    display_name: displayName,
    app_name: app.name,
    expires_in: ASK_TTL_MS / 1000,
  }
}

/** What is asked about (A11), and the name to show: a device's from two parts, a group's its own (A8). */
async function subjectOf(
  ctx: Context,
  appid: string,
  request: Ask,
): Promise<{ subject: Subject; displayName: string }> {
  if ('group_id' in request) {
    const group = await findGroup(ctx.store.db, appid, request.group_id)
    if (!group) throw new CallgrantError('group_unknown')
    return { subject: { kind: 'group', groupId: group.group_id }, displayName: group.group_name }
  }
  const { model_id: modelId, sn } = request
  const model = await findModel(ctx.store.db, appid, modelId)
  if (!model) throw new CallgrantError('model_unknown')
  requireTicket(ctx, request.sn_ticket, { appid, modelId, sn })
  return {
    subject: { kind: 'device', modelId, sn },
    displayName: joinDeviceName(request.device_name, model.model_type),
  }
}

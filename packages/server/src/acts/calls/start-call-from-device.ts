/** The back end starts a call from one of its devices. A client of the device then joins it. */

import {
  type Call,
  CallgrantError,
  type Language,
  OpenId,
  StartCall,
  type StartCallFromDevice,
} from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { decisionBeforeAnyRow } from '../../rules/consent/explain-ring.ts'
import { placeCall } from './start-call.ts'

/** Not sent by any client, and so in no answer. */
const NO_REQUEST = 0

/**
 * Rings a person from a device, with the person's authorization for it (C2).
 *
 * @param options `isCloud`: the back end is asked before it rings, where it can be (C16), as WeChat asks about such a call;
 *   `language`: of the explanation of a refusal
 * @returns the call, which no client of the device has yet; when none joins within 20 s, it is aborted. `ended` with
 *   the reason `busy` when the person is in another call (C8)
 * @throws CallgrantError `openid_malformed`, `openid_unknown`, `openid_other_app`, `device_unknown`,
 *   `calling_not_enabled`, `not_authorized`, each with the `decision`; `call_in_progress` when the device is in a call (C8)
 */
export async function startCallFromDevice(
  ctx: Context,
  backend: { appid: string },
  wish: StartCallFromDevice,
  { isCloud = false, language = 'en' }: { isCloud?: boolean; language?: Language } = {},
): Promise<Call> {
  const { openid, model_id, sn, listener_name, ...rest } = wish
  if (!OpenId.safeParse(openid).success) throw new CallgrantError('openid_malformed')
  const pair = {
    appid: backend.appid,
    callerKind: 'device' as const,
    openid,
    modelId: model_id,
    sn,
    calledKeyPrint: null,
  }
  const request = StartCall.parse({
    id: NO_REQUEST,
    type: 'call.start',
    to: { openid },
    is_cloud: isCloud,
    ...rest,
  })
  try {
    return await placeCall(ctx, null, pair, request, { personName: listener_name, language })
  } catch (error) {
    throw withDecision(error, language)
  }
}

/** A refusal before any row was read says what decided, as one by a row does. */
function withDecision(error: unknown, language: Language): unknown {
  if (!(error instanceof CallgrantError) || error.decision) return error
  const decision = decisionBeforeAnyRow(error.code, language)
  if (decision === null) return error
  return new CallgrantError(error.code, {
    ...(error.particular && { message: error.message }),
    decision,
    cause: error,
  })
}

/** The back end starts a call from one of its devices. A client of the device then joins it. */

import { type Call, CallgrantError, OpenId, StartCall, type StartCallFromDevice } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { placeCall } from './start-call.ts'

/** Not sent by any client, and so in no answer. */
const NO_REQUEST = 0

/**
 * Rings a person from a device, with the person's authorization for it (C2).
 *
 * @param isCloud the back end is asked before it rings, where it can be (C16), as WeChat asks about such a call
 * @returns the call, which no client of the device has yet; when none joins within 20 s, it is aborted. `ended` with
 *   the reason `busy` when the person is in another call (C8)
 * @throws CallgrantError `openid_malformed`, `openid_unknown`, `openid_other_app`, `device_unknown`,
 *   `calling_not_enabled`, `not_authorized`, `call_in_progress` when the device is in a call (C8)
 */
export async function startCallFromDevice(
  ctx: Context,
  backend: { appid: string },
  wish: StartCallFromDevice,
  isCloud = false,
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
  return placeCall(ctx, null, pair, request, listener_name)
}

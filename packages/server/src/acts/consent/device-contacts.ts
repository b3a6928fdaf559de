/** Tells a device which of the given people it may ring (A15). */

import type { Contacts, ContactsRequest } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { OpenId } from '@callgrant/protocol/http'
import type { Context, DeviceCaller } from '../../context.ts'

/**
 * The effective status of the device for each person asked, in the order asked (A5, A6, A15). An openid that is
 * unknown, or that none could be, answers 0 like a refusal, so that nobody can tell them apart.
 * @param caller a device may ask about itself only; the app's back end about any device of the app (A16)
 * @throws CallgrantError `not_this_device` (A16)
 */
export async function deviceContacts(
  ctx: Context,
  caller: DeviceCaller | { role: 'backend'; appid: string },
  request: ContactsRequest,
): Promise<Contacts> {
  const { sn, model_id } = request
  const isItself = caller.role !== 'device' || (caller.sn === sn && caller.modelId === model_id)
  if (!isItself) throw new CallgrantError('not_this_device')
  const wellFormed = new Set(request.openid_list.filter((openid) => OpenId.safeParse(openid).success))
  const allowed = await ctx.store.consent.allowedAmong(caller.appid, [...wellFormed], model_id, sn, ctx.now())
  return {
    contact_list: request.openid_list.map((openid) => ({
      openid,
      sn,
      model_id,
      status: allowed.has(openid) ? 1 : 0,
    })),
  }
}

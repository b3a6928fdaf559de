/** Issues a ticket for one model and serial number to the back end (A12). */

import type { CreateTicket, Ticket } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { TICKET_TTL_MS } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { makeTicket } from '../../credentials/ticket.ts'

/** A ticket, good for 5 minutes. @throws CallgrantError `model_unknown` */
export async function issueTicket(
  ctx: Context,
  caller: { appid: string },
  request: CreateTicket,
): Promise<Ticket> {
  const model = await ctx.store.models.find(caller.appid, request.model_id)
  if (!model) throw new CallgrantError('model_unknown')
  const subject = { appid: caller.appid, modelId: request.model_id, sn: request.sn }
  return { sn_ticket: makeTicket(ctx.keys, subject, ctx.now()), expires_in: TICKET_TTL_MS / 1000 }
}

/** Requires a valid ticket of a device (A12). */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { checkTicket, type TicketSubject } from '../../credentials/ticket.ts'

/** @throws CallgrantError `ticket_invalid`, `ticket_expired` */
export function requireTicket(ctx: Context, ticket: string, subject: TicketSubject): void {
  const refusal = checkTicket(ctx.keys, ticket, subject, ctx.now())
  if (refusal) throw new CallgrantError(refusal)
}

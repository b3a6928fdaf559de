/** The guard of everything that a ticket opens (A12). */

import { CallgrantError } from '@callgrant/protocol/errors'
import { checkTicket, type TicketSubject } from '../domain/ticket.ts'
import type { Context } from './context.ts'

/** @throws CallgrantError `ticket_invalid`, `ticket_expired` */
export function requireTicket(ctx: Context, ticket: string, subject: TicketSubject): void {
  const refusal = checkTicket(ctx.keys, ticket, subject, ctx.now())
  if (refusal) throw new CallgrantError(refusal)
}

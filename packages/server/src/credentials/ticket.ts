/**
 * Device tickets (A12): 32 letters and digits that prove "the back end of this app vouches for this device now",
 * checked with no storage. One char of key id, seven of issue time (milliseconds), 24 of HMAC-SHA256 (142 bits).
 */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { TICKET_LENGTH, TICKET_TTL_MS } from '@callgrant/protocol/limits'
import type { KeySet, Keys } from './keys.ts'

/** What a ticket is good for: exactly this device of this app. */
export interface TicketSubject {
  appid: string
  modelId: string
  sn: string
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SHAPE = /^([0-9A-Za-z])([0-9A-Za-z]{7})([0-9A-Za-z]{24})$/
const TIME_DIGITS = 7
const MAC_DIGITS = 24
/** How far ahead the clock of the node that issued it may be. */
const CLOCK_SKEW_MS = 60_000

/**
 * @param now milliseconds since 1970
 * @returns the ticket: `TICKET_LENGTH` letters and digits, good for `TICKET_TTL_MS`
 */
export function makeTicket(keys: Keys, subject: TicketSubject, now: number): string {
  const ticket = keys.current.kid + base62(BigInt(now), TIME_DIGITS) + mac(keys.current, subject, now)
  if (ticket.length !== TICKET_LENGTH) throw new Error('A ticket of the wrong length was made.')
  return ticket
}

/**
 * Checks a ticket for exactly this subject; it may be used any number of times while it is good.
 * @param now milliseconds since 1970
 * @returns null when it is good; `ticket_invalid` when we did not issue it for this subject; `ticket_expired` when
 * we did, more than five minutes ago
 */
export function checkTicket(
  keys: Keys,
  ticket: string,
  subject: TicketSubject,
  now: number,
): 'ticket_invalid' | 'ticket_expired' | null {
  const [, kid = '', time = '', given = ''] = SHAPE.exec(ticket) ?? []
  const key = keys.byKid.get(kid)
  if (!key) return 'ticket_invalid'
  const issuedAt = fromBase62(time)
  const expected = mac(key, subject, issuedAt)
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return 'ticket_invalid'
  if (issuedAt > now + CLOCK_SKEW_MS) return 'ticket_invalid'
  return now - issuedAt > TICKET_TTL_MS ? 'ticket_expired' : null
}

function mac(key: KeySet, subject: TicketSubject, issuedAt: number): string {
  // As JSON, so that no two subjects write the same bytes.
  const text = JSON.stringify(['callgrant ticket', subject.appid, subject.modelId, subject.sn, issuedAt])
  const hex = createHmac('sha256', key.ticket).update(text).digest('hex')
  return base62(BigInt(`0x${hex}`), MAC_DIGITS)
}

/** The lowest `length` digits of `value`. */
function base62(value: bigint, length: number): string {
  let rest = value
  let text = ''
  for (let place = 0; place < length; place++) {
    text = DIGITS.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

function fromBase62(text: string): number {
  let value = 0
  for (const digit of text) value = value * 62 + DIGITS.indexOf(digit)
  return value
}

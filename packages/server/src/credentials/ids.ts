/** Identifiers: random ones that cannot be guessed, and record ids that sort by time. */

import { randomBytes } from 'node:crypto'

/** A random id of 96 bits behind a prefix that says what it names. @example randomId('g_') // 'g_9nXl0aQh1bZ-Tk3c' */
export function randomId(prefix = ''): string {
  return prefix + randomBytes(12).toString('base64url')
}

let sequence = 0

/**
 * An id that sorts by time as text: milliseconds, then the order in which this process made them, then chance.
 * @param at milliseconds since 1970
 */
export function recordId(at: number): string {
  sequence = (sequence + 1) % 36 ** 4
  const chance = randomBytes(6).toString('hex')
  return at.toString(36).padStart(9, '0') + sequence.toString(36).padStart(4, '0') + chance
}

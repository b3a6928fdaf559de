/** Ends calls that still ring after the person withdrew consent (A7). */

import type { CallState } from '../../rules/call/call-state.ts'
import type { Tx } from '../../store/store.ts'
import { endCallIf } from './write-change.ts'

/**
 * Ends the calls that ring this person from devices that may not ring them any more. For the transaction that
 * changed the person's consent, after the change, with the person locked; announce the rows after its commit.
 *
 * @param now milliseconds since 1970
 * @returns the calls that ended by it
 */
export async function endCallsWithoutConsent(
  tx: Tx,
  now: number,
  appid: string,
  openid: string,
): Promise<CallState[]> {
  const ended: CallState[] = []
  for (const row of await tx.calls.openOf(appid, { role: 'person', openid })) {
    if (await tx.consent.stillAllows(appid, openid, row.modelId, row.sn, row.createdAt)) continue
    const over = await endCallIf(tx, row, [{ type: 'consent_withdrawn' }], now)
    if (over) ended.push(over)
  }
  return ended
}

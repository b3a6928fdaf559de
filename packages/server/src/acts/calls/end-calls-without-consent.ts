/** A withdrawal is in force when it is acknowledged (A7): what still rings ends with it. */

import type { CallRow } from '../../domain/call-row.ts'
import { mayRing } from '../../store/authorizations.ts'
import { openCallsOf } from '../../store/calls.ts'
import type { Db } from '../../store/db.ts'
import { endCallIf } from './act-on-call.ts'

/**
 * Ends the calls that ring this person from devices that may not ring them any more. For the transaction that
 * changed the person's consent, after the change, with the person locked; announce the rows after its commit.
 *
 * @param now milliseconds since 1970
 * @returns the calls that ended by it
 */
export async function endCallsWithoutConsent(
  tx: Db,
  now: number,
  appid: string,
  openid: string,
): Promise<CallRow[]> {
  const ended: CallRow[] = []
  for (const row of await openCallsOf(tx, appid, { role: 'person', openid })) {
    if (await mayRing(tx, appid, openid, row.model_id, row.sn)) continue
    const over = await endCallIf(tx, row, [{ type: 'consent_withdrawn' }], now)
    if (over) ended.push(over)
  }
  return ended
}

/** Locks the person who acts, for the rest of the transaction. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Tx } from '../../store/store.ts'

/**
 * For whatever writes something about the person who calls, first of all: so that nothing is written of them once they were
 * forgotten.
 * @throws CallgrantError `unauthenticated` when they were, since the request came in
 */
export async function lockPerson(
  tx: Tx,
  { appid, openid }: { appid: string; openid: string },
): Promise<void> {
  if (!(await tx.people.lock(appid, openid))) throw new CallgrantError('unauthenticated')
}

/** What of a person's consent a ring takes: the same for a call, and for each ring of one that rings several people. */

import type { Context } from '../../context.ts'
import type { EffectiveAuthorization } from '../../store/authorizations.ts'
import type { Tx } from '../../store/store.ts'

/**
 * Uses one ring, where the row that decided is good for a number of them (Y4). Call it once the person is to be rung: not for one
 * who is busy, nor before the app's back end let it ring.
 * @returns false when another ring was the last
 */
export async function takeRing(ctx: Context, tx: Tx, { row }: EffectiveAuthorization): Promise<boolean> {
  return row === null || row.rings_left === null || tx.consent.takeRing(row, ctx.now())
}

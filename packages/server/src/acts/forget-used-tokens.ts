/** Housekeeping: used tokens that are refused as expired anyway need not be kept. */

import { forgetUsedTokens as deleteUsedTokens } from '../store/used-tokens.ts'
import type { Context } from './context.ts'

/** Forgets used tokens that are over. To be called now and then, by any node. @returns how many */
export async function forgetUsedTokens(ctx: Context): Promise<number> {
  return deleteUsedTokens(ctx.store.db, ctx.now())
}

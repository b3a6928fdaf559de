/** Tells the app's back end what changed in the ledger (B2, B5): WeChat itself tells it nothing. */

import type { LedgerChange } from '../../domain/wechat-ledger.ts'
import type { Context } from '../context.ts'
import { publish } from '../publish.ts'

/** One event for each row whose status is another than before; what was only seen again is no news. */
export async function publishLedger(ctx: Context, changes: LedgerChange[]): Promise<void> {
  for (const { before, after } of changes) {
    const row = after ?? before
    if (!row || before?.status === after?.status) continue
    const { appid, openid, kind, model_id, sn, group_id } = row
    await publish(ctx, appid, 'wechat.changed', {
      openid,
      kind,
      model_id,
      sn,
      group_id,
      status: after?.status ?? null,
      // Only a list says that something is gone.
      known_by: after?.known_by ?? 'list',
    })
  }
}

/** Sends the changes of the ledger to the app's back end (B2, B5). */

import type { Context } from '../../context.ts'
import type { LedgerChange } from '../../rules/ledger.ts'
import { subjectColumns } from '../../store/subject-columns.ts'
import { publish } from '../publish.ts'

/** One event for each entry whose status is another than before; what was only seen again is no news. */
export function publishLedger(
  ctx: Context,
  person: { appid: string; openid: string },
  changes: LedgerChange[],
): void {
  for (const { before, after } of changes) {
    const entry = after ?? before
    if (!entry || before?.status === after?.status) continue
    const { kind, model_id, sn, group_id } = subjectColumns(entry.subject)
    publish(ctx, person.appid, 'wechat.changed', {
      openid: person.openid,
      kind,
      model_id,
      sn,
      group_id,
      status: after?.status ?? null,
      // Only a list says that something is gone.
      known_by: after?.knownBy ?? 'list',
    })
  }
}

/** Tells the app's back end and the person's clients what changed: after the commit, to whoever listens now. */

import { address } from '../bus/bus.ts'
import { recordId } from '../domain/ids.ts'
import type { ConsentRecordRow } from '../store/records.ts'
import type { Context } from './context.ts'

/** What the app's back end hears about consent, groups, devices, and the ledger of WeChat's decisions. */
export interface AppEvent {
  id: string
  type:
    | `authorization.${ConsentRecordRow['act']}`
    | 'group.changed'
    | 'device.registered'
    | 'device.reset'
    | 'wechat.changed'
  /** Milliseconds since 1970. */
  at: number
  data: Record<string, unknown>
}

/** Sends an event to the app's back end. */
export async function publish(
  ctx: Context,
  appid: string,
  type: AppEvent['type'],
  data: Record<string, unknown>,
): Promise<void> {
  const at = ctx.now()
  await send(ctx, address.app(appid), { id: `evt_${recordId(at)}`, type, at, data } satisfies AppEvent)
}

/** Sends what was recorded to the back end, one event a record, and tells the person's own clients to look again. */
export async function publishConsent(ctx: Context, records: ConsentRecordRow[]): Promise<void> {
  for (const { id, appid, act, at, ...data } of records) {
    await send(ctx, address.app(appid), {
      id: `evt_${id}`,
      type: `authorization.${act}`,
      at,
      data: { record_id: id, ...data },
    } satisfies AppEvent)
  }
  const changed = records.find((record) => record.act !== 'asked')
  if (changed) {
    await send(ctx, address.person(changed.appid, changed.openid), { type: 'authorizations.changed' })
  }
}

/** What was committed stays so, whether or not the news of it gets through. */
export async function send(ctx: Context, to: string, message: unknown): Promise<void> {
  try {
    await ctx.bus.send(to, message)
  } catch (error) {
    ctx.log.warn({ err: error, to }, 'an event could not be sent')
  }
}

/** Tells the app's back end and the person's clients what changed: after the commit, to whoever listens now. */

import { address, type Handler, type Unsubscribe } from '../bus/bus.ts'
import type { AppEvent, ChangeEvent } from '../bus/messages.ts'
import { NewestByRoom } from '../bus/newest-by-room.ts'
import type { Context } from '../context.ts'
import { recordId } from '../credentials/ids.ts'
import type { ConsentRecordRow } from '../store/records.ts'

/** Calls whose order one listener of an app's events keeps. */
const CALLS_REMEMBERED = 10_000

/** Sends an event to the app's back end. */
export function publish(
  ctx: Context,
  appid: string,
  type: ChangeEvent['type'],
  data: ChangeEvent['data'],
): void {
  const at = ctx.now()
  ctx.bus.publish(address.app(appid), { id: `evt_${recordId(at)}`, type, at, data })
}

/** Sends what was recorded to the back end, one event a record, and tells the person's own clients to look again. */
export function publishConsent(ctx: Context, records: ConsentRecordRow[]): void {
  for (const { id, appid, act, at, ...data } of records) {
    ctx.bus.publish(address.app(appid), {
      id: `evt_${id}`,
      type: `authorization.${act}`,
      at,
      data: { record_id: id, ...data },
    })
  }
  const changed = records.find((record) => record.act !== 'asked')
  if (changed) {
    ctx.bus.publish(address.person(changed.appid, changed.openid), { type: 'authorizations.changed' })
  }
}

/**
 * Subscribes to an app's events. News of one call come in the order of its versions, from whatever node: what is
 * older than what was heard of that call is left out.
 */
export function subscribeToEvents(
  ctx: Context,
  appid: string,
  handler: Handler<AppEvent>,
): Promise<Unsubscribe> {
  const newest = new NewestByRoom<{ room_id: string; version: number; ended: boolean }>(CALLS_REMEMBERED)
  return ctx.bus.subscribe(address.app(appid), (event) => {
    if (event.type === 'call.changed') {
      const { room_id, version, state } = event.data.call
      if (!newest.take({ room_id, version, ended: state === 'ended' })) return
    } else if (event.type === 'call.listener_offline') {
      // Nobody needs to be fetched to a call that is over.
      if (newest.get(event.data.call.room_id)?.ended) return
    }
    handler(event)
  })
}

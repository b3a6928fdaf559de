/** Tells of a change of what a person agreed to, after its commit. */

import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { announceEvents } from '../events/announce-events.ts'

/** Tells the back end what was recorded, and the person's own clients to look again. */
export function announceConsent(ctx: Context, { appid, openid }: { appid: string; openid: string }): void {
  announceEvents(ctx, appid)
  ctx.bus.publish(address.person(appid, openid), { type: 'authorizations.changed' })
}

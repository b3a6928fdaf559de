/** Reads a subscription's sealed address, and seals one. */

import { createHash } from 'node:crypto'
import type { Context } from '../../context.ts'
import { seal, unseal } from '../../credentials/sealed.ts'
import type { SubscriptionRow } from '../../store/push-subscriptions.ts'
import type { PushTarget } from './push.ts'

/** The id of a subscription, which whoever has its address or token can compute too. */
export function subscriptionId(target: PushTarget): string {
  return createHash('sha256').update(addressOf(target)).digest('base64url')
}

function addressOf(target: PushTarget): string {
  if (target.kind === 'web') return target.endpoint
  return target.kind === 'fcm' ? target.token : (target.voipToken ?? target.token ?? '')
}

export function sealTarget(ctx: Context, appid: string, id: string, target: PushTarget): string {
  return seal(ctx.keys, JSON.stringify(target), boundTo(appid, id))
}

/** @returns null when the master key that sealed it is gone, and with it the key that a browser subscribed with */
export function unsealTarget(ctx: Context, row: SubscriptionRow): PushTarget | null {
  const text = unseal(ctx.keys, row.sealed, boundTo(row.appid, row.id))
  // Those of browsers that an earlier version sealed have no kind inside.
  return text === null ? null : { ...JSON.parse(text), kind: row.kind }
}

function boundTo(appid: string, id: string): string {
  return `push ${appid} ${id}`
}

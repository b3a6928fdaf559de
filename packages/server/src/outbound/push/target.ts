/** Reads a subscription's sealed address, and seals one. */

import { createHash } from 'node:crypto'
import type { SubscribePush } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { seal, unseal } from '../../credentials/sealed.ts'
import type { SubscriptionRow } from '../../store/push-subscriptions.ts'
import type { PushTarget } from './push.ts'

/** The id of a subscription, which its client can compute too. */
export function subscriptionId(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url')
}

export function sealTarget(ctx: Context, appid: string, id: string, wish: SubscribePush): string {
  const { endpoint, keys, page, server } = wish
  const target: PushTarget = { endpoint, ...keys, page, server }
  return seal(ctx.keys, JSON.stringify(target), boundTo(appid, id))
}

/** @returns null when the master key that sealed it is gone, and with it the key that the browser subscribed with */
export function unsealTarget(ctx: Context, row: SubscriptionRow): PushTarget | null {
  const text = unseal(ctx.keys, row.sealed, boundTo(row.appid, row.id))
  return text === null ? null : (JSON.parse(text) as PushTarget)
}

function boundTo(appid: string, id: string): string {
  return `push ${appid} ${id}`
}

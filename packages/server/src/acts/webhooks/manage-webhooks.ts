/** Where an app's events are posted to: make, list, change, remove, and replace the secret. */

import type {
  CreatedWebhook,
  CreateWebhook,
  RotateWebhookSecret,
  UpdateWebhook,
  Webhook,
  WebhookList,
  WebhookSecret,
} from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { WEBHOOKS_MAX } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { randomId } from '../../credentials/ids.ts'
import { AddressRefused, requirePublicHost } from '../../outbound/public-address.ts'
import { mayBePrivate } from '../../outbound/webhooks/post-webhook.ts'
import { makeWebhookSecret } from '../../outbound/webhooks/secrets.ts'
import type { WebhookRow } from '../../store/webhooks.ts'
import { newestPosition } from '../events/follow-events.ts'
import { toWebhook } from './webhook-wire.ts'

type Backend = { appid: string }

/**
 * What happens from now on is posted to it.
 * @returns with its secret, which is shown only now
 * @throws CallgrantError `bad_request` for an address that may not be called, `webhook_limit`
 */
export async function createWebhook(
  ctx: Context,
  { appid }: Backend,
  { url, types = null }: CreateWebhook,
): Promise<CreatedWebhook> {
  requireUsable(ctx, url)
  const id = randomId('wh_')
  const { secret, sealed } = makeWebhookSecret(ctx, id)
  const row: WebhookRow = {
    id,
    appid,
    url,
    types: types && JSON.stringify(types),
    secret: sealed,
    old_secret: null,
    old_secret_until: null,
    enabled: 1,
    position: (await newestPosition(ctx, appid)).number,
    failures: 0,
    retry_at: 0,
    succeeded_at: null,
    failing_since: null,
    lease_until: 0,
    lease_by: null,
    created_at: ctx.now(),
  }
  const isAdded = await ctx.store.write((tx) => tx.webhooks.insert(row, WEBHOOKS_MAX))
  if (!isAdded) throw new CallgrantError('webhook_limit')
  return { ...toWebhook(row, ctx.now()), secret }
}

export async function listWebhooks(ctx: Context, { appid }: Backend): Promise<WebhookList> {
  const rows = await ctx.store.webhooks.list(appid)
  return { items: rows.map((row) => toWebhook(row, ctx.now())), next_cursor: null }
}

/** @throws CallgrantError `webhook_unknown` */
export async function getWebhook(ctx: Context, { appid }: Backend, id: string): Promise<Webhook> {
  return toWebhook(await findWebhook(ctx, appid, id), ctx.now())
}

/** @throws CallgrantError `webhook_unknown` */
export async function findWebhook(ctx: Context, appid: string, id: string): Promise<WebhookRow> {
  const row = await ctx.store.webhooks.find(appid, id)
  if (!row) throw new CallgrantError('webhook_unknown')
  return row
}

/**
 * Changes what is given. One that is enabled again is asked at once, and is sent what happened meanwhile.
 * @throws CallgrantError `webhook_unknown`; `bad_request` for an address that may not be called
 */
export async function updateWebhook(
  ctx: Context,
  { appid }: Backend,
  id: string,
  { url, types, enabled }: UpdateWebhook,
): Promise<Webhook> {
  if (url !== undefined) requireUsable(ctx, url)
  const columns: Partial<WebhookRow> = {
    ...(url !== undefined && { url, retry_at: 0 }),
    ...(types !== undefined && { types: types && JSON.stringify(types) }),
    ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
    ...(enabled && { retry_at: 0, failing_since: null }),
  }
  if (Object.keys(columns).length === 0) return getWebhook(ctx, { appid }, id)
  const row = await ctx.store.webhooks.update(appid, id, columns)
  if (!row) throw new CallgrantError('webhook_unknown')
  return toWebhook(row, ctx.now())
}

/** What waits for it is sent no more. @throws CallgrantError `webhook_unknown` */
export async function removeWebhook(
  ctx: Context,
  { appid }: Backend,
  id: string,
): Promise<Record<string, never>> {
  if (!(await ctx.store.webhooks.remove(appid, id))) throw new CallgrantError('webhook_unknown')
  return {}
}

/**
 * Makes a new secret. For the time of the overlap what is sent has two signatures, so that a receiver with either takes it.
 * @throws CallgrantError `webhook_unknown`
 */
export async function rotateWebhookSecret(
  ctx: Context,
  { appid }: Backend,
  id: string,
  { overlap_seconds }: RotateWebhookSecret,
): Promise<WebhookSecret> {
  const { secret, sealed } = makeWebhookSecret(ctx, id)
  const until = overlap_seconds > 0 ? ctx.now() + overlap_seconds * 1000 : null
  await ctx.store.write(async (tx) => {
    const row = await tx.webhooks.find(appid, id)
    if (!row) throw new CallgrantError('webhook_unknown')
    const old = { old_secret: until === null ? null : row.secret, old_secret_until: until }
    await tx.webhooks.update(appid, id, { secret: sealed, ...old })
  })
  return { secret, previous_secret_until: until }
}

/** https, at a public address; in development also others. The address of a name is checked at each connection. */
function requireUsable(ctx: Context, address: string): void {
  const url = new URL(address)
  const fault = (message: string) =>
    new CallgrantError('bad_request', { faults: [{ parameter: 'url', message }] })
  if (url.username || url.password) throw fault('should have no name and password in it')
  if (mayBePrivate(ctx)) return
  if (url.protocol !== 'https:') throw fault('should be https')
  try {
    requirePublicHost(url)
  } catch (error) {
    if (error instanceof AddressRefused) throw fault('should be at a public address')
    throw error
  }
}

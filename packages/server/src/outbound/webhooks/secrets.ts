/** The secrets of webhooks: made for Standard Webhooks, sealed in the store, since what is signed with must be read again. */

import { randomBytes } from 'node:crypto'
import type { Context } from '../../context.ts'
import { seal, unseal } from '../../credentials/sealed.ts'
import type { WebhookRow } from '../../store/webhooks.ts'

const SECRET_BYTES = 32

/** @returns the secret as it is shown once, and as it is stored */
export function makeWebhookSecret(ctx: Context, webhookId: string): { secret: string; sealed: string } {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
  return { secret, sealed: seal(ctx.keys, secret, boundTo(webhookId)) }
}

/**
 * What is signed with now: the secret, and the one before it for as long as it is good.
 * @returns null when the master key that sealed it is gone: it must be made anew
 */
export function webhookSecrets(ctx: Context, row: WebhookRow): string[] | null {
  const secret = unseal(ctx.keys, row.secret, boundTo(row.id))
  if (secret === null) return null
  const isOldGood = row.old_secret !== null && (row.old_secret_until ?? 0) > ctx.now()
  const old = isOldGood ? unseal(ctx.keys, row.old_secret ?? '', boundTo(row.id)) : null
  return old === null ? [secret] : [secret, old]
}

function boundTo(webhookId: string): string {
  return `webhook ${webhookId}`
}

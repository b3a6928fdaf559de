/** The operator creates an app. */

import type { CreateApp, CreatedApp } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { RING_TIMEOUT_SECONDS } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { randomId } from '../../credentials/ids.ts'
import { generateSecret, hashSecret } from '../../credentials/secret.ts'
import type { AppRow } from '../../store/apps.ts'
import { startChains } from '../consent/record-chain.ts'
import { toApp } from '../wire.ts'

/**
 * Makes an app, with the calling capability and a fresh secret, which is shown this once.
 * @param secret another than a fresh one, for an app that is tried out and has it written in its files
 * @throws CallgrantError `app_exists` when the appid is taken
 */
export async function createApp(
  ctx: Context,
  request: CreateApp,
  secret: string = generateSecret(),
): Promise<CreatedApp> {
  const row: AppRow = {
    appid: request.appid ?? randomId('cg_'),
    name: request.name,
    secret_hash: hashSecret(secret),
    calling: 1,
    ring_timeout_seconds: RING_TIMEOUT_SECONDS,
    early_setup: 'authorized',
    preview: 1,
    oidc_issuers: '[]',
    origins: '[]',
    message_push: null,
    created_at: ctx.now(),
  }
  await ctx.store.write(async (tx) => {
    if (!(await tx.apps.insert(row))) throw new CallgrantError('app_exists')
    await startChains(ctx, tx, row.appid)
  })
  return { ...toApp(row), secret }
}

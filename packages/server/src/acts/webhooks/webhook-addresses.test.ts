import { afterEach, beforeEach, expect, it } from 'vitest'
import { APP, createCallTestbed } from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { type WebhookReceiver, webhookReceiver } from '../../../test/webhook-receiver.ts'
import type { Context } from '../../context.ts'
import { closeWebhookConnections } from '../../outbound/webhooks/post-webhook.ts'
import { type Database, openStore } from '../../store/store.ts'
import { testWebhook } from './deliveries.ts'
import { createWebhook, updateWebhook } from './manage-webhooks.ts'

const backend = { appid: APP }
let store: Database
let ctx: Context
let receiver: WebhookReceiver
beforeEach(async () => {
  store = await openStore('sqlite::memory:')
  ctx = (await createCallTestbed(store, { webhooksPrivate: true })).ctx
  receiver = await webhookReceiver()
})
afterEach(async () => {
  await closeWebhookConnections(ctx)
  await receiver.close()
  await store.close()
})

it.each([
  'http://backend.example.com/',
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://10.1.2.3/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fd00::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://0x7f000001/',
  'https://2130706433/',
  'https://100.64.0.1/',
  'https://user:secret@backend.example.com/',
])('in production takes no webhook at %s, nor sends to one that was put there', async (url) => {
  const safe = { ...ctx, settings: { ...ctx.settings, webhooksPrivate: false } }
  await expectRefusal(createWebhook(safe, backend, { url }), 'bad_request')
  const { webhook_id } = await createWebhook(safe, backend, { url: 'https://backend.example.com/' })
  await expectRefusal(updateWebhook(safe, backend, webhook_id, { url }), 'bad_request')
  if (url.includes('example.com')) return
  await store.webhooks.update(APP, webhook_id, { url })
  const sent = await testWebhook(safe, backend, webhook_id)
  expect(sent).toMatchObject({ status: null, error: expect.stringContaining('is no public address') })
  await closeWebhookConnections(safe)
})

it('checks the address to which a name leads when it connects', async () => {
  const safe = { ...ctx, settings: { ...ctx.settings, webhooksPrivate: false } }
  const port = new URL(receiver.url).port
  const { webhook_id } = await createWebhook(safe, backend, { url: `https://localhost:${port}/` })
  expect(await testWebhook(safe, backend, webhook_id)).toMatchObject({
    state: 'failed',
    status: null,
    error: 'localhost is no public address',
  })
  // One that was made while it was allowed.
  await updateWebhook(ctx, backend, webhook_id, { url: receiver.url })
  expect(await testWebhook(safe, backend, webhook_id)).toMatchObject({
    error: '127.0.0.1 is no public address',
  })
  expect(receiver.received).toEqual([])
  await closeWebhookConnections(safe)
})

import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../../server/test/test-server.ts'
import { type WebhookReceiver, webhookReceiver } from '../../../server/test/webhook-receiver.ts'
import { type Backend, createBackend } from './index.ts'

const DOOR = { model_id: MODEL, sn: 'door-1' }
const SOON = { timeout: 10_000 }

let server: TestServer
let receiver: WebhookReceiver
let backend: Backend
beforeEach(async () => {
  server = await testServer({ listen: true, now: Date.now, settings: { webhooksPrivate: true } })
  receiver = await webhookReceiver()
  const { address, appid, secret } = server
  backend = createBackend({ server: address, appid, secret })
})
afterEach(async () => {
  await server.stop()
  await receiver.close()
})
const types = () => receiver.received.map(({ event }) => event.type)

it('a back end is posted what a person decides, verifies it, and sees what came of it (B2)', async () => {
  const { webhook_id, secret, ...made } = await backend.webhooks.create({ url: receiver.url })
  expect(made).toMatchObject({ url: receiver.url, types: null, enabled: true, failing_since: null })
  const alice = await server.person()
  await alice.decide(DOOR, 'allow')
  await vi.waitFor(() => expect(types()).toEqual(['authorization.asked', 'authorization.authorized']), SOON)
  for (const { body, headers, event } of receiver.received) {
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(event)
  }
  await vi.waitFor(async () => {
    const deliveries = await Array.fromAsync(backend.webhooks.deliveries(webhook_id, { state: 'done' }))
    expect(deliveries.map(({ type }) => type)).toEqual(['authorization.authorized', 'authorization.asked'])
    const shown = await backend.webhooks.delivery(webhook_id, deliveries[0]?.delivery_id ?? '')
    expect(shown.request).toBe(receiver.received[1]?.body)
  }, SOON)
  expect(await backend.webhooks.get(webhook_id)).toMatchObject({
    succeeded_at: expect.any(Number),
    retry_at: null,
  })
  expect(await Array.fromAsync(backend.webhooks.list())).toHaveLength(1)
  const metrics = await (await fetch(`${server.address}/metrics`)).text()
  expect(metrics).toContain('callgrant_webhook_attempts_total{outcome="taken"} 2')
  expect(metrics).toContain('callgrant_webhook_lag_seconds_count 2')
  expect(metrics).toContain('callgrant_webhooks_failing 0')
})

it('tests, replaces the secret, changes, replays and removes', async () => {
  const { webhook_id } = await backend.webhooks.create({ url: receiver.url, types: ['group.changed'] })
  expect(await backend.webhooks.test(webhook_id)).toMatchObject({ state: 'done', status: 204 })
  const { secret, previous_secret_until } = await backend.webhooks.rotateSecret(webhook_id)
  expect(previous_secret_until).toBeGreaterThan(Date.now() + 86_000_000)
  const since = Date.now()
  const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Gate' })
  await backend.groups.addDevices(group_id, { device_list: [DOOR] })
  await vi.waitFor(() => expect(types()).toEqual(['webhook.test', 'group.changed']), SOON)
  const { body, headers } = receiver.received[1] ?? expect.fail()
  expect(String(headers['webhook-signature']).split(' ')).toHaveLength(2)
  new Webhook(secret).verify(body, headers as Record<string, string>)
  await vi.waitFor(async () => {
    expect(await backend.webhooks.replay(webhook_id, { since })).toEqual({ replayed: 1 })
  }, SOON)
  await vi.waitFor(() => expect(types()).toEqual(['webhook.test', 'group.changed', 'group.changed']), SOON)
  expect(await backend.webhooks.update(webhook_id, { enabled: false })).toMatchObject({ enabled: false })
  await backend.webhooks.remove(webhook_id)
  await expect(backend.webhooks.get(webhook_id)).rejects.toMatchObject({
    code: 'webhook_unknown',
    status: 404,
  })
  await expect(backend.webhooks.remove(webhook_id)).rejects.toMatchObject({ code: 'webhook_unknown' })
})

it('a back end that was away for a while misses nothing', { timeout: 40_000 }, async () => {
  await backend.webhooks.create({ url: receiver.url })
  receiver.answer = (response) => response.destroy()
  const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Gate' })
  for (let n = 0; n < 12; n++) {
    await backend.groups.addDevices(group_id, { device_list: [{ ...DOOR, sn: `door-${n}` }] })
  }
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(5), SOON)
  receiver.received.length = 0
  receiver.answer = (response) => response.writeHead(200).end()
  const added = () =>
    receiver.received.map(({ event }) => (event.data as { added: { sn: string }[] }).added[0]?.sn)
  await vi.waitFor(() => expect(new Set(added()).size).toBe(12), { timeout: 30_000 })
})

it.each([
  [{ url: 'ftp://example.com' }, 'url'],
  [{ url: 'https://example.com', types: ['group.exploded'] }, 'types'],
  [{ url: 'https://example.com', types: [] }, 'types'],
  [{ url: `https://example.com/${'x'.repeat(2000)}` }, 'url'],
])('refuses %j', async (wish, parameter) => {
  await expect(backend.webhooks.create(wish as never)).rejects.toMatchObject({
    code: 'bad_request',
    faults: [{ parameter: expect.stringContaining(parameter) }],
  })
})

import type { CreatedWebhook, CreateWebhook } from '@callgrant/protocol'
import { Webhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { APP, type CallTestbed, createCallTestbed, OTHER_APP } from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore, type TestStore } from '../../../test/each-store.ts'
import { type WebhookReceiver, webhookReceiver } from '../../../test/webhook-receiver.ts'
import type { Context } from '../../context.ts'
import { closeWebhookConnections } from '../../outbound/webhooks/post-webhook.ts'
import { clearOld } from '../clear-old.ts'
import { numberEvents } from '../events/announce-events.ts'
import { groupChanged } from '../events/app-events.ts'
import { claimWebhooks, serveWebhook } from './deliver-webhooks.ts'
import { getDelivery, listDeliveries, replayWebhook, testWebhook } from './deliveries.ts'
import {
  createWebhook,
  getWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from './manage-webhooks.ts'

const backend = { appid: APP }
const DAY = 86_400_000
const NEVER = new AbortController().signal

eachStore((open) => {
  let store: TestStore
  let testbed: CallTestbed
  let ctx: Context
  let receiver: WebhookReceiver
  beforeEach(async () => {
    store = await open()
    testbed = await createCallTestbed(store, { webhooksPrivate: true })
    ctx = testbed.ctx
    testbed.clock.now = Date.now()
    receiver = await webhookReceiver()
  })
  afterEach(async () => {
    await closeWebhookConnections(ctx)
    await receiver.close()
  })

  const create = (wish: Partial<CreateWebhook> = {}): Promise<CreatedWebhook> =>
    createWebhook(ctx, backend, { url: receiver.url, ...wish })

  /** Events about somebody, as an act writes them; `name` is their `group_id`. */
  async function happen(names: readonly string[], openid: string | null = null): Promise<void> {
    const events = names.map((name) => ({ ...groupChanged(name, {}, ctx.now()), openid }))
    await store.write((tx) => tx.events.append(APP, events))
    if (store.events.numbersAfterCommit()) await numberEvents(ctx, APP)
  }
  /** Sends all that is to be sent now. */
  async function deliver(on = ctx, node = 'node'): Promise<void> {
    const claimed = await claimWebhooks(on, node, 100)
    await Promise.all(claimed.map((webhook) => serveWebhook(on, webhook, NEVER)))
  }
  const names = (from = receiver) => from.received.map(({ event }) => event.data.group_id)
  const fails = (status = 500) => {
    receiver.answer = (response) => response.writeHead(status).end('not now')
  }
  const takes = () => {
    receiver.answer = (response) => response.writeHead(204).end()
  }
  const deliveriesOf = async (id: string, state?: 'waiting' | 'done' | 'failed') =>
    (await listDeliveries(ctx, backend, id, { limit: 200, state })).items

  it('posts what happens, signed so that the libraries of Standard Webhooks and of Svix take it (B2)', async () => {
    await happen(['before'])
    const { secret, webhook_id } = await create()
    await happen(['hall'])
    await deliver()
    expect(receiver.received).toHaveLength(1)
    const [{ headers, body, event } = expect.fail()] = receiver.received
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(event)
    for (const Library of [Webhook, SvixWebhook]) {
      expect(() => new Library(secret).verify(body, headers as Record<string, string>)).not.toThrow()
      expect(() => new Library(secret).verify(`${body} `, headers as Record<string, string>)).toThrow()
    }
    expect(headers).toMatchObject({ 'webhook-id': event.id, 'content-type': 'application/json' })
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_/),
      type: 'group.changed',
      timestamp: new Date(event.at).toISOString(),
      at: ctx.now(),
      data: { group_id: 'hall', added: [], removed: [] },
    })
    const [delivery] = await deliveriesOf(webhook_id)
    expect(delivery).toMatchObject({
      state: 'done',
      attempts: 1,
      status: 204,
      error: null,
      event_id: event.id,
    })
    expect(await getDelivery(ctx, backend, webhook_id, delivery?.delivery_id ?? '')).toMatchObject({
      request: body,
      answer: '',
      url: receiver.url,
    })
    await deliver()
    expect(receiver.received).toHaveLength(1)
  })

  it('sends the events of one person in their order and one after the other, those of others beside them', async () => {
    await create()
    const people = ['alice', 'bob', 'carol']
    for (let n = 0; n < 20; n++) for (const openid of people) await happen([`${openid}-${n}`], openid)
    receiver.answer = (response) => setImmediate(() => response.writeHead(204).end())
    await deliver()
    for (const openid of people) {
      const own = names().filter((name) => String(name).startsWith(openid))
      expect(own).toEqual(Array.from({ length: 20 }, (_, n) => `${openid}-${n}`))
    }
    expect(receiver.mostAtOnce).toBeGreaterThan(1)
    expect(receiver.mostAtOnce).toBeLessThanOrEqual(3)
  })

  it('sends the types that were asked for, and once it is on again what happened while it was off', async () => {
    const { webhook_id } = await create({ types: ['device.reset'] })
    await happen(['unwanted'])
    await deliver()
    expect(receiver.received).toEqual([])
    await updateWebhook(ctx, backend, webhook_id, { types: null, enabled: false })
    await happen(['meanwhile'])
    await deliver()
    expect(receiver.received).toEqual([])
    await updateWebhook(ctx, backend, webhook_id, { enabled: true })
    await deliver()
    expect(names()).toEqual(['meanwhile'])
  })

  it('tries again what was not taken, later and later, with the same id; those after it go on', async () => {
    const { webhook_id } = await create()
    await happen(['bad', 'good'])
    receiver.answer = (response, { event }) => {
      response.writeHead(event.data.group_id === 'bad' ? 503 : 204).end('try later')
    }
    await deliver()
    expect(names()).toEqual(['bad', 'good'])
    const [waiting] = await deliveriesOf(webhook_id, 'waiting')
    expect(waiting).toMatchObject({ attempts: 1, status: 503, error: 'it answered 503' })
    const first = (waiting?.next_at ?? 0) - ctx.now()
    expect(first).toBeGreaterThanOrEqual(4_000)
    expect(first).toBeLessThanOrEqual(6_000)
    await deliver()
    expect(receiver.received).toHaveLength(2)
    testbed.clock.now += 6_001
    await deliver()
    const [again] = await deliveriesOf(webhook_id, 'waiting')
    expect((again?.next_at ?? 0) - ctx.now()).toBeGreaterThanOrEqual(16_000)
    takes()
    testbed.clock.now += 24_001
    await deliver()
    expect(names()).toEqual(['bad', 'good', 'bad', 'bad'])
    expect(
      new Set(receiver.received.flatMap(({ event, headers }) => [event.id, headers['webhook-id']])).size,
    ).toBe(2)
    expect(await deliveriesOf(webhook_id, 'waiting')).toEqual([])
  })

  it('asks a receiver that takes nothing with one event at a time; when it is back it gets all, each', async () => {
    const { webhook_id } = await create()
    const all = Array.from({ length: 150 }, (_, n) => `e${String(n).padStart(3, '0')}`)
    await happen(all, 'alice')
    fails()
    await deliver()
    const tried = receiver.received.length
    expect(tried).toBe(5)
    expect((await getWebhook(ctx, backend, webhook_id)).retry_at).toBeGreaterThan(ctx.now())
    for (let minute = 0; minute < 4; minute++) {
      testbed.clock.now += 73_000
      await deliver()
    }
    expect(receiver.received).toHaveLength(tried + 4)
    takes()
    receiver.received.length = 0
    testbed.clock.now += 73_000
    await deliver()
    expect(new Set(names())).toEqual(new Set(all))
    expect(names()).toHaveLength(150)
    expect(await getWebhook(ctx, backend, webhook_id)).toMatchObject({ retry_at: null, failing_since: null })
  })

  it('gives up after three days, says so, and sends it again when it is told to', async () => {
    const { webhook_id } = await create()
    await happen(['lost'])
    fails()
    const began = ctx.now()
    while (ctx.now() < began + 4 * DAY) {
      await deliver()
      testbed.clock.now += 3_600_000
    }
    const [failed] = await deliveriesOf(webhook_id, 'failed')
    expect(failed).toMatchObject({ next_at: null, status: 500, error: 'it answered 500' })
    expect((failed?.attempted_at ?? 0) - began).toBeGreaterThan(2.5 * DAY)
    expect((failed?.attempted_at ?? 0) - began).toBeLessThanOrEqual(3 * DAY + 3_600_000)
    const attempts = receiver.received.length
    expect(attempts).toBeGreaterThan(12)
    expect((await listWebhooks(ctx, backend)).items).toMatchObject([{ failing_since: failed?.attempted_at }])
    testbed.clock.now += DAY
    await deliver()
    expect(receiver.received).toHaveLength(attempts)
    takes()
    expect(await replayWebhook(ctx, backend, webhook_id, { failed: true })).toEqual({ replayed: 1 })
    await deliver()
    expect(receiver.received).toHaveLength(attempts + 1)
    expect(await deliveriesOf(webhook_id)).toMatchObject([{ state: 'done', attempts: 1 }])
    expect(await getWebhook(ctx, backend, webhook_id)).toMatchObject({ failing_since: null })
  })

  it('sends again what is named, and all since a time', async () => {
    const { webhook_id } = await create()
    await happen(['one'])
    testbed.clock.now += 1_000
    const since = ctx.now()
    await happen(['two', 'three'])
    await deliver()
    const [third] = await deliveriesOf(webhook_id)
    const named = { deliveries: [third?.delivery_id ?? '', 'dlv_none'] }
    expect(await replayWebhook(ctx, backend, webhook_id, named)).toEqual({ replayed: 1 })
    await deliver()
    expect(names()).toEqual(['one', 'two', 'three', 'three'])
    expect(await replayWebhook(ctx, backend, webhook_id, { since })).toEqual({ replayed: 2 })
    await deliver()
    expect(names().slice(4)).toEqual(['two', 'three'])
    expect(await replayWebhook(ctx, backend, webhook_id, { since: ctx.now() + 1 })).toEqual({ replayed: 0 })
    expect(await replayWebhook(ctx, backend, webhook_id, { since: 0 })).toEqual({ replayed: 3 })
    await deliver()
    expect(names().slice(6)).toEqual(['one', 'two', 'three'])
  })

  it('signs with both secrets while one is replaced, and with the new one alone after that', async () => {
    const { webhook_id, secret: old } = await create()
    const { secret, previous_secret_until } = await rotateWebhookSecret(ctx, backend, webhook_id, {
      overlap_seconds: 60,
    })
    expect(previous_secret_until).toBe(ctx.now() + 60_000)
    const verify = (key: string, { body, headers } = receiver.received.at(-1) ?? expect.fail()) =>
      new Webhook(key).verify(body, headers as Record<string, string>)
    await happen(['during'])
    await deliver()
    for (const key of [old, secret]) expect(verify(key)).toMatchObject({ type: 'group.changed' })
    testbed.clock.now += 60_000
    await happen(['after'])
    await deliver()
    expect(verify(secret)).toMatchObject({ data: { group_id: 'after' } })
    expect(() => verify(old)).toThrow('No matching signature')
    // At once, for one that leaked.
    const { secret: newest } = await rotateWebhookSecret(ctx, backend, webhook_id, { overlap_seconds: 0 })
    await happen(['leaked'])
    await deliver()
    expect(verify(newest)).toMatchObject({ data: { group_id: 'leaked' } })
    expect(() => verify(secret)).toThrow('No matching signature')
    // Neither is in the store as it is.
    const rows = JSON.stringify(await store.db.selectFrom('webhook').selectAll().execute())
    for (const key of [old, secret, newest]) expect(rows).not.toContain(key.replace('whsec_', ''))
  })

  it('a test event is posted at once, also to one that is off, and says what came of it', async () => {
    const { webhook_id } = await create()
    await updateWebhook(ctx, backend, webhook_id, { enabled: false })
    const taken = await testWebhook(ctx, backend, webhook_id)
    expect(taken).toMatchObject({ state: 'done', type: 'webhook.test', status: 204, attempts: 1 })
    fails(404)
    const refused = await testWebhook(ctx, backend, webhook_id)
    expect(refused).toMatchObject({
      state: 'failed',
      status: 404,
      answer: 'not now',
      error: 'it answered 404',
    })
    expect(receiver.received.map(({ event }) => event)).toMatchObject([
      { type: 'webhook.test', data: { webhook_id } },
      { type: 'webhook.test', data: { webhook_id } },
    ])
  })

  it('a receiver that is slow keeps no other waiting, and holds nothing up for itself', async () => {
    const quick = await webhookReceiver()
    const release = Promise.withResolvers<void>()
    receiver.answer = (response) => void release.promise.then(() => response.writeHead(204).end())
    await create()
    await createWebhook(ctx, backend, { url: quick.url })
    await happen(['one'])
    const slow = deliver()
    await vi.waitFor(() => expect(names(quick)).toEqual(['one']))
    await happen(['two'])
    await vi.waitFor(async () => {
      await deliver()
      expect(names(quick)).toEqual(['one', 'two'])
    })
    expect(names()).toEqual(['one'])
    release.resolve()
    await slow
    await deliver()
    expect(names()).toEqual(['one', 'two'])
    await quick.close()
  })

  it('reads no more of an answer than it keeps, and follows no redirect', async () => {
    const other = await webhookReceiver()
    const { webhook_id } = await create()
    receiver.answer = (response) => {
      response.writeHead(200)
      response.write('x'.repeat(5_000))
      // Its end never comes.
    }
    const long = await testWebhook(ctx, backend, webhook_id)
    expect(long).toMatchObject({ state: 'done', status: 200, answer: 'x'.repeat(2048) })
    receiver.answer = (response) => response.writeHead(307, { location: other.url }).end()
    const redirected = await testWebhook(ctx, backend, webhook_id)
    expect(redirected).toMatchObject({ state: 'failed', status: 307 })
    expect(other.received).toEqual([])
    await other.close()
  })

  it('of two nodes one sends at a time: each event comes once', async () => {
    const node2 = { ...ctx, store: await store.secondNode() }
    await create()
    await create()
    for (let round = 0; round < 5; round++) {
      await happen(
        Array.from({ length: 20 }, (_, n) => `${round}-${n}`),
        `p${round}`,
      )
      await Promise.all([
        deliver(ctx, 'one'),
        deliver(node2, 'two'),
        deliver(ctx, 'one'),
        deliver(node2, 'two'),
      ])
    }
    await deliver()
    expect(names()).toHaveLength(200)
    expect(new Set(names()).size).toBe(100)
    await closeWebhookConnections(node2)
  })

  it('what a node had begun that died is sent by another once its lease is over', async () => {
    await create()
    await happen(['begun'])
    const [claimed] = await claimWebhooks(ctx, 'dies', 1)
    expect(claimed).toBeDefined()
    await deliver(ctx, 'other')
    expect(receiver.received).toEqual([])
    testbed.clock.now += 30_000
    await deliver(ctx, 'other')
    expect(names()).toEqual(['begun'])
    // The first one was only away: what it finds to write is not its own any more.
    if (claimed) await serveWebhook(ctx, claimed, NEVER)
    await deliver(ctx, 'other')
    const { items } = await listWebhooks(ctx, backend)
    expect(await deliveriesOf(items[0]?.webhook_id ?? '')).toHaveLength(1)
  })

  it('an app has ten at most, also of those that are made at the same instant', async () => {
    const node2 = { ...ctx, store: await store.secondNode() }
    const made = await Promise.allSettled(
      Array.from({ length: 14 }, (_, n) =>
        createWebhook(n % 2 === 0 ? ctx : node2, backend, { url: receiver.url }),
      ),
    )
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    await expectRefusal(create(), 'webhook_limit')
    const { items } = await listWebhooks(ctx, backend)
    expect(items).toHaveLength(10)
    await removeWebhook(ctx, backend, items[0]?.webhook_id ?? '')
    await create()
    expect(JSON.stringify(items)).not.toContain('whsec_')
  })

  it('another app sees, changes and removes none of them', async () => {
    const { webhook_id } = await create()
    const stranger = { appid: OTHER_APP }
    expect((await listWebhooks(ctx, stranger)).items).toEqual([])
    for (const attempt of [
      () => getWebhook(ctx, stranger, webhook_id),
      () => updateWebhook(ctx, stranger, webhook_id, { enabled: false }),
      () => removeWebhook(ctx, stranger, webhook_id),
      () => rotateWebhookSecret(ctx, stranger, webhook_id, { overlap_seconds: 0 }),
      () => listDeliveries(ctx, stranger, webhook_id, { limit: 1 }),
      () => getDelivery(ctx, stranger, webhook_id, 'dlv_1'),
      () => replayWebhook(ctx, stranger, webhook_id, { since: 0 }),
      () => testWebhook(ctx, stranger, webhook_id),
    ]) {
      await expectRefusal(attempt(), 'webhook_unknown')
    }
    await expectRefusal(getDelivery(ctx, backend, webhook_id, 'dlv_1'), 'delivery_unknown')
    expect(await getWebhook(ctx, backend, webhook_id)).toMatchObject({ enabled: true })
  })

  it('keeps deliveries for 30 days', async () => {
    const { webhook_id } = await create()
    await happen(['old'])
    await deliver()
    testbed.clock.now += 30 * DAY
    while (await clearOld(ctx));
    expect(await deliveriesOf(webhook_id)).toHaveLength(1)
    testbed.clock.now += 1
    while (await clearOld(ctx));
    expect(await deliveriesOf(webhook_id)).toEqual([])
  })
})

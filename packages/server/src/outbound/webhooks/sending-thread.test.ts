import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createCallTestbed } from '../../../test/call-testbed.ts'
import { type WebhookReceiver, webhookReceiver } from '../../../test/webhook-receiver.ts'
import type { Context } from '../../context.ts'
import { openStore } from '../../store/store.ts'
import type { Round } from './send-round.ts'
import { sendingThread, threadOf } from './sending-thread.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
let ctx: Context
let receiver: WebhookReceiver
beforeEach(async () => {
  const store = await openStore('sqlite::memory:')
  ctx = (await createCallTestbed(store, { webhooksPrivate: true })).ctx
  ctx.now = () => Date.now()
  receiver = await webhookReceiver()
  onTestFinished(() => store.close())
})
afterEach(() => receiver.close())

const round = (ids: string[], more: Partial<Round> = {}): Round => ({
  url: receiver.url,
  secrets: [SECRET],
  failures: 0,
  events: ids.map((id) => ({
    ...{ deliveryId: `dlv_${id}`, eventId: `evt_${id}`, openid: 'alice', trace: null },
    body: `{"id":"evt_${id}","at":${ctx.now()},"data":{}}`,
  })),
  ...more,
})

it('posts a round from a thread, signed by the server’s clock, a person’s events in their order', async () => {
  const thread = sendingThread(ctx)
  const sent = await thread.send(round(['1', '2', '3']), new AbortController().signal)
  expect(sent).toMatchObject({ failures: 0, succeeded: true })
  expect(sent.attempts.map(({ deliveryId, status, error }) => [deliveryId, status, error])).toEqual(
    ['dlv_1', 'dlv_2', 'dlv_3'].map((id) => [id, 204, null]),
  )
  expect(receiver.received.map(({ event }) => event.id)).toEqual(['evt_1', 'evt_2', 'evt_3'])
  for (const { body, headers } of receiver.received) {
    expect(() => new Webhook(SECRET).verify(body, headers as Record<string, string>)).not.toThrow()
  }
  const shift = -86_400_000
  ctx.now = () => Date.now() + shift
  await thread.send(round(['4']), new AbortController().signal)
  const signedAt = Number(receiver.received.at(-1)?.headers['webhook-timestamp']) * 1000
  expect(Math.abs(signedAt - ctx.now())).toBeLessThan(60_000)
  expect([thread.state(), thread.failures()]).toEqual(['ok', 0])
  await thread.stop()
})

it.runIf(process.platform === 'linux')('gives way to the server’s own thread', async () => {
  const priorities = () =>
    readdirSync('/proc/self/task').map((task) => [task, getPriority(Number(task))] as const)
  const before = new Map(priorities())
  const thread = sendingThread(ctx)
  await thread.send(round(['1']), new AbortController().signal)
  const changed = priorities().filter(([task, nice]) => before.has(task) && before.get(task) !== nice)
  expect(changed).toEqual([])
  const lower = priorities().filter(([task, nice]) => !before.has(task) && nice > getPriority(process.pid))
  expect(lower.length).toBeGreaterThan(0)
  await thread.stop()
})

it('a thread that ended is counted and started again; what it had begun fails, to be sent again', async () => {
  let worker: Worker | undefined
  const thread = sendingThread(ctx, () => {
    worker = new Worker(...threadOf(ctx))
    return worker
  })
  receiver.answer = () => {}
  const signal = new AbortController().signal
  const cutShort = thread.send(round(['1']), signal)
  const failed = expect(cutShort).rejects.toThrow('the thread that posts to webhooks ended')
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  await worker?.terminate()
  await failed
  expect([thread.state(), thread.failures()]).toEqual(['restarting', 1])
  receiver.answer = (response) => response.writeHead(204).end()
  expect(await thread.send(round(['1']), signal)).toMatchObject({ succeeded: true })
  expect([thread.state(), thread.failures()]).toEqual(['ok', 1])
  await thread.stop()
  expect(await thread.send(round(['2']), signal)).toMatchObject({ attempts: [], succeeded: false })
})

it('begins no attempt once the node stops, and lets go of a receiver that does not answer', async () => {
  const thread = sendingThread(ctx)
  receiver.answer = () => {}
  const stopping = new AbortController()
  const sending = thread.send(round(['1', '2']), stopping.signal)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  stopping.abort()
  thread.cut()
  const { attempts } = await sending
  expect(attempts).toMatchObject([{ deliveryId: 'dlv_1', status: null, error: expect.any(String) }])
  await thread.stop()
  expect(receiver.received).toHaveLength(1)
  expect(thread.failures()).toBe(0)
})

/** Webhooks of three nodes on one PostgreSQL: whichever node is there sends, each event once at a time. */

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasNats } from '../../../../../scripts/lib/nats.ts'
import { APP, MODEL } from '../../../test/call-testbed.ts'
import { type Cluster, startCluster } from '../../../test/cluster.ts'
import { type WebhookReceiver, webhookReceiver } from '../../../test/webhook-receiver.ts'
import { createWebhook } from './manage-webhooks.ts'

const SOON = { timeout: 20_000, interval: 50 }
const PEOPLE = 6

describe.skipIf(!hasNats())('webhooks of three nodes', () => {
  let cluster: Cluster
  let receivers: WebhookReceiver[]
  beforeAll(async () => {
    cluster = await startCluster(3, { webhooksPrivate: true, asksPerMinute: 0 })
    await cluster.addPairs(PEOPLE)
    receivers = await Promise.all([webhookReceiver(), webhookReceiver()])
    const { ctx } = cluster.nodes[0] ?? expect.fail()
    for (const { url } of receivers) await createWebhook(ctx, { appid: APP }, { url })
  })
  afterAll(async () => {
    await cluster?.stop()
    for (const receiver of receivers ?? []) await receiver.close()
  })

  /** A person switches their door, at a node. */
  async function switchAt(node: number, person: number, status: 0 | 1): Promise<void> {
    const token = await cluster.testbed.token(cluster.testbed.person(`person-x${person}`))
    const answer = await fetch(`${cluster.nodes[node]?.address}/v1/me/switch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model_id: MODEL, sn: `door-x${person}`, status }),
    })
    expect(answer.status).toBe(200)
  }

  /** Everybody switches off and on in turn, each time at another of the nodes. */
  async function switchAll(rounds: number, nodes: readonly number[]): Promise<void> {
    await Promise.all(
      Array.from({ length: PEOPLE }, async (_, person) => {
        for (let round = 0; round < rounds; round++) {
          await switchAt(nodes[(round + person) % nodes.length] ?? 0, person, round % 2 === 0 ? 0 : 1)
        }
      }),
    )
  }

  async function expectAll(): Promise<void> {
    const told = await cluster.store.events.after(APP, 0, 10_000)
    for (const { received } of receivers) {
      await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(told.length), SOON)
      // Each once, and those of a person in their order.
      expect(received.map(({ event }) => event.id).toSorted()).toEqual(told.map(({ id }) => id).toSorted())
      for (let person = 0; person < PEOPLE; person++) {
        const openid = `person-x${person}`
        const own = received.filter(({ event }) => event.data.openid === openid).map(({ event }) => event.id)
        expect(own).toEqual(told.filter((event) => event.openid === openid).map(({ id }) => id))
      }
    }
  }

  it('what happens at all nodes at once comes once to each receiver, in order for each person (B2)', async () => {
    await switchAll(6, [0, 1, 2])
    await vi.waitFor(async () => {
      expect(await cluster.store.events.after(APP, 0, 10_000)).toHaveLength(6 * PEOPLE)
    }, SOON)
    await expectAll()
  })

  it('goes on when a node stops, and repeats nothing', async () => {
    const before = 6 * PEOPLE
    await Promise.all([switchAll(4, [1, 2]), cluster.nodes[0]?.stop()])
    await vi.waitFor(async () => {
      expect(await cluster.store.events.after(APP, 0, 10_000)).toHaveLength(before + 4 * PEOPLE)
    }, SOON)
    await expectAll()
  })
})

/** A node that lacks its store or its bus takes no client, and sends those away that are in no call. */

import { CallgrantError } from '@callgrant/protocol'
import { expect, test } from 'vitest'
import { createGatewayTestbed } from '../../test/gateway-testbed.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { createReadiness } from '../transport/readiness.ts'

/** A node whose parts a test takes away. Each answer is good for 500 ms. */
async function node(natsUrl: string | null) {
  const away = { store: false, bus: false }
  const ask = (part: 'store' | 'bus') => async () => {
    if (away[part]) throw new CallgrantError('unavailable')
  }
  const readiness = createReadiness({
    store: ask('store'),
    bus: ask('bus'),
    clockOffsetMs: () => 0,
    webhooks: () => 'ok',
  })
  const limits = { refreshMs: 50, unreadyMs: 100 }
  const testbed = await createGatewayTestbed({ limits, settings: { natsUrl }, readiness })
  await testbed.decide('alice', 'door-1', 1)
  return { ...testbed, away }
}

test.each(['store', 'bus'] as const)(
  'while its %s is away it refuses a new connection with 503, and takes one when it is back',
  async (part) => {
    const testbed = await node('nats://bus')
    testbed.away[part] = true
    await expect(SocketClient.connect(testbed.url)).rejects.toThrow('503')
    testbed.away[part] = false
    await testbed.signIn(testbed.person())
  },
)

test('a while later it sends away who is in no call, and keeps who is in one until it ends', async () => {
  const testbed = await node('nats://bus')
  const [door, alice, bob] = [
    await testbed.signIn(testbed.door()),
    await testbed.signIn(testbed.person()),
    await testbed.signIn(testbed.person('bob')),
  ]
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, room_type: 'voice' })
  await alice.rings()
  testbed.away.bus = true
  expect(await bob.ends()).toBe(1012)
  expect(bob.notices).toContainEqual({ type: 'reconnect', after_ms: expect.any(Number) })
  expect([door.closed, alice.closed]).toEqual([null, null])
  await door.granted('call.cancel', { room_id: call.room_id })
  expect(await alice.ends()).toBe(1012)
  expect(await door.ends()).toBe(1012)
})

test('without other nodes it sends nobody away', async () => {
  const testbed = await node(null)
  const alone = await testbed.signIn(testbed.person())
  const other = await node('nats://bus')
  const sent = await other.signIn(other.person())
  testbed.away.store = other.away.store = true
  // The other node has had the time for it.
  expect(await sent.ends()).toBe(1012)
  expect(await alone.refused('call.alive', { room_id: 'none', media: false })).toBe('room_unknown')
})

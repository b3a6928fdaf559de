/** Clients that are gone in silence: a connection that is open and does not answer is not somebody who is there (C6, C14). */

import { expect, test, vi } from 'vitest'
import { APP } from '../../test/call-testbed.ts'
import { eventsFromNow } from '../../test/events.ts'
import { createGatewayTestbed } from '../../test/gateway-testbed.ts'

const video = { room_type: 'video' } as const
const LONG = { timeout: 10_000 }

async function createTestbed() {
  const testbed = await createGatewayTestbed({ limits: { inCallPingMs: 100, refreshMs: 50 } })
  await testbed.decide('alice', 'door-1', 1)
  const events = await eventsFromNow(testbed.ctx, APP)
  const offline = async () => (await events()).filter(({ type }) => type === 'call.listener_offline').length
  const door = await testbed.signIn(testbed.door())
  const ring = async () => {
    const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
    return { room_id: call.room_id }
  }
  return { testbed, door, ring, offline }
}

test('a phone that went silent is not rung in vain: it is cut, and the back end told once (C14)', async () => {
  const { testbed, door, ring, offline } = await createTestbed()
  for (const clientId of ['client-phone', 'client-tablet']) {
    const phone = await testbed.signIn({ ...testbed.person(), clientId })
    phone.socket.pause()
  }
  const room = await ring()
  await door.granted('call.join', room)
  await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(1), LONG)
  await vi.waitFor(async () => expect(await offline()).toBe(1), LONG)
  // It rings on: the person may open the page yet.
  const alice = await testbed.signIn(testbed.person())
  await alice.granted('call.accept', room)
  expect(await offline()).toBe(1)
})

test('a phone that goes silent while it is rung is noticed as well, and one that answers is left alone', async () => {
  const { testbed, ring, offline } = await createTestbed()
  const phone = await testbed.signIn(testbed.person())
  const tablet = await testbed.signIn({ ...testbed.person(), clientId: 'client-tablet' })
  await ring()
  await phone.rings()
  phone.socket.pause()
  await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(2), LONG)
  expect([tablet.closed, await offline()]).toEqual([null, 0])
  tablet.socket.pause()
  await vi.waitFor(async () => expect(await offline()).toBe(1), LONG)
})

test('a phone that comes back at once is not offline', async () => {
  const { testbed, ring, offline } = await createTestbed()
  const phone = await testbed.signIn(testbed.person())
  const room = await ring()
  await phone.rings()
  phone.kill()
  const back = await testbed.signIn(testbed.person())
  await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(2), LONG)
  await back.granted('call.accept', room)
  expect(await offline()).toBe(0)
})

test('signals to a side that went silent are not delivered once it was cut (C15)', async () => {
  const { testbed, door, ring } = await createTestbed()
  const alice = await testbed.signIn(testbed.person())
  const room = await ring()
  await door.granted('call.join', room)
  await alice.granted('call.accept', room)
  alice.socket.pause()
  const signal = { ...room, data: { kind: 'restart' } } as const
  await vi.waitFor(async () => {
    expect(await door.granted('signal', signal)).toMatchObject({ delivered: false })
  }, LONG)
})

test('a ping is answered, and one before the sign-in is refused', async () => {
  const { door } = await createTestbed()
  expect(await door.granted('ping', {})).toMatchObject({ ok: true })
})

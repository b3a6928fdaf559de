/** What the sides of a call say at its end of how good it was: kept once a side, shown to the back end, counted. */

import { expect, test } from 'vitest'
import { eventsFromNow } from '../../test/events.ts'
import { createGatewayTestbed } from '../../test/gateway-testbed.ts'
import { getListedCall } from '../acts/calls/list-calls.ts'

const video = { room_type: 'video' } as const
const quality = { setup_ms: 240, loss: 0.01, rtt_ms: 40, freezes: 1, frozen_ms: 300, path: 'direct' } as const

/** A door and Alice, whose call has been answered. */
async function answered() {
  const testbed = await createGatewayTestbed()
  await testbed.decide('alice', 'door-1', 1)
  const door = await testbed.signIn(testbed.door())
  const alice = await testbed.signIn(testbed.person())
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
  const room = { room_id: call.room_id }
  await door.granted('call.join', room)
  await alice.granted('call.accept', room)
  return { testbed, door, alice, room }
}

test('each side says it once, after the end, and the back end reads both and hears of each', async () => {
  const { testbed, door, alice, room } = await answered()
  const events = await eventsFromNow(testbed.ctx, 'app')
  expect(await alice.refused('call.quality', { ...room, quality })).toBe('bad_request')
  await alice.granted('call.hang_up', room)
  await alice.granted('call.quality', { ...room, quality })
  await Promise.all(
    [1, 2, 3].map((freezes) => door.granted('call.quality', { ...room, quality: { ...quality, freezes } })),
  )
  const listed = await getListedCall(testbed.ctx, { appid: 'app' }, room.room_id)
  expect(listed.quality).toEqual({ caller: { ...quality, freezes: 1 }, listener: quality })
  const told = (await events()).filter(({ type }) => type === 'call.quality').map(({ data }) => data)
  expect(told).toMatchObject([
    { ...room, side: 'listener', quality },
    { ...room, side: 'caller' },
  ])
})

test('is refused of a client that had no side, too late, out of bounds, and of a call that nobody answered', async () => {
  const { testbed, door, alice, room } = await answered()
  const tablet = await testbed.signIn(testbed.person('alice', 'client-tablet'))
  const bob = await testbed.signIn(testbed.person('bob', 'client-bob'))
  await alice.granted('call.hang_up', room)
  expect(await tablet.refused('call.quality', { ...room, quality })).toBe('answered_elsewhere')
  expect(await bob.refused('call.quality', { ...room, quality })).toBe('room_unknown')
  for (const wrong of [{ loss: 2 }, { setup_ms: -1 }, { freezes: 1e9 }, { note: 'x'.repeat(1000) }]) {
    expect(await alice.refused('call.quality', { ...room, quality: { ...quality, ...wrong } as never })).toBe(
      'bad_request',
    )
  }
  testbed.clock.now += 61_000
  expect(await alice.refused('call.quality', { ...room, quality })).toBe('call_over')
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
  const unanswered = { room_id: call.room_id }
  await door.granted('call.join', unanswered)
  await door.granted('call.cancel', unanswered)
  expect(await door.refused('call.quality', { ...unanswered, quality })).toBe('bad_request')
})

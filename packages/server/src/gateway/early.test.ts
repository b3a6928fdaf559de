/** What the sides may say to each other while it rings, and who hears it (C7, C17). */

import { describe, expect, test, vi } from 'vitest'
import { createGatewayTestbed } from '../../test/gateway-testbed.ts'
import type { SocketClient } from '../../test/socket-client.ts'
import { updateApp } from '../acts/apps/update-app.ts'
import { changeOwnSettings } from '../acts/calls/own-settings.ts'
import type { Settings } from '../config/settings.ts'

const early = { kind: 'early' } as const
const host = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host'
const relay = 'candidate:2 1 udp 41885695 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0'
const telling = 'candidate:2 1 udp 41885695 198.51.100.7 50000 typ relay raddr 192.0.2.1 rport 54321'
const offer = (sdp: string) => ({ kind: 'description', type: 'offer', sdp, offer: 1 }) as const
const candidate = (text: string) => ({ kind: 'candidate', candidate: text, sdpMid: '0' }) as const
const turn = { turnUrls: ['turn:turn.example.com'], turnSecret: 'north' }

async function doorAndAlice(settings: Partial<Settings> = {}, authorized = true) {
  const testbed = await createGatewayTestbed({ settings })
  if (authorized) await testbed.decide('alice', 'door-1', 1)
  return {
    testbed,
    door: await testbed.signIn(testbed.door()),
    alice: await testbed.signIn(testbed.person()),
    tablet: await testbed.signIn(testbed.person('alice', 'client-tablet')),
  }
}

async function ringing(door: SocketClient, alice: SocketClient) {
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, room_type: 'video' })
  const room = { room_id: call.room_id }
  await door.granted('call.join', room)
  await alice.sees(call.room_id, 'ringing')
  return room
}

const signals = (client: SocketClient) => client.notices.filter((notice) => notice.type === 'signal')

test('each client that is rung may connect, and hears what the caller says to it alone (C7)', async () => {
  const { door, alice, tablet } = await doorAndAlice()
  const room = await ringing(door, alice)
  await tablet.sees(room.room_id, 'ringing')
  expect(await alice.granted('signal', { ...room, data: early })).toMatchObject({ delivered: true })
  expect(await tablet.granted('signal', { ...room, data: early })).toMatchObject({ delivered: true })
  await vi.waitFor(() => {
    const from = (name: string) => ({ type: 'signal', ...room, data: early, from: name })
    expect(signals(door)).toEqual([from('client-alice'), from('client-tablet')])
  })
  const data = offer('v=0')
  expect(await door.granted('signal', { ...room, data, to: 'client-tablet' })).toMatchObject({
    delivered: true,
  })
  await vi.waitFor(() => expect(signals(tablet)).toEqual([{ type: 'signal', ...room, data }]))
  expect(signals(alice)).toEqual([])
  expect(await door.granted('signal', { ...room, data, to: 'client-nobody' })).toMatchObject({
    delivered: false,
  })
})

test('a client that is rung is told the ICE servers with the call', async () => {
  const { door, alice } = await doorAndAlice(turn)
  await ringing(door, alice)
  const told = alice.notices.find((notice) => notice.type === 'call')
  expect(told?.ice_servers).toHaveLength(1)
})

test('from the answer on, only the client that has the call may say anything (C7)', async () => {
  const { door, alice, tablet } = await doorAndAlice()
  const room = await ringing(door, alice)
  await tablet.sees(room.room_id, 'ringing')
  await tablet.granted('signal', { ...room, data: early })
  await alice.granted('call.accept', room)
  await tablet.sees(room.room_id, 'connecting')
  expect(await tablet.refused('signal', { ...room, data: early })).toBe('room_unknown')
  const to = 'client-tablet'
  await vi.waitFor(async () => {
    const { delivered } = await door.granted('signal', { ...room, data: offer('v=0'), to })
    expect(delivered).toBe(false)
  })
})

test('what is said on the way to the answer still arrives after it', async () => {
  const { door, alice } = await doorAndAlice()
  const room = await ringing(door, alice)
  await alice.granted('signal', { ...room, data: early })
  await alice.granted('call.accept', room)
  await door.sees(room.room_id, 'connecting')
  const data = candidate(host)
  expect(await door.granted('signal', { ...room, data, to: 'client-alice' })).toMatchObject({
    delivered: true,
  })
  expect(await door.granted('signal', { ...room, data })).toMatchObject({ delivered: true })
  await vi.waitFor(() => expect(signals(alice)).toHaveLength(2))
})

describe('is refused', () => {
  test('what is no part of connecting', async () => {
    const { door, alice } = await doorAndAlice()
    const room = await ringing(door, alice)
    const data = { kind: 'media', camera: true } as const
    expect(await alice.refused('signal', { ...room, data })).toBe('bad_request')
    expect(await door.refused('signal', { ...room, data, to: 'client-alice' })).toBe('bad_request')
  })

  test('everything, where the app turned it off', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    await updateApp(testbed.ctx, 'app', { early_setup: 'off' })
    const room = await ringing(door, alice)
    expect(await alice.refused('signal', { ...room, data: early })).toBe('room_unknown')
    expect(await door.refused('signal', { ...room, data: early, to: 'client-alice' })).toBe('room_unknown')
    expect(signals(door)).toEqual([])
  })

  test('an address, where only relay candidates may be said', async () => {
    const { testbed, door, alice } = await doorAndAlice(turn)
    await updateApp(testbed.ctx, 'app', { early_setup: 'relay' })
    const room = await ringing(door, alice)
    for (const data of [candidate(host), candidate(telling), offer(`v=0\r\na=${host}\r\na=${relay}\r\n`)]) {
      expect(await alice.refused('signal', { ...room, data })).toBe('bad_request')
      expect(await door.refused('signal', { ...room, data, to: 'client-alice' })).toBe('bad_request')
    }
    for (const data of [candidate(relay), offer(`v=0\r\na=${relay}\r\n`)]) {
      expect(await alice.granted('signal', { ...room, data })).toMatchObject({ delivered: true })
    }
  })

  test('a client of somebody else, and a client of the caller that has not the call', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const room = await ringing(door, alice)
    const bob = await testbed.signIn(testbed.person('bob', 'client-bob'))
    const other = await testbed.signIn(testbed.door('door-1', 'client-door-2'))
    for (const client of [bob, other]) {
      expect(await client.refused('signal', { ...room, data: early })).toBe('room_unknown')
    }
  })
})

test.each([
  ['an authorized device', true, 'all'],
  ['a device without authorization, by a relay alone', false, 'relay'],
] as const)('a person rings %s', async (_, authorized, expected) => {
  const { door, alice } = await doorAndAlice(turn, authorized)
  const to = { model_id: 'm_door', sn: 'door-1' }
  const { call } = await alice.granted('call.start', { to, room_type: 'video', needs_authorization: false })
  expect(call).toMatchObject({ early_setup: expected, preview: false })
  await alice.granted('call.join', { room_id: call.room_id })
  await door.sees(call.room_id, 'ringing')
  expect(await door.granted('signal', { room_id: call.room_id, data: early })).toMatchObject({
    delivered: true,
  })
})

test('the person’s switch decides for the next call whether the picture is sent (C17)', async () => {
  const { testbed, door, alice } = await doorAndAlice()
  const alicePerson = { role: 'person', appid: 'app', openid: 'alice' } as const
  const previews = []
  for (const preview of [true, false, true]) {
    expect(await changeOwnSettings(testbed.ctx, alicePerson, { preview })).toEqual({
      preview,
      quiet: expect.any(Object),
    })
    const room = await ringing(door, alice)
    previews.push((await alice.sees(room.room_id, 'ringing')).preview)
    await door.granted('call.cancel', room)
  }
  expect(previews).toEqual([true, false, true])
})

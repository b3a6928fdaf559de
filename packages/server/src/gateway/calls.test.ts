/** The rules of calls.md over real WebSockets. */

import { describe, expect, test, vi } from 'vitest'
import { APP, MODEL } from '../../test/call-testbed.ts'
import { eventsFromNow } from '../../test/events.ts'
import { createGatewayTestbed, type GatewayTestbed } from '../../test/gateway-testbed.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { backgroundDone } from '../acts/background.ts'
import { sweep } from '../acts/calls/sweep.ts'
import { clearAuthorizations } from '../acts/consent/clear-authorizations.ts'
import { switchAuthorization } from '../acts/consent/switch-authorization.ts'

const video = { room_type: 'video' } as const

/** Alice allowed door-1; both are signed in. */
async function doorAndAlice() {
  const testbed = await createGatewayTestbed()
  await testbed.decide('alice', 'door-1', 1)
  return {
    testbed,
    door: await testbed.signIn(testbed.door()),
    alice: await testbed.signIn(testbed.person()),
  }
}

async function ringing(door: SocketClient, alice: SocketClient) {
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
  const room = { room_id: call.room_id }
  await door.granted('call.join', room)
  await alice.sees(call.room_id, 'ringing')
  return room
}

async function talking(door: SocketClient, alice: SocketClient) {
  const room = await ringing(door, alice)
  await alice.granted('call.accept', room)
  await door.granted('call.media_ready', room)
  await alice.granted('call.media_ready', room)
  await Promise.all([door.sees(room.room_id, 'talking'), alice.sees(room.room_id, 'talking')])
  return room
}

const busyRows = (testbed: GatewayTestbed) => testbed.store.db.selectFrom('busy').selectAll().execute()

test('carries a call from the ring to the hang-up, and tells both sides each step (C2)', async () => {
  const { testbed, door, alice } = await doorAndAlice()
  const room = await talking(door, alice)
  const { call } = await alice.granted('call.hang_up', room)
  expect(call.end).toEqual({ reason: 'hung_up', by: 'listener', origin: 'manual', message: null })
  expect((await door.sees(room.room_id, 'ended')).end).toEqual(call.end)
  const states = door.notices.map((notice) => (notice.call as { state: string }).state)
  expect([...new Set(states)]).toEqual(['created', 'ringing', 'connecting', 'talking', 'ended'])
  expect(await busyRows(testbed)).toEqual([])
})

test('relays signals to the other side as they are, and to nobody else', async () => {
  const { testbed, door, alice } = await doorAndAlice()
  const tablet = await testbed.signIn(testbed.person('alice', 'client-tablet'))
  const room = await ringing(door, alice)
  const data = { kind: 'description', type: 'offer', sdp: 'v=0' } as const
  expect(await door.granted('signal', { ...room, data })).toMatchObject({ delivered: false })
  await alice.granted('call.accept', room)
  expect(await door.granted('signal', { ...room, data })).toMatchObject({ delivered: true })
  await vi.waitFor(() => expect(alice.notices).toContainEqual({ type: 'signal', ...room, data }))
  const back = { kind: 'candidate', candidate: 'candidate:1', sdpMid: '0' } as const
  expect(await alice.granted('signal', { ...room, data: back })).toMatchObject({ delivered: true })
  const relayed = { type: 'signal', ...room, data: back, from: 'client-alice' }
  await vi.waitFor(() => expect(door.notices).toContainEqual(relayed))
  // The person's other client has no side, nor has the other door.
  expect(await tablet.refused('signal', { ...room, data })).toBe('room_unknown')
  const door2 = await testbed.signIn(testbed.door('door-2'))
  expect(await door2.refused('signal', { ...room, data })).toBe('room_unknown')
  expect(tablet.notices.some((notice) => notice.type === 'signal')).toBe(false)
  await alice.granted('call.hang_up', room)
  await door.sees(room.room_id, 'ended')
  expect(await door.refused('signal', { ...room, data })).toBe('room_unknown')
})

test('lets a person ring a device without an authorization (C3, A4)', async () => {
  const testbed = await createGatewayTestbed()
  const alice = await testbed.signIn(testbed.person())
  const door = await testbed.signIn(testbed.door())
  const to = { model_id: 'm_door', sn: 'door-1' }
  expect(await alice.refused('call.start', { to, ...video })).toBe('not_authorized')
  const { call } = await alice.granted('call.start', { to, ...video, needs_authorization: false })
  await alice.granted('call.join', { room_id: call.room_id })
  expect((await door.sees(call.room_id, 'ringing')).caller).toMatchObject({ kind: 'person', id: 'alice' })
  await door.granted('call.accept', { room_id: call.room_id })
  await alice.sees(call.room_id, 'connecting')
})

describe('several clients of one person (C7)', () => {
  test('rings all, gives the call to the first, and tells the others to stop', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const tablet = await testbed.signIn(testbed.person('alice', 'client-tablet'))
    const room = await ringing(door, alice)
    await tablet.sees(room.room_id, 'ringing')
    await alice.granted('call.accept', room)
    expect((await tablet.sees(room.room_id, 'connecting')).listener.client_id).toBe('client-alice')
    expect(await tablet.refused('call.accept', room)).toBe('answered_elsewhere')
    expect(await tablet.refused('call.reject', room)).toBe('answered_elsewhere')
  })

  test('rejects for all when one rejects', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const tablet = await testbed.signIn(testbed.person('alice', 'client-tablet'))
    const room = await ringing(door, alice)
    await tablet.granted('call.reject', { ...room, origin: 'forceFromApp' })
    const end = { reason: 'rejected', by: 'listener', origin: 'forceFromApp', message: null }
    for (const client of [door, alice, tablet]) {
      expect((await client.sees(room.room_id, 'ended')).end).toEqual(end)
    }
  })

  test('gives the call to exactly one of two that accept at once', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const tablet = await testbed.signIn(testbed.person('alice', 'client-tablet'))
    for (let round = 0; round < 20; round++) {
      const room = await ringing(door, alice)
      const replies = await Promise.all([alice.ask('call.accept', room), tablet.ask('call.accept', room)])
      expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.code)).toSorted()).toEqual([
        'answered_elsewhere',
        'ok',
      ])
      await door.granted('call.hang_up', room)
    }
  })
})

describe('one call at a time (C8)', () => {
  test('answers busy to the second caller only', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    await testbed.decide('alice', 'door-2', 1)
    const door2 = await testbed.signIn(testbed.door('door-2'))
    const room = await talking(door, alice)
    const heard = alice.notices.length
    const { call } = await door2.granted('call.start', { to: { openid: 'alice' }, ...video })
    expect(call).toMatchObject({ state: 'ended', end: { reason: 'busy' } })
    expect((await door2.sees(call.room_id, 'ended')).end?.reason).toBe('busy')
    await alice.granted('call.alive', { ...room, media: true })
    expect(alice.notices.slice(heard)).toEqual([])
    expect(await busyRows(testbed)).toHaveLength(2)
  })

  test('refuses a person who calls out while being rung', async () => {
    const { door, alice } = await doorAndAlice()
    await ringing(door, alice)
    const to = { model_id: 'm_door', sn: 'door-2' }
    expect(await alice.refused('call.start', { to, ...video, needs_authorization: false })).toBe(
      'call_in_progress',
    )
    expect(await door.refused('call.start', { to: { openid: 'alice' }, ...video })).toBe('call_in_progress')
  })

  test('lets exactly one of two callers at once ring', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    await testbed.decide('alice', 'door-2', 1)
    const door2 = await testbed.signIn(testbed.door('door-2'))
    for (let round = 0; round < 20; round++) {
      const calls = await Promise.all(
        [door, door2].map((caller) => caller.granted('call.start', { to: { openid: 'alice' }, ...video })),
      )
      const rung = calls.filter(({ call }) => call.state === 'created')
      expect(calls.filter(({ call }) => call.end?.reason === 'busy')).toHaveLength(1)
      expect(rung).toHaveLength(1)
      await alice.granted('call.reject', { room_id: rung[0]?.call.room_id ?? '' })
    }
    expect(await busyRows(testbed)).toEqual([])
  })
})

test('ends accept and cancel at the same instant in one way, the same on both sides (C9)', async () => {
  const { testbed, door, alice } = await doorAndAlice()
  for (let round = 0; round < 40; round++) {
    const room = await ringing(door, alice)
    const acts = [() => alice.ask('call.accept', room), () => door.ask('call.cancel', room)]
    if (round % 2 === 1) acts.reverse()
    await Promise.all(acts.map((act) => act()))
    const [seen, heard] = await Promise.all([door, alice].map((client) => client.sees(room.room_id, 'ended')))
    expect(seen).toEqual(heard)
    expect(['cancelled', 'hung_up']).toContain(seen?.end?.reason)
    expect(await busyRows(testbed)).toEqual([])
  }
})

describe('whatever is lost on the way (C6, C15)', () => {
  test('keeps the call of a client that comes back within 15 s, with its side and its signals', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const room = await talking(door, alice)
    alice.kill()
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(1))
    const data = { kind: 'restart' } as const
    expect(await door.granted('signal', { ...room, data })).toMatchObject({ delivered: false })
    testbed.clock.now += 10_000
    await door.granted('call.alive', { ...room, media: false })
    expect(await sweep(testbed.ctx)).toEqual([])

    const back = await testbed.signIn(testbed.person())
    expect(await door.granted('signal', { ...room, data })).toMatchObject({ delivered: true })
    await vi.waitFor(() => expect(back.notices).toEqual([{ type: 'signal', ...room, data }]))
    // Seen again at its sign-in: 15 s begin anew.
    testbed.clock.now += 10_000
    await door.granted('call.alive', { ...room, media: false })
    expect(await sweep(testbed.ctx)).toEqual([])
    await back.granted('call.hang_up', room)
    expect((await door.sees(room.room_id, 'ended')).end?.reason).toBe('hung_up')
  })

  test('hands the open call to a client that signs in, ringing or talking', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const room = await ringing(door, alice)
    const late = await SocketClient.connect(testbed.url)
    const who = testbed.person('alice', 'client-late')
    const reply = await late.granted('sign_in', { token: await testbed.token(who), client_id: who.clientId })
    expect(reply.calls).toMatchObject([{ ...room, state: 'ringing' }])
    await late.granted('call.accept', room)
    await alice.sees(room.room_id, 'connecting')
  })

  test('lets another client of a person in who talks on this one, with no side in that call (C7)', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const room = await talking(door, alice)
    const second = testbed.person('alice', 'client-second')
    const late = await SocketClient.connect(testbed.url)
    const signIn = { token: await testbed.token(second), client_id: second.clientId }
    const { calls } = await late.granted('sign_in', signIn)
    expect(calls).toMatchObject([{ ...room, state: 'talking', listener: { client_id: 'client-alice' } }])
    expect(await late.refused('signal', { ...room, data: { kind: 'restart' } })).toBe('room_unknown')
    expect(await late.refused('call.hang_up', room)).toBe('answered_elsewhere')
    await door.granted('call.hang_up', room)
    await late.sees(room.room_id, 'ended')
  })

  test('ends the call of a side that was killed after 15 s, and sets both free', async () => {
    const { testbed, door, alice } = await doorAndAlice()
    const room = await talking(door, alice)
    alice.kill()
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(1))
    await backgroundDone(testbed.ctx)
    testbed.clock.now += 5_000
    await door.granted('call.alive', { ...room, media: false })
    testbed.clock.now += 9_999
    expect(await sweep(testbed.ctx)).toEqual([])
    testbed.clock.now += 1
    await sweep(testbed.ctx)
    const { end } = await door.sees(room.room_id, 'ended')
    expect(end).toMatchObject({ reason: 'aborted', by: 'listener' })
    expect(await busyRows(testbed)).toEqual([])
    expect((await door.granted('call.start', { to: { openid: 'alice' }, ...video })).call.state).toBe(
      'created',
    )
  })

  test('ends every call when both sides are killed at any step', async () => {
    for (const step of ['call.start', 'call.join', 'call.accept', 'call.media_ready'] as const) {
      const { testbed, door, alice } = await doorAndAlice()
      const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
      const room = { room_id: call.room_id }
      const order = ['call.join', 'call.accept', 'call.media_ready'] as const
      for (const act of order.slice(0, order.indexOf(step as never) + 1)) {
        await (act === 'call.accept' ? alice : door).granted(act, room)
      }
      door.kill()
      alice.kill()
      testbed.clock.now += 61_000
      const [ended] = await sweep(testbed.ctx)
      expect(ended).toMatchObject({ roomId: call.room_id, state: 'ended' })
      expect(await busyRows(testbed)).toEqual([])
    }
  })
})

test('ends a call by its time limit (C10)', async () => {
  const { testbed, door, alice } = await doorAndAlice()
  const start = { to: { openid: 'alice' }, ...video, time_limit_seconds: 30 }
  const { call } = await door.granted('call.start', start)
  const room = { room_id: call.room_id }
  await door.granted('call.join', room)
  await alice.granted('call.accept', room)
  await door.granted('call.media_ready', room)
  await alice.granted('call.media_ready', room)
  for (let second = 5; second < 30; second += 5) {
    testbed.clock.now += 5_000
    await door.granted('call.alive', { ...room, media: true })
    expect(await sweep(testbed.ctx)).toEqual([])
  }
  testbed.clock.now += 5_000
  await sweep(testbed.ctx)
  expect((await alice.sees(room.room_id, 'ended')).end).toMatchObject({
    reason: 'hung_up',
    origin: 'timeLimit',
  })
})

test('opens no camera in a voice call, and starts a video call with a side’s camera off when told so (C13)', async () => {
  const { door, alice } = await doorAndAlice()
  const to = { openid: 'alice' }
  const voice = await door.granted('call.start', { to, room_type: 'voice' })
  expect([voice.call.caller.camera, voice.call.listener.camera]).toEqual([false, false])
  await door.granted('call.cancel', { room_id: voice.call.room_id })
  await alice.sees(voice.call.room_id, 'ended')
  const off = await door.granted('call.start', { to, ...video, listener_camera: false })
  expect([off.call.caller.camera, off.call.listener.camera]).toEqual([true, false])
})

test('tells the back end when nobody is there to hear it ring, and keeps ringing (C14)', async () => {
  const testbed = await createGatewayTestbed()
  await testbed.decide('alice', 'door-1', 1)
  const events = await eventsFromNow(testbed.ctx, APP)
  const door = await testbed.signIn(testbed.door())
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
  expect((await events()).map((event) => event.type)).toEqual(['call.changed', 'call.listener_offline'])
  await door.granted('call.join', { room_id: call.room_id })
  const alice = await testbed.signIn(testbed.person())
  await alice.granted('call.accept', { room_id: call.room_id })
})

test('tells the caller when nobody is there to hear it ring, and when somebody has come (C14)', async () => {
  const testbed = await createGatewayTestbed()
  await testbed.decide('alice', 'door-1', 1)
  const door = await testbed.signIn(testbed.door())
  const heard = () => door.notices.filter(({ type }) => type === 'call.listener')
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
  const { room_id } = call
  const offline = { type: 'call.listener', room_id, online: false }
  await vi.waitFor(() => expect(heard()).toEqual([offline]))
  // Somebody else, and another client of the caller, are not whom it rings.
  await testbed.signIn(testbed.person('bob'))
  await testbed.signIn(testbed.door('door-1', 'client-second'))
  const alice = await testbed.signIn(testbed.person())
  await vi.waitFor(() => expect(heard()).toEqual([offline, { ...offline, online: true }]))
  await door.granted('call.cancel', { room_id })
  await alice.sees(room_id, 'ended')
  // With somebody there from the beginning there is nothing to tell.
  await door.granted('call.start', { to: { openid: 'alice' }, ...video })
  expect(heard()).toHaveLength(2)
})

test('ends what rings when consent is switched off, and lets a conversation go on (A7)', async () => {
  const { testbed, door, alice } = await doorAndAlice()
  const she = { role: 'person', appid: APP, openid: 'alice' } as const
  const switchOff = () => switchAuthorization(testbed.ctx, she, { model_id: MODEL, sn: 'door-1', status: 0 })
  const room = await ringing(door, alice)
  await switchOff()
  expect((await door.sees(room.room_id, 'ended')).end).toMatchObject({
    reason: 'aborted',
    message: 'the authorization was withdrawn',
  })
  expect(await door.refused('call.start', { to: { openid: 'alice' }, ...video })).toBe('not_authorized')
  await testbed.decide('alice', 'door-1', 1)
  const second = await talking(door, alice)
  await switchOff()
  expect(await door.granted('call.alive', { ...second, media: true })).toBeTruthy()
  expect((await alice.granted('call.hang_up', second)).call.end?.reason).toBe('hung_up')
  await testbed.decide('alice', 'door-1', 1)
  const third = await ringing(door, alice)
  await clearAuthorizations(testbed.ctx, she)
  for (const side of [door, alice]) {
    expect((await side.sees(third.room_id, 'ended')).end).toMatchObject({ reason: 'aborted', by: null })
  }
})

test('refuses acts of the wrong side, of strangers, and on rooms that are none', async () => {
  const { testbed, door, alice } = await doorAndAlice()
  const bob = await testbed.signIn(testbed.person('bob'))
  const room = await ringing(door, alice)
  expect(await door.refused('call.accept', room)).toBe('wrong_side')
  expect(await alice.refused('call.join', room)).toBe('wrong_side')
  expect(await bob.refused('call.accept', room)).toBe('room_unknown')
  expect(await bob.refused('call.hang_up', room)).toBe('room_unknown')
  expect(await alice.refused('call.accept', { room_id: 'r_none' })).toBe('room_unknown')
})

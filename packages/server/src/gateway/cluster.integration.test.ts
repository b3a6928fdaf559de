/** Three nodes on one PostgreSQL and one NATS: whoever is on whatever node, it is one service (C6–C9, C14, C15, A6, A7). */

import { CLOSE } from '@callgrant/protocol'
import { type BackendEvent, createBackend } from '@callgrant/sdk/backend'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { hasNats } from '../../../../scripts/lib/nats.ts'
import { APP, MODEL } from '../../test/call-testbed.ts'
import { type Cluster, startCluster } from '../../test/cluster.ts'
import { SocketClient } from '../../test/socket-client.ts'
import type { CallClient } from '../acts/calls/act-on-call.ts'
import { deviceReset } from '../acts/events/app-events.ts'
import { hashSecret } from '../credentials/secret.ts'

const SOON = { timeout: 30_000, interval: 20 }
const SECRET = 's'.repeat(43)
/** As many people with a door as these tests take. */
const PAIRS = 60
const MEDIA = { kind: 'media', microphone: false } as const

describe.skipIf(!hasNats())('three nodes', () => {
  let cluster: Cluster
  beforeAll(async () => {
    // Clients stay for as long as a test keeps NATS away; moving.integration.test.ts is about those that are sent away.
    cluster = await startCluster(3, { callsPerMinute: 6 }, { limits: { unreadyMs: 120_000 } })
    await cluster.addPairs(PAIRS)
    await cluster.store.db
      .updateTable('app')
      .set({ secret_hash: hashSecret(SECRET) })
      .where('appid', '=', APP)
      .execute()
  })
  afterAll(() => cluster?.stop())

  beforeEach(async () => {
    for (const { ctx } of cluster.nodes) await vi.waitFor(() => ctx.bus.ping(), SOON)
  })

  let pairs = 0
  /** A person who has allowed a door, which no other test uses. */
  function pair() {
    const n = pairs++
    if (n >= PAIRS) throw new Error(`${PAIRS} pairs are too few for these tests: raise PAIRS`)
    const { testbed } = cluster
    return {
      openid: `person-x${n}`,
      key: { modelId: MODEL, sn: `door-x${n}` },
      door: (clientId?: string) => testbed.door(`door-x${n}`, clientId),
      person: (clientId?: string) => testbed.person(`person-x${n}`, clientId),
    }
  }

  /** A client on a node; closed when the test is over. */
  async function on(node: number, who: CallClient): Promise<SocketClient> {
    const client = await SocketClient.signIn(cluster.socket(node), cluster.testbed, who)
    onTestFinished(() => client.kill())
    return client
  }

  /** A door on node 1 rings a person on node 0. */
  async function ringing() {
    const { openid, ...who } = pair()
    const [person, door] = [await on(0, who.person()), await on(1, who.door())]
    const { call } = await door.granted('call.start', { to: { openid }, room_type: 'voice' })
    const room = { room_id: call.room_id }
    await door.granted('call.join', room)
    await person.sees(room.room_id, 'ringing')
    return { door, person, room, personIs: who.person }
  }

  async function talking() {
    const { door, person, room, personIs } = await ringing()
    await person.granted('call.accept', room)
    await door.granted('call.media_ready', room)
    await person.granted('call.media_ready', room)
    return { door, person, room, personIs }
  }

  /** Both sides hear each other's signals. */
  async function signalsPass(a: SocketClient, b: SocketClient, room: { room_id: string }) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      to.notices.length = 0
      await vi.waitFor(async () => {
        expect(await from.ask('signal', { ...room, data: MEDIA })).toMatchObject({ delivered: true })
      }, SOON)
      await vi.waitFor(() =>
        expect(to.notices).toContainEqual(expect.objectContaining({ type: 'signal', data: MEDIA })),
      )
    }
  }

  /** Reads the events of the app from a node, as its back end. */
  function followFrom(node: number, after?: string) {
    const backend = createBackend({
      server: cluster.nodes[node]?.address ?? '',
      appid: APP,
      secret: SECRET,
    })
    const heard: BackendEvent[] = []
    const stop = new AbortController()
    const opened = Promise.withResolvers<void>()
    const over = (async () => {
      const events = backend.events({
        signal: stop.signal,
        onOpen: () => opened.resolve(),
        ...(after !== undefined && { after }),
      })
      for await (const event of events) heard.push(event)
    })()
    const close = () => {
      stop.abort()
      return over
    }
    onTestFinished(close)
    return { heard, opened: opened.promise, close }
  }

  /** A door rings somebody from a node, and gives up. */
  async function ringOnce(node: number): Promise<void> {
    const { openid, ...who } = pair()
    const door = await on(node, who.door())
    await on((node + 1) % 3, who.person())
    const { call } = await door.granted('call.start', { to: { openid }, room_type: 'voice' })
    await door.granted('call.join', { room_id: call.room_id })
    await door.granted('call.cancel', { room_id: call.room_id })
  }

  async function awayEverywhere() {
    await cluster.nats.kill()
    for (const { ctx } of cluster.nodes) {
      await vi.waitFor(() => expect(ctx.bus.ping()).rejects.toMatchObject({ code: 'unavailable' }), SOON)
    }
  }

  test('a household of four on three nodes: one refused, one busy, and of two who answer at once one has it (H1–H4)', async () => {
    const { door: doorOf, key } = pair()
    const { testbed } = cluster
    const busy = await talking()
    const people = [pair(), pair(), pair()].map(({ openid, person }) => ({ openid, is: person() }))
    const [refused, one, two] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const occupied = busy.personIs()
    if (occupied.role !== 'person') throw new TypeError('not a person')
    for (const { openid } of [one, two, occupied]) await testbed.decide(openid, key.sn, 1)
    await testbed.decide(refused.openid, key.sn, 0)
    const [phoneOfOne, phoneOfTwo] = [await on(0, one.is), await on(1, two.is)]
    const door = await on(2, doorOf())
    const { ring, calls } = await door.granted('ring.start', {
      people: [
        { openid: refused.openid },
        { openid: occupied.openid },
        { openid: one.openid, name: 'One' },
        { openid: two.openid, name: 'Two' },
      ],
      plan: 'together',
      room_type: 'voice',
    })
    expect(ring.people.map(({ outcome }) => outcome)).toEqual(['refused', 'busy', 'ringing', 'ringing'])
    expect(calls.map(({ openid }) => openid)).toEqual([one.openid, two.openid])
    const rooms = ring.people.slice(2).map(({ room_id }) => ({ room_id: room_id ?? '' }))
    const [roomOfOne, roomOfTwo] = rooms as [{ room_id: string }, { room_id: string }]
    await phoneOfOne.sees(roomOfOne.room_id, 'ringing')
    await phoneOfTwo.sees(roomOfTwo.room_id, 'ringing')

    const answers = await Promise.all([
      phoneOfOne.ask('call.accept', roomOfOne),
      phoneOfTwo.ask('call.accept', roomOfTwo),
    ])
    const winner = answers[0].ok ? 0 : 1
    expect(answers.map(({ ok }) => ok)).toEqual([winner === 0, winner === 1])
    const name = ['One', 'Two'][winner]
    expect(answers[1 - winner]).toMatchObject({
      error: { code: 'call_over', message: `${name} has answered.` },
    })
    const [phones, both] = [[phoneOfOne, phoneOfTwo] as const, [roomOfOne, roomOfTwo] as const]
    const [won, lost] = winner === 0 ? ([0, 1] as const) : ([1, 0] as const)
    expect((await phones[lost].sees(both[lost].room_id, 'ended')).end).toMatchObject({
      answered_by: { name },
    })
    await vi.waitFor(
      () =>
        expect(door.notices).toContainEqual(
          expect.objectContaining({
            type: 'ring',
            ring: expect.objectContaining({ state: 'ended', end: { reason: 'answered', ...both[won] } }),
          }),
        ),
      SOON,
    )
    await door.granted('call.media_ready', both[won])
    await phones[won].granted('call.media_ready', both[won])
    await door.sees(both[won].room_id, 'talking')
    await signalsPass(door, phones[won], both[won])
    await phones[won].granted('call.hang_up', both[won])
    await door.sees(both[won].room_id, 'ended')
    await busy.person.granted('call.hang_up', busy.room)
  })

  test('a person on one, their tablet on another, the door on a third: rings, is answered, talks and hangs up (C6, C7)', async () => {
    const { openid, ...who } = pair()
    const phone = await on(0, who.person('client-phone'))
    const door = await on(1, who.door())
    const tablet = await on(2, who.person('client-tablet'))
    const { call } = await door.granted('call.start', { to: { openid }, room_type: 'voice' })
    const room = { room_id: call.room_id }
    await door.granted('call.join', room)
    await phone.sees(call.room_id, 'ringing')
    await tablet.sees(call.room_id, 'ringing')
    const [byPhone, byTablet] = await Promise.all([
      phone.ask('call.accept', room),
      tablet.ask('call.accept', room),
    ])
    // The store decides, whatever node asked it.
    expect([byPhone.ok, byTablet.ok].toSorted()).toEqual([false, true])
    const [winner, loser] = byTablet.ok ? [tablet, phone] : [phone, tablet]
    expect(await loser.refused('call.accept', room)).toBe('answered_elsewhere')
    await door.granted('call.media_ready', room)
    await winner.granted('call.media_ready', room)
    await signalsPass(door, winner, room)
    const { call: ended } = await winner.granted('call.hang_up', room)
    for (const client of [door, loser]) {
      expect((await client.sees(call.room_id, 'ended')).end).toEqual(ended.end)
    }
  })

  test('a refusal on one node is known on all at once: no call comes through after it (A6, A7)', async () => {
    const { openid, ...who } = pair()
    const [person, door] = [await on(0, who.person()), await on(1, who.door())]
    const token = await cluster.testbed.token(who.person())
    const switched = await fetch(`${cluster.nodes[2]?.address}/v1/me/switch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model_id: who.key.modelId, sn: who.key.sn, status: 0 }),
    })
    expect(switched.status).toBe(200)
    expect(await door.refused('call.start', { to: { openid }, room_type: 'voice' })).toBe('not_authorized')
    // The person's client on another node looks again.
    await vi.waitFor(() => expect(person.notices).toContainEqual({ type: 'authorizations.changed' }))
  })

  test('says at once when nobody is there, and when somebody comes, on another node (C14)', async () => {
    const { openid, ...who } = pair()
    const door = await on(1, who.door())
    const { call } = await door.granted('call.start', { to: { openid }, room_type: 'voice' })
    await door.granted('call.join', { room_id: call.room_id })
    const listener = (online: boolean) => ({ type: 'call.listener', room_id: call.room_id, online })
    await vi.waitFor(() => expect(door.notices).toContainEqual(listener(false)))
    await on(2, who.person())
    await vi.waitFor(() => expect(door.notices).toContainEqual(listener(true)))
    await door.granted('call.cancel', { room_id: call.room_id })
  })

  test('a call past its deadline ends once, whichever node sweeps first, and is told once', async () => {
    const { openid, ...who } = pair()
    const streams = [0, 1, 2].map((node) => followFrom(node))
    for (const { opened } of streams) await opened
    const door = await on(1, who.door())
    const { call } = await door.granted('call.start', { to: { openid }, room_type: 'voice' })
    await door.granted('call.join', { room_id: call.room_id })
    await cluster.store.db
      .updateTable('call')
      .set({ deadline_at: 1 })
      .where('room_id', '=', call.room_id)
      .execute()
    await vi.waitFor(async () => expect((await door.sees(call.room_id, 'ended')).state).toBe('ended'), SOON)
    // Two rounds of every sweeper later there is still one end.
    const rounds = cluster.nodes.map(({ ctx }) => vi.spyOn(ctx.store.calls, 'due'))
    await vi.waitFor(() => {
      for (const round of rounds) expect(round.mock.calls.length).toBeGreaterThanOrEqual(2)
    }, SOON)
    for (const round of rounds) round.mockRestore()
    const endsOf = (events: BackendEvent[]) =>
      events.flatMap((event) =>
        event.type === 'call.changed' &&
        event.data.call.room_id === call.room_id &&
        event.data.call.state === 'ended'
          ? [event.id]
          : [],
      )
    for (const { heard } of streams) await vi.waitFor(() => expect(endsOf(heard)).toHaveLength(1), SOON)
    expect(new Set(streams.flatMap(({ heard }) => endsOf(heard))).size).toBe(1)
  })

  test('a back end that goes from node to node hears of each change once, in order, and of all of them (B2)', async () => {
    const all = followFrom(0)
    await all.opened
    const moving: BackendEvent[] = []
    let after: string | undefined
    for (let round = 0; round < 6; round++) {
      const reader = followFrom(round % 3, after)
      await reader.opened
      await ringOnce(round % 3)
      await vi.waitFor(() => expect(reader.heard.length).toBeGreaterThan(0), SOON)
      await reader.close()
      moving.push(...reader.heard)
      after = moving.at(-1)?.id
      // While it is away.
      await ringOnce((round + 1) % 3)
    }
    const last = followFrom(2, after)
    const ended = ({ heard }: { heard: BackendEvent[] }) =>
      heard.filter((event) => event.type === 'call.changed' && event.data.call.state === 'ended').length
    await vi.waitFor(() => expect(ended(all)).toBe(12), SOON)
    await vi.waitFor(() => expect([...moving, ...last.heard]).toHaveLength(all.heard.length), SOON)
    expect([...moving, ...last.heard].map(({ id }) => id)).toEqual(all.heard.map(({ id }) => id))
    // A call has three versions here: created, joined, cancelled.
    const versions = Map.groupBy(
      all.heard.flatMap((event) => (event.type === 'call.changed' ? [event.data.call] : [])),
      ({ room_id }) => room_id,
    )
    expect(versions.size).toBe(12)
    for (const calls of versions.values()) {
      expect(calls.map(({ version }) => version)).toEqual(calls.map((_, n) => n + (calls[0]?.version ?? 0)))
      expect(calls.at(-1)?.state).toBe('ended')
    }
  })

  test('what happened while NATS was away is told by the stream, once, as soon as it can be', async () => {
    const readers = [0, 1, 2].map((node) => followFrom(node))
    for (const { opened } of readers) await opened
    await awayEverywhere()
    const { openid, key } = pair()
    const token = await cluster.testbed.token(cluster.testbed.person(openid))
    const switched = await fetch(`${cluster.nodes[1]?.address}/v1/me/switch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model_id: key.modelId, sn: key.sn, status: 0 }),
    })
    expect(switched.status).toBe(200)
    // Found by the sweep; and not told again when the bus is back.
    const told = [expect.objectContaining({ type: 'authorization.switched_off' })]
    for (const { heard } of readers) await vi.waitFor(() => expect(heard).toEqual(told), SOON)
    await cluster.nats.start()
    for (const { ctx } of cluster.nodes) await vi.waitFor(() => ctx.bus.ping(), SOON)
    const rounds = cluster.nodes.map(({ ctx }) => vi.spyOn(ctx.store.events, 'newestNumbers'))
    await vi.waitFor(() => {
      for (const round of rounds) expect(round.mock.calls.length).toBeGreaterThanOrEqual(2)
    }, SOON)
    for (const round of rounds) round.mockRestore()
    for (const { heard } of readers) expect(heard).toEqual(told)
  })

  test('what a node wrote that died before it told anybody is told by another', async () => {
    const reader = followFrom(0)
    await reader.opened
    // As the transaction of an act leaves it.
    await cluster.store.write((tx) =>
      tx.events.append(APP, [deviceReset({ model_id: MODEL, sn: 'door-1' }, 1)]),
    )
    await vi.waitFor(() => expect(reader.heard).toMatchObject([{ type: 'device.reset' }]), SOON)
  })

  test('calls a minute are counted for the whole cluster', async () => {
    const { openid, ...who } = pair()
    const doors = await Promise.all([0, 1, 2].map((node) => on(node, who.door(`client-door-${node}`))))
    const start = async (node: number) =>
      doors[node % 3]?.ask('call.start', { to: { openid }, room_type: 'voice' })
    for (let n = 0; n < 6; n++) {
      const reply = await start(n)
      expect(reply).toMatchObject({ ok: true })
      if (reply?.ok) await doors[n % 3]?.granted('call.cancel', { room_id: reply.call.room_id })
    }
    for (const node of [0, 1, 2]) {
      expect(await start(node)).toMatchObject({ ok: false, error: { code: 'too_many_calls' } })
    }
  })

  test('a client that has moved to another node goes on with its call; its older connection ends unless it answers (C15)', async () => {
    const { door, person, room, personIs } = await talking()
    person.socket.pause()
    const moved = await on(2, personIs())
    await signalsPass(door, moved, room)
    person.socket.resume()
    await door.granted('call.hang_up', room)
    await moved.sees(room.room_id, 'ended')
  })

  test('NATS restarted while it rings: the call is answered, and signals get through', async () => {
    const { door, person, room } = await ringing()
    await awayEverywhere()
    // The answer waits for the bus, so that the first signal is not missed; after 3 s it is refused, and tapped again.
    const accepted = person.ask('call.accept', room)
    await cluster.nats.start()
    if (!(await accepted).ok) {
      await vi.waitFor(async () => expect((await person.ask('call.accept', room)).ok).toBe(true), SOON)
    }
    await door.sees(room.room_id, 'connecting')
    await door.granted('call.media_ready', room)
    await person.granted('call.media_ready', room)
    await signalsPass(door, person, room)
    await door.granted('call.hang_up', room)
    await person.sees(room.room_id, 'ended')
  })

  test('NATS restarted while they talk: the call goes on, and signals get through', async () => {
    const { door, person, room } = await talking()
    await awayEverywhere()
    expect(await door.refused('signal', { ...room, data: MEDIA })).toBe('unavailable')
    await door.granted('call.alive', { ...room, media: true })
    await cluster.nats.start()
    await signalsPass(door, person, room)
    expect((await cluster.store.calls.find(APP, room.room_id))?.state).toBe('talking')
    await person.granted('call.hang_up', room)
    await door.sees(room.room_id, 'ended')
  })

  test('what happened while NATS was away is read again from the store: a ring, a hang-up, a reset, a change', async () => {
    const rung = pair()
    const reset = pair()
    const { door, person, room } = await talking()
    const [rungPerson, rungDoor] = [await on(0, rung.person()), await on(1, rung.door())]
    const resetDoor = await on(2, reset.door())
    await awayEverywhere()
    const { call } = await rungDoor.granted('call.start', { to: { openid: rung.openid }, room_type: 'voice' })
    await rungDoor.granted('call.join', { room_id: call.room_id })
    await door.granted('call.hang_up', room)
    await cluster.store.devices.update(APP, reset.key, { public_key: null })
    expect(rungPerson.call(call.room_id)).toBeUndefined()
    await cluster.nats.start()
    await vi.waitFor(() => expect(rungPerson.call(call.room_id)?.state).toBe('ringing'), SOON)
    await vi.waitFor(() => expect(person.call(room.room_id)?.state).toBe('ended'), SOON)
    await vi.waitFor(() => expect(rungPerson.notices).toContainEqual({ type: 'authorizations.changed' }))
    await vi.waitFor(() => expect(resetDoor.closed).toBe(CLOSE.UNAUTHENTICATED), SOON)
    await rungPerson.granted('call.reject', { room_id: call.room_id })
    await rungDoor.sees(call.room_id, 'ended')
  })

  test('a node without NATS says which part is away, takes no new client, and is ready again by itself', async () => {
    const node = cluster.nodes[0]
    const ready = async () => {
      const answer = await fetch(`${node?.address}/readyz`)
      return { status: answer.status, body: await answer.json() }
    }
    const ok = { state: 'ok' }
    const clock = { state: 'ok', offset_ms: expect.any(Number) }
    const { person, room } = await talking()
    await vi.waitFor(async () => {
      expect(await ready()).toEqual({
        status: 200,
        body: { status: 'ok', parts: { store: ok, bus: ok, clock, webhooks: ok } },
      })
    }, SOON)
    await awayEverywhere()
    await vi.waitFor(async () => {
      expect(await ready()).toEqual({
        status: 503,
        body: {
          error: {
            code: 'unavailable',
            message: 'This node does not reach its bus. Use another node, or try again.',
            retry_after: 1,
          },
          parts: { store: ok, bus: { state: 'away' }, clock, webhooks: ok },
        },
      })
    }, SOON)
    await expect(SocketClient.connect(cluster.socket(0))).rejects.toThrow('503')
    // Who is in a call stays: its signs of life need no bus.
    await person.granted('call.alive', { ...room, media: true })
    await cluster.nats.start()
    await vi.waitFor(async () => expect((await ready()).status).toBe(200), SOON)
    await on(0, pair().person())
    await person.granted('call.hang_up', room)
  })
})

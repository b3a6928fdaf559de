/**
 * Two nodes and a network that brings messages late, in another order, or not at all: what clients are told of a call
 * is in the order of its versions, ends with its end, and what was lost is made up for (A7, C6, C7, C9, C15).
 */

import { type Call, CallgrantError, type Reply, type Request, type RequestType } from '@callgrant/protocol'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { APP, type CallTestbed, createCallTestbed, MODEL, ring } from '../../test/call-testbed.ts'
import { eachStore } from '../../test/each-store.ts'
import { type LossyNetwork, lossyNetwork } from '../../test/lossy-network.ts'
import type { CallClient } from '../acts/calls/act-on-call.ts'
import { announceCalls } from '../acts/calls/announce-calls.ts'
import { getCall } from '../acts/calls/list-calls.ts'
import { startCall } from '../acts/calls/start-call.ts'
import { switchAuthorization } from '../acts/consent/switch-authorization.ts'
import { resetDevice } from '../acts/devices/reset-device.ts'
import { findUntoldEvents, followEvents } from '../acts/events/follow-events.ts'
import { address } from '../bus/bus.ts'
import type { SideMessage } from '../bus/messages.ts'
import type { Context } from '../context.ts'
import { handleRequest } from './requests.ts'
import { Session } from './session.ts'

type Fields<T extends RequestType> = Omit<Request<T>, 'id' | 'type'>

/** A client of a node, without its socket: what it asks, and what it is told. */
class Client {
  readonly session: Session
  /** Snapshots in the order in which they were told, by notices and by replies. */
  readonly told: Call[] = []
  readonly signals: SideMessage[] = []
  keyTaken = false
  superseded = false

  constructor(ctx: Context, client: CallClient) {
    this.session = new Session(
      ctx,
      { client, issuedAt: ctx.now(), expiresAt: ctx.now() + 3_600_000 },
      {
        tell: (notice) => {
          if (notice.type === 'call') this.told.push(notice.call)
          if (notice.type === 'signal') this.signals.push(notice)
        },
        superseded: () => {
          this.superseded = true
        },
        keyTaken: () => {
          this.keyTaken = true
        },
        forgotten: () => {},
      },
    )
  }

  async signIn(): Promise<this> {
    this.told.push(...(await this.session.open()))
    this.session.ready()
    return this
  }

  /** @returns the reply, or the code of the refusal */
  async ask<T extends Exclude<RequestType, 'sign_in'>>(
    type: T,
    fields: Fields<T>,
  ): Promise<Reply<T> | { code: string }> {
    try {
      const reply = await handleRequest(this.session, { id: 1, type, fields: { id: 1, type, ...fields } })
      const { call } = reply as { call?: Call }
      // A reply may repeat what a notice told; it is never older.
      if (call && this.last(call.room_id)?.version !== call.version) this.told.push(call)
      return reply as Reply<T>
    } catch (error) {
      if (error instanceof CallgrantError) return { code: error.code }
      throw error
    }
  }

  last(roomId: string): Call | undefined {
    return this.told.findLast((call) => call.room_id === roomId)
  }
}

/** Versions of each call only grow, and nothing follows its end. */
function expectOrder(told: Pick<Call, 'room_id' | 'version' | 'state'>[]): void {
  for (const [n, call] of told.entries()) {
    const before = told.slice(0, n).findLast((other) => other.room_id === call.room_id)
    if (before) {
      expect(call.version).toBeGreaterThan(before.version)
      expect(before.state).not.toBe('ended')
    }
  }
}

eachStore((open) => {
  let testbed: CallTestbed
  let network: LossyNetwork
  let nodes: [Context, Context]
  const alice = { role: 'person', appid: APP, openid: 'alice' } as const
  const off = { sn: 'door-1', model_id: MODEL, status: 0 } as const

  beforeEach(async () => {
    const store = await open()
    testbed = await createCallTestbed(store)
    network = lossyNetwork()
    nodes = [
      { ...testbed.ctx, bus: network.node() },
      { ...testbed.ctx, bus: network.node(), store: await store.secondNode() },
    ]
    await testbed.decide('alice', 'door-1', 1)
  })
  const clientOn = (node: 0 | 1, who: CallClient) => new Client(nodes[node], who).signIn()
  const doorAndAlice = async () =>
    [await clientOn(0, testbed.door()), await clientOn(1, testbed.person())] as const
  const startFrom = async (door: Client) => {
    const reply = await door.ask('call.start', { to: { openid: 'alice' }, room_type: 'video' })
    if ('code' in reply) throw new Error(reply.code)
    return reply.call.room_id
  }

  describe.each([
    ['late', { loss: 0, inOrder: true }],
    ['in any order', { loss: 0, inOrder: false }],
    ['or not at all', { loss: 0.34, inOrder: false }],
  ])('news come %s', (_, options) => {
    beforeEach(() => void Object.assign(network.options, options))

    /** What a client does while it is in a call, and the node for one that is being rung, a few seconds later. */
    const catchUp = async (room: string, ...clients: Client[]) => {
      await network.settled()
      for (const client of clients) {
        if (client.session.sideIn(room)) await client.ask('call.alive', { room_id: room, media: false })
        else if (client.session.rings) await client.session.refresh()
      }
    }
    const expectEnded = async (room: string, ...clients: Client[]) => {
      await catchUp(room, ...clients)
      const { version } = await getCall(testbed.ctx, alice, room)
      for (const client of clients) {
        expectOrder(client.told)
        // Told that it ended, or never told of it at all.
        expect(client.last(room)?.version ?? version).toBe(version)
      }
    }

    test('a withdrawal while it begins to ring: nobody is rung when the news are in (A7)', async () => {
      const phone = await clientOn(1, testbed.person())
      const tablet = await clientOn(0, testbed.person('alice', 'client-tablet'))
      for (let round = 0; round < 12; round++) {
        await testbed.decide('alice', 'door-1', 1)
        const started = startCall(nodes[0], testbed.door(), ring('alice')).catch(() => null)
        await switchAuthorization(nodes[1], alice, off)
        const call = await started
        if (call) await expectEnded(call.room_id, phone, tablet)
        expect([phone.session.rings, tablet.session.rings]).toEqual([false, false])
      }
    })

    test('a withdrawal and an accept at once end in one way for both sides (A7, C9)', async () => {
      const [door, phone] = await doorAndAlice()
      for (let round = 0; round < 8; round++) {
        await testbed.decide('alice', 'door-1', 1)
        const room = await startFrom(door)
        await door.ask('call.join', { room_id: room })
        const [accepted] = await Promise.all([
          phone.ask('call.accept', { room_id: room }),
          switchAuthorization(nodes[0], alice, off),
        ])
        await catchUp(room, door, phone)
        const talks = !('code' in accepted) && accepted.call.state !== 'ended'
        expect((await getCall(testbed.ctx, alice, room)).state).toBe(talks ? 'connecting' : 'ended')
        expect([door.session.sideIn(room), phone.session.sideIn(room)]).toEqual(
          talks ? ['caller', 'listener'] : [null, null],
        )
        await door.ask('call.hang_up', { room_id: room })
        await expectEnded(room, phone)
      }
    })

    test('of two clients that accept at once one has the call, and the other stops ringing (C7)', async () => {
      const [door, phone] = await doorAndAlice()
      const tablet = await clientOn(0, testbed.person('alice', 'client-tablet'))
      for (let round = 0; round < 8; round++) {
        const room = await startFrom(door)
        await door.ask('call.join', { room_id: room })
        const replies = await Promise.all(
          [phone, tablet].map((one) => one.ask('call.accept', { room_id: room })),
        )
        expect(replies.filter((reply) => 'code' in reply)).toEqual([{ code: 'answered_elsewhere' }])
        await catchUp(room, door, phone, tablet)
        expect([phone, tablet].filter((one) => one.session.sideIn(room) === 'listener')).toHaveLength(1)
        expect([phone.session.rings, tablet.session.rings]).toEqual([false, false])
        // Only who has the call hears its signals, and from the first.
        await door.ask('signal', { room_id: room, data: { kind: 'restart' } })
        await network.settled()
        const heard = [phone, tablet].filter((one) => one.signals.some((signal) => signal.room_id === room))
        expect(heard).toEqual([phone, tablet].filter((one) => one.session.sideIn(room) === 'listener'))
        await door.ask('call.hang_up', { room_id: room })
        await expectEnded(room, heard[0] ?? phone)
      }
    })

    test('an accept and a cancel at once end in one way for both sides (C9)', async () => {
      const [door, phone] = await doorAndAlice()
      for (let round = 0; round < 8; round++) {
        const room = await startFrom(door)
        await Promise.all([
          phone.ask('call.accept', { room_id: room }),
          door.ask('call.cancel', { room_id: room }),
        ])
        await expectEnded(room, phone)
        expect([door.session.idle, phone.session.idle]).toEqual([true, true])
      }
    })

    test('two calls that cross: one rings, at most, and nobody is left ringing (C8, C9)', async () => {
      const [door, phone] = await doorAndAlice()
      for (let round = 0; round < 8; round++) {
        const replies = await Promise.all([
          door.ask('call.start', { to: { openid: 'alice' }, room_type: 'voice' }),
          phone.ask('call.start', { to: { model_id: MODEL, sn: 'door-1' }, room_type: 'voice' }),
        ])
        const calls = replies.flatMap((reply) => ('code' in reply ? [] : [reply.call]))
        const rung = calls.filter(({ state }) => state !== 'ended')
        expect(rung.length).toBeLessThanOrEqual(1)
        for (const { room_id } of rung) {
          await Promise.all([door, phone].map((one) => one.ask('call.hang_up', { room_id })))
        }
        for (const { room_id } of calls) await expectEnded(room_id, door, phone)
        expect([door.session.idle, phone.session.idle]).toEqual([true, true])
      }
    })

    test('a client that comes back to another node while its call changes misses nothing (C15)', async () => {
      const door = await clientOn(0, testbed.door())
      for (let round = 0; round < 8; round++) {
        const phone = await clientOn(1, testbed.person())
        const room = await startFrom(door)
        await door.ask('call.join', { room_id: room })
        await phone.ask('call.accept', { room_id: room })
        phone.session.close()
        const back = new Client(nodes[0], testbed.person())
        const isOver = round % 2 === 1
        await Promise.all([back.signIn(), isOver && door.ask('call.hang_up', { room_id: room })])
        if (isOver) await expectEnded(room, back)
        else {
          expect(back.session.sideIn(room)).toBe('listener')
          expect(await door.ask('signal', { room_id: room, data: { kind: 'restart' } })).toEqual({
            delivered: true,
          })
          await network.settled()
          expect(back.signals).toHaveLength(1)
          await door.ask('call.hang_up', { room_id: room })
          await expectEnded(room, back)
        }
        expect(back.session.idle).toBe(true)
        back.session.close()
      }
    })

    test('a device that is reset while it signs in is refused, or ended, or takes no call', async () => {
      for (let round = 0; round < 8; round++) {
        const door = new Client(nodes[0], testbed.door())
        const [signedIn] = await Promise.allSettled([
          door.signIn(),
          resetDevice(nodes[1], { appid: APP }, { model_id: MODEL, sn: 'door-1' }),
        ])
        await network.settled()
        if (signedIn.status === 'fulfilled' && !door.keyTaken) {
          // Only if the message was lost; and then it is found out before it can answer.
          expect(options.loss).toBeGreaterThan(0)
          expect(await door.ask('call.join', { room_id: 'r_1' })).toEqual({ code: 'unauthenticated' })
          expect(await door.ask('call.accept', { room_id: 'r_1' })).toEqual({ code: 'unauthenticated' })
        }
        door.session.close()
        await testbed.register('door-1')
      }
    })

    test('a back end hears of each change of a call once, in order, also of what the bus lost', async () => {
      const events: Pick<Call, 'room_id' | 'version' | 'state'>[] = []
      const { begin, stop } = await followEvents(nodes[1], APP, undefined, {
        receive: ({ type, data }) => void (type === 'call.changed' && events.push(JSON.parse(data).call)),
      })
      begin()
      const [door, phone] = await doorAndAlice()
      for (let round = 0; round < 8; round++) {
        const room = await startFrom(door)
        await Promise.all([
          door.ask('call.join', { room_id: room }),
          phone.ask('call.accept', { room_id: room }),
        ])
        await Promise.all([door, phone].map((one) => one.ask('call.hang_up', { room_id: room })))
        await network.settled()
        await vi.waitFor(async () => {
          await findUntoldEvents(nodes[1])
          expect(events.at(-1)).toMatchObject({ room_id: room, state: 'ended' })
        })
        expectOrder(events)
        // Every version, and none twice.
        const versions = events.filter(({ room_id }) => room_id === room).map(({ version }) => version)
        expect(versions).toEqual(versions.map((_, index) => index + (versions[0] ?? 0)))
      }
      stop()
    })
  })

  test('an older connection of the same client, on another node, learns of the newer one', async () => {
    const first = await clientOn(0, testbed.person())
    const other = await clientOn(0, testbed.person('alice', 'client-tablet'))
    const second = await clientOn(1, testbed.person())
    await network.settled()
    expect([first, other, second].map((one) => one.superseded)).toEqual([true, false, false])
  })

  test('the end that a client never heard of is told when it says that it is there', async () => {
    const [door, phone] = await doorAndAlice()
    const room = await startFrom(door)
    await door.ask('call.join', { room_id: room })
    await phone.ask('call.accept', { room_id: room })
    network.options.loss = 1
    await door.ask('call.hang_up', { room_id: room })
    await network.settled()
    expect(phone.last(room)?.state).toBe('connecting')
    expect(await phone.ask('call.alive', { room_id: room, media: true })).toEqual({ code: 'call_over' })
    expect(phone.last(room)).toMatchObject({ state: 'ended', end: { reason: 'hung_up' } })
    // Said once.
    expect(await phone.ask('call.alive', { room_id: room, media: true })).toEqual({ code: 'call_over' })
    expectOrder(phone.told)
  })

  test('a snapshot between that was lost is told at the next sign of life, and a sign of life itself is not', async () => {
    const [door, phone] = await doorAndAlice()
    const room = await startFrom(door)
    await phone.ask('call.accept', { room_id: room })
    network.options.loss = 1
    await door.ask('call.join', { room_id: room })
    await network.settled()
    expect(phone.last(room)?.caller_joined).toBe(false)
    testbed.clock.now += 5_000
    await phone.ask('call.alive', { room_id: room, media: false })
    expect(phone.last(room)?.caller_joined).toBe(true)
    const told = phone.told.length
    testbed.clock.now += 5_000
    await phone.ask('call.alive', { room_id: room, media: false })
    expect(phone.told).toHaveLength(told)
  })

  test('a client is rung that signs in while the call is placed, whatever comes first', async () => {
    for (let round = 0; round < 10; round++) {
      const phone = new Client(nodes[1], testbed.person())
      const [call] = await Promise.all([startCall(nodes[0], testbed.door(), ring('alice')), phone.signIn()])
      await network.settled()
      expect(phone.session.rings).toBe(true)
      expectOrder(phone.told)
      const door = await clientOn(0, testbed.door())
      await door.ask('call.cancel', { room_id: call.room_id })
      await expect(network.settled()).resolves.toBeUndefined()
      expect(phone.session.rings).toBe(false)
      phone.session.close()
      door.session.close()
    }
  })

  test('leaves no subscription behind when a client goes while it is still being signed in', async () => {
    for (let round = 0; round < 10; round++) {
      const phone = new Client(nodes[1], testbed.person())
      const signedIn = phone.signIn()
      await new Promise((resolve) => setTimeout(resolve, round))
      phone.session.close()
      await signedIn
      await network.settled()
      const there = await nodes[0].bus.deliver(address.person(APP, 'alice'), {
        type: 'authorizations.changed',
      })
      expect(there).toBe(false)
    }
  })

  test('news that come after the end tell nothing, whoever sends them', async () => {
    const phone = await clientOn(1, testbed.person())
    const placed = await startCall(nodes[0], testbed.door(), ring('alice'))
    const early = await testbed.store.calls.find(APP, placed.room_id)
    await switchAuthorization(nodes[1], alice, off)
    await network.settled()
    expect(phone.last(placed.room_id)?.state).toBe('ended')
    const told = phone.told.length
    if (early) announceCalls(nodes[0], [early])
    await network.settled()
    expect(phone.told).toHaveLength(told)
    expect(phone.session.rings).toBe(false)
  })
})

/** Two things at the same instant, on two nodes where the database allows it: the store decides (C6, C9, A7). */

import type { ErrorCode } from '@callgrant/protocol'
import { beforeEach, expect, test } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  MODEL,
  ring,
} from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import type { Context } from '../../context.ts'
import { clearAuthorizations } from '../consent/clear-authorizations.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { acceptCall } from './accept-call.ts'
import { joinCall } from './join-call.ts'
import { keepAlive } from './keep-alive.ts'
import { cancelCall, hangUpCall, rejectCall } from './leave-call.ts'
import { getCall } from './list-calls.ts'
import { mediaReady } from './media-ready.ts'
import { startCall } from './start-call.ts'
import { sweep } from './sweep.ts'

eachStore((open) => {
  let testbed: CallTestbed
  /** Another node on the same data, with the same bus. */
  let node2: Context
  beforeEach(async () => {
    const store = await open()
    testbed = await createCallTestbed(store)
    node2 = { ...testbed.ctx, store: await store.secondNode() }
    await testbed.decide('alice', 'door-1', 1)
  })
  const alice = () => ({ role: 'person', appid: APP, openid: 'alice' }) as const
  /** Passes over a refusal with this code, and no other. */
  const allow = (code: ErrorCode) => (error: unknown) => {
    expect(error).toMatchObject({ code })
  }
  const openCalls = () =>
    testbed.store.db.selectFrom('call').selectAll().where('state', '!=', 'ended').execute()
  const busy = () => testbed.store.db.selectFrom('busy').selectAll().execute()
  const ringing = async () => {
    const { room_id } = await startCall(testbed.ctx, testbed.door(), ring('alice'))
    await joinCall(testbed.ctx, testbed.door(), room_id)
    return room_id
  }

  test('accept and cancel at once end in one way, the same for both sides (C9)', async () => {
    for (let round = 0; round < 25; round++) {
      const room = await ringing()
      const acts = [
        () => acceptCall(node2, testbed.person(), room),
        () => cancelCall(testbed.ctx, testbed.door(), room, 'manual'),
      ]
      if (round % 2) acts.reverse()
      await Promise.all(acts.map((act) => act().catch(allow('call_over'))))
      const { end, version } = await getCall(testbed.ctx, alice(), room)
      expect(end).toMatchObject({ by: 'caller', origin: 'manual' })
      expect(['cancelled', 'hung_up']).toContain(end?.reason)
      expect(await getCall(node2, alice(), room)).toMatchObject({ end, version })
      expect(await busy()).toEqual([])
    }
  })

  test('both sides hanging up at once, again and again, end the call once (C6)', async () => {
    for (let round = 0; round < 10; round++) {
      const room = await ringing()
      await acceptCall(testbed.ctx, testbed.person(), room)
      const heard = testbed.hear(addressOf(testbed.person()))
      const ends = await Promise.all([
        hangUpCall(testbed.ctx, testbed.door(), room, 'manual'),
        hangUpCall(node2, testbed.person(), room, 'manual'),
        hangUpCall(node2, testbed.door(), room, 'manual'),
      ])
      // Each is answered with the same end, and it was told once.
      expect(new Set(ends.map((call) => JSON.stringify(call))).size).toBe(1)
      expect(heard).toHaveLength(1)
      expect(await busy()).toEqual([])
    }
  })

  test('after a switch-off is answered nothing rings, however the call was placed (A7)', async () => {
    for (let round = 0; round < 25; round++) {
      await testbed.decide('alice', 'door-1', 1)
      const off = async () => {
        await switchAuthorization(node2, alice(), { sn: 'door-1', model_id: MODEL, status: 0 })
        // At the very moment of the answer, and for good.
        expect(await openCalls()).toEqual([])
      }
      const start = async () => {
        const started = await startCall(testbed.ctx, testbed.door(), ring('alice')).catch(
          allow('not_authorized'),
        )
        if (started) await joinCall(testbed.ctx, testbed.door(), started.room_id).catch(allow('call_over'))
      }
      await Promise.all(round % 2 ? [start(), off()] : [off(), start()])
      expect(await openCalls()).toEqual([])
      expect(await busy()).toEqual([])
      await expect(startCall(testbed.ctx, testbed.door(), ring('alice'))).rejects.toMatchObject({
        code: 'not_authorized',
      })
    }
  })

  test('clearing ends what rings (A7), and lets a conversation go on', async () => {
    const rung = await ringing()
    await clearAuthorizations(testbed.ctx, alice())
    expect((await getCall(testbed.ctx, alice(), rung)).end).toMatchObject({
      reason: 'aborted',
      by: null,
      message: 'the authorization was withdrawn',
    })
    await testbed.decide('alice', 'door-1', 1)
    const answered = await ringing()
    await acceptCall(testbed.ctx, testbed.person(), answered)
    await clearAuthorizations(testbed.ctx, alice())
    expect((await getCall(testbed.ctx, alice(), answered)).state).toBe('connecting')
  })

  test('an answer and a switch-off at once: a conversation, or the end of the ringing, never both (A7, C9)', async () => {
    for (let round = 0; round < 15; round++) {
      await testbed.decide('alice', 'door-1', 1)
      const room = await ringing()
      const [accepted] = await Promise.allSettled([
        acceptCall(testbed.ctx, testbed.person(), room),
        switchAuthorization(node2, alice(), { sn: 'door-1', model_id: MODEL, status: 0 }),
      ])
      const call = await getCall(testbed.ctx, alice(), room)
      expect(call.state).toBe(accepted?.status === 'fulfilled' ? 'connecting' : 'ended')
      await hangUpCall(testbed.ctx, testbed.door(), room, 'manual')
      expect(await busy()).toEqual([])
    }
  })

  test('two nodes that sweep at once end a call once (C6)', async () => {
    const room = await ringing()
    const heard = testbed.hear(addressOf(testbed.person()))
    testbed.clock.now += 60_000
    const swept = await Promise.all([sweep(testbed.ctx), sweep(node2), sweep(testbed.ctx)])
    expect(swept.flat().map((row) => row.roomId)).toEqual([room])
    expect(heard.map(({ type }) => type)).toEqual(['call', 'missed_calls.changed'])
    expect(await busy()).toEqual([])
  })

  test('signs of life and acts at once lose nothing', async () => {
    const room = await ringing()
    await acceptCall(testbed.ctx, testbed.person(), room)
    testbed.clock.now += 5_000
    await Promise.all([
      keepAlive(testbed.ctx, testbed.door(), room, true),
      keepAlive(node2, testbed.person(), room, true),
      mediaReady(testbed.ctx, testbed.door(), room),
      mediaReady(node2, testbed.person(), room),
    ])
    expect(await getCall(testbed.ctx, alice(), room)).toMatchObject({
      state: 'talking',
      started_at: testbed.clock.now,
    })
  })

  test('many parties ringing each other at once leave nobody busy and nothing open (C6, C8)', async () => {
    for (const openid of ['alice', 'bob']) {
      for (const sn of ['door-1', 'door-2']) await testbed.decide(openid, sn, 1)
    }
    const pairs = Array.from(
      { length: 24 },
      (_, n) => [`door-${(n % 2) + 1}`, n % 3 ? 'alice' : 'bob'] as const,
    )
    await Promise.all(
      pairs.map(async ([sn, openid], n) => {
        const ctx = n % 2 ? node2 : testbed.ctx
        const started = await startCall(ctx, testbed.door(sn), ring(openid)).catch(allow('call_in_progress'))
        if (started && started.state !== 'ended')
          await rejectCall(ctx, testbed.person(openid), started.room_id, 'manual')
      }),
    )
    expect(await openCalls()).toEqual([])
    expect(await busy()).toEqual([])
  })
})

import type { ServerResponse } from 'node:http'
import { CallgrantError, PUSH_SUBSCRIPTIONS_MAX } from '@callgrant/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  NOON,
  ring,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { type PushService, pushService } from '../../../test/push-service.ts'
import { address } from '../../bus/bus.ts'
import type { Context, PersonCaller } from '../../context.ts'
import { generateMasterKey, parseKeys } from '../../credentials/keys.ts'
import { closePushConnections } from '../../outbound/push/providers.ts'
import { authenticateToken } from '../apps/authenticate-token.ts'
import { backgroundDone } from '../background.ts'
import { acceptCall } from '../calls/accept-call.ts'
import type { CallClient } from '../calls/act-on-call.ts'
import { tellListener } from '../calls/announce-calls.ts'
import { cancelCall, rejectCall } from '../calls/leave-call.ts'
import { startCall } from '../calls/start-call.ts'
import { sweepCalls } from '../calls/sweep.ts'
import { exportPerson } from '../people/export-person.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { declineRing } from './decline-ring.ts'
import { pushRing } from './push-call.ts'
import { subscribePush, unsubscribePush } from './subscribe-push.ts'
import { sweepPushes } from './sweep-pushes.ts'

const ALICE: PersonCaller = { role: 'person', appid: APP, openid: 'alice' }
const BOB: PersonCaller = { role: 'person', appid: APP, openid: 'bob' }
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (error: unknown) => error,
  )
  return error instanceof CallgrantError ? error.code : error
}

eachStore((open) => {
  let bed: CallTestbed
  let ctx: Context
  let push: PushService
  let door: CallClient
  let phone: CallClient

  beforeEach(async () => {
    bed = await createCallTestbed(await open(), { pushPrivate: true })
    ctx = bed.ctx
    push = await pushService()
    door = bed.door()
    phone = bed.person()
    await bed.decide('alice', 'door-1', 1, 'Front door phone')
  })
  afterEach(async () => {
    await backgroundDone(ctx)
    await closePushConnections(ctx)
    await push.close()
  })

  const subscribe = async (person = ALICE, browser = push.browser()) =>
    (await subscribePush(ctx, person, browser)).subscription_id
  /** Everything that goes on is over: what was to be pushed is. */
  const settled = () => backgroundDone(ctx)
  const rings = async () => {
    const call = await startCall(ctx, door, ring('alice', { join: true }))
    await settled()
    return call
  }
  const types = () => push.pushed.map(({ message }) => message.type)
  const offlineEvents = async () => {
    while (bed.store.dialect === 'postgres' && (await bed.store.events.giveNumbers(APP)));
    const events = await bed.store.events.after(APP, 0, 100)
    return events.filter(({ type }) => type === 'call.listener_offline').map(({ data }) => JSON.parse(data))
  }
  const declineToken = () => {
    const { message } = push.pushed[0] ?? {}
    return message?.type === 'ring' ? message.decline.token : ''
  }

  describe('a ring', () => {
    it('is pushed to a person with no client online, with the name that they were shown (A9) and its end (C14)', async () => {
      await subscribe()
      const call = await rings()
      const [one, ...more] = push.pushed
      expect(more).toEqual([])
      expect(one?.message).toEqual({
        callgrant: 1,
        type: 'ring',
        room_id: call.room_id,
        uuid: expect.any(String),
        name: 'Front door phone',
        room_type: 'video',
        language: 'en',
        page: '/phone',
        expires_at: NOON + 60_000,
        decline: { url: 'https://call.example.com/v1/ring/decline', token: expect.any(String) },
      })
      expect(one?.headers).toMatchObject({
        ttl: '60',
        urgency: 'high',
        topic: call.room_id,
        'content-encoding': 'aes128gcm',
      })
      expect(one?.vapid).toMatchObject({ aud: push.origin, key: ctx.keys.current.vapid.publicKey })
      expect(await offlineEvents()).toMatchObject([
        { call: { room_id: call.room_id }, pushed: 1, rings_until: NOON + 60_000 },
      ])
    })

    it('is told to the back end with pushed: 0 when nothing took it', async () => {
      await rings()
      expect(await offlineEvents()).toMatchObject([{ pushed: 0 }])
    })

    it('is not pushed to a subscription whose page is in sight, and to the others is', async () => {
      const [seen, locked] = [push.browser(), push.browser()]
      const id = await subscribe(ALICE, seen)
      await subscribe(ALICE, locked)
      await subscribe(BOB)
      const heard = bed.hear(addressOf(phone))
      const inSight = await ctx.bus.subscribe(address.push(APP, 'alice', id), () => {})
      await rings()
      expect(push.pushed.map(({ browser }) => browser)).toEqual([1])
      // Somebody is there, so it is no news for the back end.
      expect(heard.map(({ type }) => type)).toContain('call')
      expect(await offlineEvents()).toEqual([])
      inSight()
    })

    it('is pushed once, whoever is about to push it at the same instant', async () => {
      for (let n = 0; n < 3; n++) await subscribe()
      const call = await startCall(ctx, door, ring('alice', { join: true }))
      const row = await bed.store.calls.find(APP, call.room_id)
      if (!row) throw new Error('no call')
      await Promise.all(Array.from({ length: 6 }, () => pushRing(ctx, row)))
      await tellListener(ctx, row)
      await sweepPushes(ctx)
      await settled()
      expect(push.pushed.map(({ browser }) => browser).toSorted()).toEqual([0, 1, 2])
      expect(await offlineEvents()).toHaveLength(1)
    })

    it('of a node that is gone is pushed by the sweep of another', async () => {
      const id = await subscribe()
      const call = await rings()
      // As it would be had that node ended before it pushed.
      await bed.store.pushes.release(APP, id, call.room_id)
      push.pushed.length = 0
      bed.clock.now += 2_500
      await sweepPushes(ctx)
      await settled()
      expect(push.pushed).toMatchObject([
        { message: { type: 'ring', room_id: call.room_id }, headers: { ttl: '58' } },
      ])
      bed.clock.now += 20_000
      await bed.store.pushes.release(APP, id, call.room_id)
      await sweepPushes(ctx)
      await settled()
      expect(push.pushed).toHaveLength(1)
    })

    it('never waits for a push service that does not answer', async () => {
      await subscribe()
      const held: ServerResponse[] = []
      push.answer = (response) => void held.push(response)
      const heard = bed.hear(addressOf(phone))
      const call = await startCall(ctx, door, ring('alice', { join: true }))
      expect(heard).toMatchObject([{ type: 'call', call: { room_id: call.room_id } }])
      await vi.waitFor(() => expect(held).toHaveLength(1))
      held[0]?.writeHead(201).end()
    })

    it('is pushed by no call from a person to a device, of a busy person, or that the back end has not let ring (C8, C16)', async () => {
      await subscribe()
      await startCall(ctx, phone, ringDoor('door-1', { join: true }))
      await bed.decide('alice', 'door-2', 1)
      const busy = await startCall(ctx, bed.door('door-2'), ring('alice', { join: true }))
      expect(busy.end?.reason).toBe('busy')
      await settled()
      expect(push.pushed).toEqual([])
    })
  })

  describe('the end of a ring', () => {
    it('is pushed as gone when another client answered (C7), once', async () => {
      await subscribe()
      const call = await rings()
      await acceptCall(ctx, phone, call.room_id)
      bed.clock.now += 5_000
      await settled()
      await sweepPushes(ctx)
      await settled()
      expect(types()).toEqual(['ring', 'gone'])
      expect(push.pushed[1]?.headers).toMatchObject({ urgency: 'high', topic: call.room_id })
    })

    it('is pushed as gone when another client declined', async () => {
      await subscribe()
      const call = await rings()
      await rejectCall(ctx, phone, call.room_id, 'manual')
      await settled()
      expect(types()).toEqual(['ring', 'gone'])
    })

    it('is pushed as missed when the caller gave up, and when nobody answered, with the count for the badge', async () => {
      await subscribe()
      const first = await rings()
      await cancelCall(ctx, door, first.room_id, 'manual')
      await settled()
      await rings()
      bed.clock.now += 61_000
      await sweepCalls(ctx, { unseen: false })
      await settled()
      expect(types()).toEqual(['ring', 'missed', 'ring', 'missed'])
      expect(push.pushed.map(({ message }) => (message.type === 'missed' ? message.unread : null))).toEqual([
        null,
        1,
        null,
        2,
      ])
      expect(push.pushed[1]?.headers).toMatchObject({ ttl: '86400', urgency: 'normal' })
    })

    it('is not pushed where the ring was not', async () => {
      const id = await subscribe()
      const inSight = await ctx.bus.subscribe(address.push(APP, 'alice', id), () => {})
      const call = await rings()
      await cancelCall(ctx, door, call.room_id, 'manual')
      await settled()
      expect(types()).toEqual([])
      inSight()
    })

    it('of a node that is gone is pushed by the sweep of another', async () => {
      const id = await subscribe()
      const call = await rings()
      await cancelCall(ctx, door, call.room_id, 'manual')
      await settled()
      await bed.store.pushes.claimRing(APP, id, call.room_id)
      bed.clock.now += 3_000
      await Promise.all([sweepPushes(ctx), sweepPushes(ctx)])
      await settled()
      expect(types()).toEqual(['ring', 'missed', 'missed'])
    })
  })

  describe('Decline on a notification', () => {
    it('declines for all clients, needs no session, and is not told of its own end', async () => {
      await subscribe()
      await subscribe()
      const call = await rings()
      const heard = bed.hear(addressOf(door))
      const token = declineToken()
      const decliner = push.pushed[0]?.browser
      expect(await declineRing(ctx, token)).toEqual({ room_id: call.room_id })
      expect(await declineRing(ctx, token)).toEqual({ room_id: call.room_id })
      await settled()
      expect(heard).toMatchObject([{ type: 'call', call: { state: 'ended', end: { reason: 'rejected' } } }])
      const gone = push.pushed.filter(({ message }) => message.type === 'gone')
      expect(gone.map(({ browser }) => browser)).toEqual([1 - (decliner ?? 0)])
    })

    it('is refused once the ring is over, for anything else, and after a sign-out', async () => {
      const id = await subscribe()
      const call = await rings()
      const token = declineToken()
      expect(await refusal(authenticateToken(ctx, token))).toBe('unauthenticated')
      const session = await bed.token(phone)
      expect(await refusal(declineRing(ctx, session))).toBe('ring_token_invalid')
      expect(await refusal(declineRing(ctx, `${token}x`))).toBe('ring_token_invalid')
      await unsubscribePush(ctx, ALICE, id)
      expect(await refusal(declineRing(ctx, token))).toBe('ring_token_invalid')
      await subscribePush(ctx, BOB, push.browser())
      bed.clock.now += 60_001
      expect(await refusal(declineRing(ctx, token))).toBe('ring_token_invalid')
      expect((await bed.store.calls.find(APP, call.room_id))?.state).toBe('ringing')
    })

    it('changes nothing of a call that another client answered', async () => {
      await subscribe()
      const call = await rings()
      await acceptCall(ctx, phone, call.room_id)
      expect(await refusal(declineRing(ctx, declineToken()))).toBe('answered_elsewhere')
      expect((await bed.store.calls.find(APP, call.room_id))?.state).toBe('connecting')
    })
  })

  describe('a subscription', () => {
    it.each([404, 410])('that the push service answers %i for is forgotten', async (status) => {
      await subscribe()
      push.answer = (response) => response.writeHead(status).end()
      await rings()
      expect(await bed.store.pushes.count()).toBe(0)
      expect(await offlineEvents()).toMatchObject([{ pushed: 0 }])
    })

    it('is kept while its push service fails, and tried again', async () => {
      await subscribe()
      let asked = 0
      push.answer = (response) => response.writeHead(asked++ === 0 ? 503 : 201).end()
      await rings()
      expect([asked, await bed.store.pushes.count()]).toEqual([2, 1])
    })

    it('is refused with a key for which nothing can be encrypted', async () => {
      const browser = push.browser()
      for (const p256dh of ['A'.repeat(87), 'B'.repeat(87), `${'_'.repeat(86)}w`]) {
        const wish = { ...browser, keys: { ...browser.keys, p256dh } }
        expect([p256dh, await refusal(subscribePush(ctx, ALICE, wish))]).toEqual([p256dh, 'bad_request'])
      }
      expect(await refusal(subscribePush(ctx, ALICE, browser))).toBe(null)
    })

    it('is refused at an address that only this server can reach', async () => {
      const inside = { ...ctx, settings: { ...ctx.settings, pushPrivate: false } }
      for (const endpoint of [
        'https://127.0.0.1/x',
        'https://[::1]/x',
        'https://10.0.0.8/x',
        'http://push.example.com/x',
        'https://a:b@push.example.com/x',
      ]) {
        const wish = { ...push.browser(), endpoint }
        expect([endpoint, await refusal(subscribePush(inside, ALICE, wish))]).toEqual([
          endpoint,
          'bad_request',
        ])
      }
      // A name that leads there is found out when it is connected to; nothing is sent, and it is forgotten.
      await subscribePush(inside, ALICE, {
        ...push.browser(),
        endpoint: push.origin.replace('http://127.0.0.1', 'https://localhost'),
      })
      await startCall(inside, door, ring('alice', { join: true }))
      await backgroundDone(inside)
      await closePushConnections(inside)
      expect([push.pushed, await bed.store.pushes.count()]).toEqual([[], 0])
    })

    it('is of the person who signed in to the browser last', async () => {
      const browser = push.browser()
      const id = await subscribe(BOB, browser)
      expect(await subscribe(ALICE, browser)).toBe(id)
      expect(await unsubscribePush(ctx, BOB, id)).toEqual({ removed: false })
      await rings()
      expect(types()).toEqual(['ring'])
      expect(await bed.store.pushes.ofPerson(APP, 'bob')).toEqual([])
    })

    it('takes the place of the one that was seen least lately, beyond as many as a person may have', async () => {
      const first = await subscribe()
      for (let n = 1; n < PUSH_SUBSCRIPTIONS_MAX + 2; n++) {
        bed.clock.now += 1
        await subscribe()
      }
      const kept = await bed.store.pushes.ofPerson(APP, 'alice')
      expect(kept).toHaveLength(PUSH_SUBSCRIPTIONS_MAX)
      expect(kept.map(({ id }) => id)).not.toContain(first)
    })

    it('goes on with the key that it subscribed with when the master key changes, and is forgotten with that key', async () => {
      const [one, two] = [generateMasterKey('1'), generateMasterKey('2')]
      ctx.keys = parseKeys(one)
      await subscribe()
      const old = ctx.keys.current.vapid.publicKey
      ctx.keys = parseKeys(`${two},${one}`)
      expect(ctx.keys.current.vapid.publicKey).not.toBe(old)
      const call = await rings()
      expect(push.pushed).toMatchObject([{ vapid: { key: old } }])
      await cancelCall(ctx, door, call.room_id, 'manual')
      await settled()
      ctx.keys = parseKeys(two)
      await rings()
      expect(types()).toEqual(['ring', 'missed'])
      expect(await bed.store.pushes.count()).toBe(0)
    })

    it('is in the person’s export without its address, and is erased with them', async () => {
      const browser = push.browser()
      const id = await subscribe(ALICE, browser)
      const page = await exportPerson(ctx, { appid: APP }, 'alice', {
        limit: 50,
        cursor: 'push_subscription',
      })
      expect(page.items).toMatchObject([
        { type: 'push_subscription', data: { subscription_id: id, kind: 'web' } },
      ])
      expect(JSON.stringify(page)).not.toContain(browser.endpoint)
      const kept = JSON.stringify(await bed.store.pushes.ofPerson(APP, 'alice'))
      for (const secret of [browser.endpoint, browser.keys.auth]) expect(kept).not.toContain(secret)
      await forgetPerson(ctx, { appid: APP }, 'alice')
      expect(await bed.store.pushes.count()).toBe(0)
      expect(await refusal(subscribePush(ctx, ALICE, browser))).toBe('unauthenticated')
    })
  })
})

/** Rings pushed to apps, by servers that stand for Apple's and Google's and look at what arrives as those do. */

import type { ServerResponse } from 'node:http'
import { CallgrantError, PUSH_SUBSCRIPTIONS_MAX, type RingMessage, SubscribePush } from '@callgrant/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AppleService, appleService, BUNDLE } from '../../../test/apns-service.ts'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  NOON,
  ring,
} from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { type GoogleService, googleService, refuseBy } from '../../../test/fcm-service.ts'
import type { Context, PersonCaller } from '../../context.ts'
import { generateMasterKey, parseKeys } from '../../credentials/keys.ts'
import { closePushConnections } from '../../outbound/push/providers.ts'
import { backgroundDone } from '../background.ts'
import { acceptCall } from '../calls/accept-call.ts'
import type { CallClient } from '../calls/act-on-call.ts'
import { cancelCall } from '../calls/leave-call.ts'
import { startCall } from '../calls/start-call.ts'
import { exportPerson } from '../people/export-person.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { declineRing } from './decline-ring.ts'
import { pushRing } from './push-call.ts'
import { subscribePush, unsubscribePush } from './subscribe-push.ts'
import { sweepPushes } from './sweep-pushes.ts'

const ALICE: PersonCaller = { role: 'person', appid: APP, openid: 'alice' }
const BOB: PersonCaller = { role: 'person', appid: APP, openid: 'bob' }
const WISH = { language: 'en', server: 'https://call.example.com' } as const

eachStore((open) => {
  let bed: CallTestbed
  let ctx: Context
  let apple: AppleService
  let sandbox: AppleService
  let google: GoogleService
  let door: CallClient
  let phone: CallClient

  beforeEach(async () => {
    ;[apple, google] = await Promise.all([appleService(), googleService()])
    sandbox = await appleService(apple.keys)
    bed = await createCallTestbed(await open(), { ...apple.settings, fcmAccount: google.account })
    ctx = bed.ctx
    ctx.pushServices = { apns: { production: apple.at, sandbox: sandbox.at }, fcm: google.at }
    door = bed.door()
    phone = bed.person()
    await bed.decide('alice', 'door-1', 1, 'Front door phone')
  })
  afterEach(async () => {
    await backgroundDone(ctx)
    await closePushConnections(ctx)
    await Promise.all([apple.close(), sandbox.close(), google.close()])
  })

  const iPhone = (more: object = {}) =>
    SubscribePush.parse({ kind: 'apns', ...WISH, voip_token: apple.token(), ...more })
  const android = (more: object = {}) =>
    SubscribePush.parse({ kind: 'fcm', ...WISH, token: google.token(), ...more })
  const subscribe = async (wish: SubscribePush, person = ALICE) =>
    (await subscribePush(ctx, person, wish)).subscription_id
  /** Everything that goes on is over: what was to be pushed is. */
  const settled = () => backgroundDone(ctx)
  const rings = async () => {
    const call = await startCall(ctx, door, ring('alice', { join: true }))
    await settled()
    return call
  }
  const toGoogle = () => google.pushed.map(({ data }) => JSON.parse(data.callgrant) as RingMessage)
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (error: unknown) => error,
    )
    return error instanceof CallgrantError ? [error.code, error.faults] : error
  }

  describe('a ring, by Apple', () => {
    it('goes to CallKit: as voip, at once, to the app’s own topic, no longer than it rings (C14)', async () => {
      await subscribe(iPhone())
      const call = await rings()
      expect(apple.pushed).toHaveLength(1)
      const { headers, payload } = apple.pushed[0] ?? {}
      expect(headers).toMatchObject({
        'apns-push-type': 'voip',
        'apns-topic': `${BUNDLE}.voip`,
        'apns-priority': '10',
        'apns-expiration': String((NOON + 60_000) / 1000),
        'apns-collapse-id': call.room_id,
      })
      expect(payload).toEqual({
        aps: {},
        callgrant: {
          callgrant: 1,
          type: 'ring',
          room_id: call.room_id,
          uuid: expect.stringMatching(
            /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
          ),
          name: 'Front door phone',
          room_type: 'video',
          language: 'en',
          expires_at: NOON + 60_000,
          decline: { url: 'https://call.example.com/v1/ring/decline', token: expect.any(String) },
        },
      })
    })

    it('is a notification that breaks through where the app has no CallKit, in the app’s language', async () => {
      await subscribe(iPhone({ voip_token: undefined, token: apple.token(), language: 'zh' }))
      await rings()
      const { headers, payload } = apple.pushed[0] ?? {}
      expect(headers).toMatchObject({ 'apns-push-type': 'alert', 'apns-topic': BUNDLE })
      expect(payload.aps).toEqual({
        alert: { title: 'Front door phone', body: '视频来电' },
        sound: 'default',
        category: 'CALLGRANT_RING',
        'interruption-level': 'time-sensitive',
      })
      expect(payload.callgrant).toMatchObject({ type: 'ring', language: 'zh' })
    })

    it('of a development build goes to the other host, and fits the 4 KB of a push whatever the names', async () => {
      const name = '门'.repeat(64)
      await bed.decide('alice', 'door-1', 1, name)
      const server = `https://${'a'.repeat(280)}.example`
      await subscribe(iPhone({ sandbox: true, voip_token: sandbox.token(), server }))
      await subscribe(android({ server }))
      await rings()
      expect(apple.pushed).toEqual([])
      expect(sandbox.pushed).toMatchObject([{ payload: { callgrant: { name } } }])
      expect(Buffer.byteLength(JSON.stringify(sandbox.pushed[0]?.payload))).toBeLessThan(4096)
      expect(Buffer.byteLength(JSON.stringify(google.pushed[0]?.data))).toBeLessThan(4096)
    })
  })

  describe('a ring, by Google', () => {
    it('is data that wakes the app: high, as long as it rings, one for the call (C14)', async () => {
      await subscribe(android())
      const call = await rings()
      expect(google.pushed).toMatchObject([
        { android: { priority: 'high', ttl: '60s', collapse_key: call.room_id } },
      ])
      expect(google.pushed[0]).not.toHaveProperty('notification')
      expect(toGoogle()).toMatchObject([
        { type: 'ring', room_id: call.room_id, name: 'Front door phone', expires_at: NOON + 60_000 },
      ])
    })

    it('asks for one access token, however many are rung', async () => {
      for (let n = 0; n < 4; n++) await subscribe(android())
      const first = await rings()
      await cancelCall(ctx, door, first.room_id, 'manual')
      await settled()
      expect([google.pushed.length, google.tokensGiven]).toEqual([8, 1])
    })
  })

  it('is pushed once to each, whoever is about to push it at the same instant, and once more by the sweep of another node', async () => {
    const ids = [await subscribe(iPhone()), await subscribe(android()), await subscribe(android())]
    const call = await startCall(ctx, door, ring('alice', { join: true }))
    const row = await bed.store.calls.find(APP, call.room_id)
    if (!row) throw new Error('no call')
    await Promise.all(Array.from({ length: 6 }, () => pushRing(ctx, row)))
    await settled()
    expect([apple.pushed.length, google.pushed.length]).toEqual([1, 2])
    // As it would be had its node ended before it pushed.
    await bed.store.pushes.release(APP, ids[0] ?? '', call.room_id)
    bed.clock.now += 2_500
    await Promise.all([sweepPushes(ctx), sweepPushes(ctx)])
    await settled()
    expect([apple.pushed.length, google.pushed.length]).toEqual([2, 2])
    expect(apple.pushed[1]?.headers['apns-expiration']).toBe(String((NOON + 60_000) / 1000))
  })

  it('counts for what the back end is told', async () => {
    await subscribe(iPhone())
    await subscribe(android())
    await rings()
    while (bed.store.dialect === 'postgres' && (await bed.store.events.giveNumbers(APP)));
    const events = await bed.store.events.after(APP, 0, 100)
    const [offline] = events.filter(({ type }) => type === 'call.listener_offline')
    expect(JSON.parse(offline?.data ?? '{}')).toMatchObject({ pushed: 2 })
  })

  it('never waits for services that do not answer, and is told to who is connected first (C7)', async () => {
    await subscribe(iPhone())
    await subscribe(android())
    const held: (() => void)[] = []
    apple.answer = (response) => void held.push(() => response.writeHead(200).end())
    google.answerToken = (response) => void held.push(() => response.writeHead(503).end())
    const heard = bed.hear(addressOf(phone))
    const call = await startCall(ctx, door, ring('alice', { join: true }))
    expect(heard).toMatchObject([{ type: 'call', call: { room_id: call.room_id } }])
    await vi.waitFor(() => expect(held).toHaveLength(2))
    google.answerToken = null
    for (const answer of held) answer()
  })

  describe('the end of a ring', () => {
    const answeredElsewhere = async (wish: SubscribePush) => {
      await subscribe(wish)
      const call = await rings()
      await acceptCall(ctx, phone, call.room_id)
      await settled()
      return call
    }
    const missed = async (wish: SubscribePush) => {
      await subscribe(wish)
      const call = await rings()
      await cancelCall(ctx, door, call.room_id, 'manual')
      await settled()
      return call
    }

    it('reaches Android as gone, in haste, as the same call', async () => {
      const call = await answeredElsewhere(android())
      expect(google.pushed[1]).toMatchObject({ android: { priority: 'high', collapse_key: call.room_id } })
      expect(toGoogle()[1]).toMatchObject({ type: 'gone', uuid: toGoogle()[0]?.uuid })
    })

    it('reaches Android as missed, with the count for the badge, for a day and without haste', async () => {
      await missed(android())
      expect(google.pushed[1]).toMatchObject({ android: { priority: 'normal', ttl: '86400s' } })
      expect(toGoogle()[1]).toMatchObject({ type: 'missed', unread: 1 })
    })

    it('goes by the ordinary token where there is one: as missed to be read, as gone in silence', async () => {
      const token = apple.token()
      const call = await missed(iPhone({ token }))
      expect(apple.pushed[1]).toMatchObject({
        token,
        headers: {
          'apns-push-type': 'alert',
          'apns-topic': BUNDLE,
          'apns-priority': '5',
          'apns-expiration': String(NOON / 1000 + 86_400),
          'apns-collapse-id': call.room_id,
        },
        payload: { aps: { alert: { title: 'Front door phone', body: 'Missed call' }, badge: 1 } },
      })
      apple.pushed.length = 0
      await answeredElsewhere(iPhone({ token }))
      const gone = apple.pushed.filter(({ payload }) => payload.callgrant.type === 'gone')
      expect(gone).toContainEqual({
        token,
        headers: expect.objectContaining({ 'apns-push-type': 'background', 'apns-priority': '5' }),
        payload: { aps: { 'content-available': 1 }, callgrant: expect.objectContaining({ type: 'gone' }) },
      })
    })

    it('takes the place of the notification where that was the ring', async () => {
      const call = await answeredElsewhere(iPhone({ voip_token: undefined, token: apple.token() }))
      expect(apple.pushed.map(({ headers }) => headers['apns-collapse-id'])).toEqual([
        call.room_id,
        call.room_id,
      ])
      expect(apple.pushed[1]?.payload.aps).toEqual({
        alert: { title: 'Front door phone', body: 'Not ringing any more' },
        'interruption-level': 'passive',
        'content-available': 1,
      })
    })

    it('goes by PushKit where there is no other token, and is not kept beyond the ring, which would ring anew', async () => {
      await missed(iPhone())
      expect(apple.pushed[1]?.headers).toMatchObject({
        'apns-push-type': 'voip',
        'apns-expiration': String((NOON + 10_000) / 1000),
      })
      expect(apple.pushed[1]?.payload.callgrant).toMatchObject({
        type: 'missed',
        uuid: apple.pushed[0]?.payload.callgrant.uuid,
      })
    })
  })

  it('is declined with no session, for that room alone, and not after the app is unsubscribed', async () => {
    const id = await subscribe(android())
    const call = await rings()
    const [message] = toGoogle()
    if (message?.type !== 'ring') throw new Error('no ring')
    expect(await declineRing(ctx, message.decline.token)).toEqual({ room_id: call.room_id })
    expect((await bed.store.calls.find(APP, call.room_id))?.endReason).toBe('rejected')
    expect(await unsubscribePush(ctx, BOB, id)).toEqual({ removed: false })
    expect(await unsubscribePush(ctx, ALICE, id)).toEqual({ removed: true })
    expect(await refusal(declineRing(ctx, message.decline.token))).toEqual(['ring_token_invalid', undefined])
  })

  describe('a token', () => {
    const kept = () => bed.store.pushes.count()

    it.each([
      [410, 'Unregistered'],
      [410, 'ExpiredToken'],
      [400, 'BadDeviceToken'],
      [400, 'DeviceTokenNotForTopic'],
    ])('that Apple answers %i %s for is forgotten', async (status, reason) => {
      await subscribe(iPhone())
      apple.answer = (response) => void response.writeHead(status).end(JSON.stringify({ reason }))
      await rings()
      expect(await kept()).toBe(0)
    })

    it.each([
      [404, 'NOT_FOUND', 'UNREGISTERED'],
      [404, 'NOT_FOUND', undefined],
      [403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH'],
    ])('that Google answers %i %s %s for is forgotten', async (status, code, errorCode) => {
      await subscribe(android())
      google.answer = (response) => refuseBy(response, status, code, errorCode)
      await rings()
      expect(await kept()).toBe(0)
    })

    it.each([429, 500, 503])('is kept where they answer %i, and is tried again', async (status) => {
      await subscribe(iPhone())
      await subscribe(android())
      const asked = { apple: 0, google: 0 }
      apple.answer = (response) => {
        const reason = status === 429 ? 'TooManyRequests' : 'InternalServerError'
        if (asked.apple++ === 0) response.writeHead(status).end(JSON.stringify({ reason }))
        else response.writeHead(200).end()
      }
      google.answer = (response) => {
        if (asked.google++ === 0) refuseBy(response, status, 'UNAVAILABLE')
        else response.writeHead(200).end('{}')
      }
      await rings()
      expect([asked, await kept()]).toEqual([{ apple: 2, google: 2 }, 2])
    })

    it('is kept, and not tried again, where they refuse this server and not the token', async () => {
      await subscribe(iPhone())
      await subscribe(android())
      const asked: string[] = []
      apple.answer = (response) => {
        asked.push('apple')
        response.writeHead(403).end(JSON.stringify({ reason: 'InvalidProviderToken' }))
      }
      google.answer = (response: ServerResponse) => {
        asked.push('google')
        // Not Google's own: it says nothing about the token.
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>')
      }
      await rings()
      expect([asked.toSorted(), await kept()]).toEqual([['apple', 'google'], 2])
    })

    it('is refused where this server is not set up for it, or the app is not one of its own', async () => {
      const bare = { ...ctx, settings: { ...ctx.settings, apnsKey: null, fcmAccount: null } }
      for (const wish of [iPhone(), android()])
        expect(await refusal(subscribePush(bare, ALICE, wish))).toMatchObject([
          'bad_request',
          [{ parameter: 'kind' }],
        ])
      const other = iPhone({ bundle: 'com.example.other' })
      expect(await refusal(subscribePush(ctx, ALICE, other))).toMatchObject([
        'bad_request',
        [{ parameter: 'bundle', message: expect.stringContaining(BUNDLE) }],
      ])
      expect(await kept()).toBe(0)
    })

    it('counts among the subscriptions of its person, is theirs who signed in last, and goes with them', async () => {
      const wish = android()
      const id = await subscribe(wish, BOB)
      expect(await subscribe(wish)).toBe(id)
      await rings()
      expect(google.pushed).toHaveLength(1)
      for (let n = 1; n <= PUSH_SUBSCRIPTIONS_MAX; n++) {
        bed.clock.now += 1
        await subscribe(android())
      }
      expect((await bed.store.pushes.ofPerson(APP, 'alice')).map((row) => row.id)).not.toContain(id)
      const last = await subscribe(iPhone())
      const page = await exportPerson(ctx, { appid: APP }, 'alice', {
        limit: 50,
        cursor: 'push_subscription',
      })
      const mine = page.items.filter(
        ({ type, data }) => type === 'push_subscription' && 'kind' in data && data.kind === 'apns',
      )
      expect(mine).toMatchObject([{ data: { subscription_id: last, service: 'api.push.apple.com' } }])
      await forgetPerson(ctx, { appid: APP }, 'alice')
      expect(await kept()).toBe(0)
    })

    it('is sealed in the store, and is forgotten with the master key that sealed it', async () => {
      const wish = android()
      await subscribe(wish)
      const row = JSON.stringify(await bed.store.pushes.ofPerson(APP, 'alice'))
      if (wish.kind !== 'fcm') throw new Error('no token')
      expect(row).not.toContain(wish.token)
      ctx.keys = parseKeys(generateMasterKey('2'))
      await rings()
      expect([google.pushed, await kept()]).toEqual([[], 0])
    })
  })
})

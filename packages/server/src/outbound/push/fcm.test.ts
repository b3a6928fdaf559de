import { expect, it, onTestFinished } from 'vitest'
import { APP, createCallTestbed, NOON } from '../../../test/call-testbed.ts'
import { googleService } from '../../../test/fcm-service.ts'
import { openStore } from '../../store/store.ts'
import { openFcm } from './fcm.ts'
import { type FcmTarget, type Push, PushDelayed } from './push.ts'

async function openTested() {
  const google = await googleService()
  const store = await openStore('sqlite::memory:')
  onTestFinished(() => store.close())
  const { ctx } = await createCallTestbed(store, { fcmAccount: google.account })
  ctx.pushServices = { fcm: google.at }
  const subscription = {
    ...{
      appid: APP,
      id: 's',
      openid: 'alice',
      kind: 'fcm' as const,
      service: 'google',
      sealed: '',
      kid: '1',
    },
    ...{ language: 'en' as const, created_at: NOON, seen_at: NOON, rung: null },
  }
  const push: Push<FcmTarget> = {
    subscription,
    target: { kind: 'fcm', token: google.token(), server: 'https://call.example.com' },
    message: {
      ...{ callgrant: 1, type: 'gone', room_id: 'room_1', uuid: '', name: 'Door', room_type: 'video' },
      language: 'en',
    },
    ...{ expiresAt: NOON, ttlSeconds: 10, urgency: 'high' },
  }
  const fcm = await openFcm(ctx)
  onTestFinished(() => fcm.close())
  return { google, fcm, push }
}
const never = new AbortController().signal

it('signs in anew when Google ends its access token before its time', async () => {
  const { google, fcm, push } = await openTested()
  onTestFinished(() => google.close())
  await fcm.post(push, never)
  google.endTokens()
  await expect(fcm.post(push, never)).rejects.toThrow(PushDelayed)
  await fcm.post(push, never)
  expect([google.pushed.length, google.tokensGiven]).toEqual([2, 2])
})

it.each([
  [400, false],
  [401, false],
  [429, true],
  [503, true],
])('says of an answer %i to its sign-in whether it may do later: %s', async (status, isLater) => {
  const { google, fcm, push } = await openTested()
  onTestFinished(() => google.close())
  let asked = 0
  google.answerToken = (response) => {
    asked += 1
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":"no"}')
  }
  const fault = await fcm.post(push, never).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(Error)
  expect([fault instanceof PushDelayed, asked]).toEqual([isLater, 1])
})

it('says that a service that is away may take it later', async () => {
  const { google, fcm, push } = await openTested()
  await fcm.post(push, never)
  await google.close()
  await expect(fcm.post(push, never)).rejects.toThrow(PushDelayed)
})

it('waits for no answer when the server stops', async () => {
  const { google, fcm, push } = await openTested()
  onTestFinished(() => google.close())
  const stopping = new AbortController()
  google.answerToken = () => stopping.abort(new Error('stopping'))
  await expect(fcm.post(push, stopping.signal)).rejects.toThrow('stopping')
})

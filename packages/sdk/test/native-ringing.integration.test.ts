/** A native app that does not run: its tokens, what it is pushed, and Decline, by a real server and what stands for Apple and Google. */

import { createPerson, declineRing, readRing } from '@callgrant/sdk/person'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createTestbed, MODEL, type Testbed } from '../../../e2e/lib/testbed.ts'
import { type AppleService, appleService, BUNDLE } from '../../server/test/apns-service.ts'
import { type GoogleService, googleService } from '../../server/test/fcm-service.ts'

let apple: AppleService
let google: GoogleService
let testbed: Testbed
let nextPerson = 1

beforeAll(async () => {
  ;[apple, google] = await Promise.all([appleService(), googleService()])
  testbed = await createTestbed({ settings: { ...apple.settings, fcmAccount: google.account } })
  testbed.server.ctx.pushServices = { apns: { production: apple.at, sandbox: apple.at }, fcm: google.at }
})
afterAll(async () => {
  await testbed.close()
  await Promise.all([apple.close(), google.close()])
})
afterEach(() => {
  apple.pushed.length = 0
  google.pushed.length = 0
})

/** A person who allowed a door, and the door. */
async function household() {
  const openid = `person-${nextPerson}`
  const sn = `door-${nextPerson++}`
  const { session, decide } = await testbed.server.person(openid)
  await decide({ model_id: MODEL, sn }, 'allow')
  const { device } = await testbed.device(sn)
  const ring = () =>
    device.initByCaller({ listener: { id: openid }, caller: { id: sn }, roomType: 'video', businessType: 1 })
  return {
    person: createPerson({ server: testbed.server.address, session, language: 'zh' }),
    device,
    ring,
    openid,
  }
}

it('is pushed to by the tokens that it handed in, and declines with neither session nor connection', async () => {
  const { person, device, ring } = await household()
  await person.enableNativeRinging({ kind: 'fcm', token: google.token() })
  const voipToken = apple.token()
  await person.enableNativeRinging({ kind: 'apns', voipToken, bundle: BUNDLE, sandbox: true })
  const { roomId } = await ring()
  await vi.waitFor(() => expect([apple.pushed.length, google.pushed.length]).toEqual([1, 1]))
  expect(apple.pushed[0]?.token).toBe(voipToken)
  const message = readRing(google.pushed[0]?.data)
  expect(readRing(apple.pushed[0]?.payload)).toMatchObject({
    type: 'ring',
    room_id: roomId,
    uuid: message?.uuid,
  })
  if (message?.type !== 'ring') throw new Error('no ring')
  expect(message).toMatchObject({ room_id: roomId, language: 'zh', room_type: 'video' })
  await declineRing(message)
  await vi.waitFor(() => expect(device.currentCall).toBeNull())
  await vi.waitFor(() => expect(apple.pushed[1]?.payload.callgrant.type).toBe('gone'))
  // Said again, of a call that is over: nothing more comes of it.
  await declineRing(message)
})

it('is pushed to no more once it says so, in this run or by its id in a later one', async () => {
  const { person, ring, openid } = await household()
  await person.disableNativeRinging()
  await person.enableNativeRinging({ kind: 'fcm', token: google.token() })
  await person.enableNativeRinging({ kind: 'fcm', token: google.token() })
  await person.disableNativeRinging()
  const kept = await person.enableNativeRinging({ kind: 'apns', voipToken: apple.token() })
  const { session } = await testbed.server.person(openid)
  const later = createPerson({ server: testbed.server.address, session })
  await later.disableNativeRinging(kept)
  expect(await testbed.server.ctx.store.pushes.ofPerson(testbed.server.appid, openid)).toEqual([])
  await ring()
})

it('is told what is wrong with a token, and what the server is not set up for', async () => {
  const { person } = await household()
  await expect(person.enableNativeRinging({ kind: 'apns' })).rejects.toMatchObject({
    code: 'bad_request',
    faults: [{ parameter: 'token', message: 'should be given, or voip_token, or both' }],
  })
  const other = { kind: 'apns', voipToken: apple.token(), bundle: 'com.example.other' } as const
  await expect(person.enableNativeRinging(other)).rejects.toMatchObject({ faults: [{ parameter: 'bundle' }] })
})

it('reads pushes of nobody else', () => {
  for (const payload of [
    undefined,
    null,
    'text',
    {},
    { aps: {} },
    { callgrant: { callgrant: 2 } },
    { callgrant: '[]' },
  ])
    expect(readRing(payload)).toBeNull()
})

/** The phone's push token on React Native: handed in, by a real client, for each person who signs in on it. */

import { createPerson } from '@callgrant/sdk/person'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createTestbed, type Testbed } from '../../../../e2e/lib/testbed.ts'
import { type GoogleService, googleService } from '../../../server/test/fcm-service.ts'
import { setSession } from '../main.ts'
import { personBy, registry, session } from '../shared/registry.ts'
import { setPushToken } from './push-token.ts'

let google: GoogleService
let testbed: Testbed

beforeAll(async () => {
  google = await googleService()
  testbed = await createTestbed({ settings: { fcmAccount: google.account } })
  registry().settings = { server: testbed.server.address, appid: testbed.server.appid }
  personBy(({ server }) => createPerson({ server, session }))
})
afterAll(async () => {
  setSession(null)
  await testbed.close()
  await google.close()
})

/** How many tokens of this person the server has. */
const tokensOf = async (openid: string) => {
  const { ctx, appid } = testbed.server
  return (await ctx.store.pushes.ofPerson(appid, openid)).length
}
const signIn = async (openid: string) => {
  const { session } = await testbed.server.person(openid)
  setSession(() => session)
}

it('is handed in for who signs in after it was given, and is theirs no more when somebody else does', async () => {
  await setPushToken({ kind: 'fcm', token: google.token() })
  await signIn('alice')
  await vi.waitFor(async () => expect(await tokensOf('alice')).toBe(1))
  await signIn('bob')
  await vi.waitFor(async () => expect([await tokensOf('alice'), await tokensOf('bob')]).toEqual([0, 1]))
})

it('is handed in at once for who has signed in, and ended before they sign out', async () => {
  await setPushToken({ kind: 'fcm', token: google.token() })
  await signIn('carol')
  await vi.waitFor(async () => expect(await tokensOf('carol')).toBe(1))
  await setPushToken({ kind: 'fcm', token: google.token() })
  expect(await tokensOf('carol')).toBe(2)
  await setPushToken(null)
  expect(await tokensOf('carol')).toBe(0)
  await signIn('dave')
  expect(await tokensOf('dave')).toBe(0)
})

it('says what is wrong with it to who gave it, and in the log where that is later', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  await signIn('erin')
  await expect(setPushToken({ kind: 'apns', voipToken: 'c0ffee' })).rejects.toMatchObject({
    code: 'bad_request',
  })
  await signIn('frank')
  await vi.waitFor(() => expect(warned).toHaveBeenCalledOnce())
  expect(String(warned.mock.calls[0])).toContain('will not be rung')
  warned.mockRestore()
  await setPushToken(null)
})

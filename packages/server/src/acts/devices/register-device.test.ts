import { generateKeyPairSync, sign } from 'node:crypto'
import { registrationText, signInText } from '@callgrant/protocol'
import { expect, it } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  expectRefusal,
  MODEL,
  NOON,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { keyPrint } from '../../credentials/device-key.ts'
import { authenticateToken } from '../apps/authenticate-token.ts'
import { createSession } from '../apps/create-session.ts'
import { addGroupDevices } from '../groups/add-group-devices.ts'
import { createChallenge } from './create-challenge.ts'
import { createModel } from './create-model.ts'
import { getDevice } from './get-device.ts'
import { listDevices } from './list-devices.ts'
import { registerDevice } from './register-device.ts'
import { resetDevice } from './reset-device.ts'
import { signInDevice } from './sign-in-device.ts'

const SN = 'door-1'
const REF = { model_id: MODEL, sn: SN }

/** A device with a key of its own, as its firmware would act. */
function device(testbed: ConsentTestbed, sn = SN, appid = 'app') {
  const pair = generateKeyPairSync('ed25519')
  const public_key = pair.publicKey.export({ format: 'jwk' }).x as string
  const signText = (text: string) => sign(null, Buffer.from(text), pair.privateKey).toString('base64url')
  const registration = (sn_ticket: string) => {
    const fields = { appid, model_id: MODEL, sn, sn_ticket, public_key }
    return { ...fields, signature: signText(registrationText(fields)) }
  }
  return {
    publicKey: public_key,
    signText,
    registration,
    register: async () => registerDevice(testbed.ctx, registration(await testbed.ticket(sn))),
    challenge: () => createChallenge(testbed.ctx, { appid, model_id: MODEL, sn }),
    async signIn() {
      const { challenge } = await this.challenge()
      return signInDevice(testbed.ctx, { challenge, signature: signText(signInText(challenge)) })
    },
  }
}

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())

  it('binds the key, signs in, and is known by its token', async () => {
    const testbed = await start()
    const door = device(testbed)
    const events = await testbed.events()
    expect(await door.register()).toEqual({ ...REF, registered_at: NOON })
    testbed.clock.now = NOON + 1000
    const { token, expires_in } = await door.signIn()
    expect(expires_in).toBe(3600)
    expect(await authenticateToken(testbed.ctx, token)).toEqual({
      caller: { role: 'device', appid: 'app', modelId: MODEL, sn: SN, keyPrint: keyPrint(door.publicKey) },
      issuedAt: NOON + 1000,
      expiresAt: NOON + 1000 + 3_600_000,
    })
    expect(await getDevice(testbed.ctx, testbed.backend, REF)).toMatchObject({
      registered_at: NOON,
      last_seen_at: NOON + 1000,
    })
    expect(await events()).toMatchObject([{ type: 'device.registered', data: REF }])
  })

  it('registers again with the same key, telling nobody; another key needs the back end’s reset', async () => {
    const testbed = await start()
    const [door, thief] = [device(testbed), device(testbed)]
    await door.register()
    const events = await testbed.events()
    testbed.clock.now = NOON + 5
    expect(await door.register()).toEqual({ ...REF, registered_at: NOON })
    expect(await events()).toEqual([])
    await expectRefusal(thief.register(), 'device_already_registered')
    await door.signIn()
    await expectRefusal(thief.signIn(), 'device_credential_wrong')
    expect(await resetDevice(testbed.ctx, testbed.backend, REF)).toMatchObject({ registered_at: null })
    await thief.register()
    await thief.signIn()
    await expectRefusal(door.signIn(), 'device_credential_wrong')
    expect((await events()).map(({ type }) => type)).toEqual(['device.reset', 'device.registered'])
  })

  it('of many keys for one device at once binds exactly one, also after a reset', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const node2 = { ...testbed, ctx: { ...testbed.ctx, store: await store.secondNode() } }
    // From the second round on its row is there already, so that nothing but its lock keeps them apart.
    for (let round = 0; round < 6; round++) {
      const doors = Array.from({ length: 8 }, (_, n) => device(n % 2 ? testbed : node2))
      const outcomes = await Promise.allSettled(doors.map((door) => door.register()))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect(outcome.reason).toMatchObject({ code: 'device_already_registered' })
      }
      await resetDevice(testbed.ctx, testbed.backend, REF)
    }
  })

  it('refuses a ticket of another device, app or time (A12)', async () => {
    const testbed = await start()
    const door = device(testbed)
    const wrong = door.registration(await testbed.ticket('door-2'))
    await expectRefusal(registerDevice(testbed.ctx, wrong), 'ticket_invalid')
    await expectRefusal(registerDevice(testbed.ctx, door.registration('x')), 'ticket_invalid')
    const elsewhere = device(testbed, SN, 'other').registration(await testbed.ticket(SN))
    await expectRefusal(registerDevice(testbed.ctx, elsewhere), 'ticket_invalid')
    const late = door.registration(await testbed.ticket(SN))
    testbed.clock.now += 300_001
    await expectRefusal(registerDevice(testbed.ctx, late), 'ticket_expired')
    await expectRefusal(getDevice(testbed.ctx, testbed.backend, REF), 'device_unknown')
  })

  it('refuses a signature of another key, or over other fields', async () => {
    const testbed = await start()
    const [door, other] = [device(testbed), device(testbed)]
    const good = door.registration(await testbed.ticket(SN))
    const { signature } = other.registration(good.sn_ticket)
    await expectRefusal(registerDevice(testbed.ctx, { ...good, signature }), 'device_credential_wrong')
    const newer = await testbed.ticket(SN)
    testbed.clock.now += 1
    const moved = { ...good, sn_ticket: await testbed.ticket(SN) }
    expect(moved.sn_ticket).not.toBe(newer)
    await expectRefusal(registerDevice(testbed.ctx, moved), 'device_credential_wrong')
    await registerDevice(testbed.ctx, good)
  })

  it('lets exactly one of many sign-ins with one challenge through', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const nodes = [testbed.ctx, { ...testbed.ctx, store: await store.secondNode() }]
    const door = device(testbed)
    await door.register()
    const { challenge } = await door.challenge()
    const signature = door.signText(signInText(challenge))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        signInDevice(nodes[n % 2] ?? testbed.ctx, { challenge, signature }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'challenge_invalid' })
    }
  })

  it('takes a challenge for a minute, and only ours, for that device', async () => {
    const testbed = await start()
    const [door, other] = [device(testbed), device(testbed, 'door-2')]
    await door.register()
    await other.register()
    const { challenge } = await door.challenge()
    const signature = door.signText(signInText(challenge))
    testbed.clock.now = NOON + 60_000
    await expectRefusal(signInDevice(testbed.ctx, { challenge, signature }), 'challenge_invalid')
    testbed.clock.now = NOON + 59_999
    const theirs = other.signText(signInText(challenge))
    await expectRefusal(
      signInDevice(testbed.ctx, { challenge, signature: theirs }),
      'device_credential_wrong',
    )
    const unmarked = door.signText(challenge)
    await expectRefusal(
      signInDevice(testbed.ctx, { challenge, signature: unmarked }),
      'device_credential_wrong',
    )
    await expectRefusal(signInDevice(testbed.ctx, { challenge: 'x', signature }), 'challenge_invalid')
    await signInDevice(testbed.ctx, { challenge, signature })
  })

  it('gives no token to a device that never registered, or was reset', async () => {
    const testbed = await start()
    const door = device(testbed)
    await expectRefusal(door.signIn(), 'device_unknown')
    await door.register()
    await resetDevice(testbed.ctx, testbed.backend, REF)
    await expectRefusal(door.signIn(), 'device_unknown')
  })

  it('refuses a token of before the reset, also after another key is bound', async () => {
    const testbed = await start()
    const door = device(testbed)
    await door.register()
    const { token } = await door.signIn()
    await resetDevice(testbed.ctx, testbed.backend, REF)
    await expectRefusal(authenticateToken(testbed.ctx, token), 'unauthenticated')
    await device(testbed).register()
    await expectRefusal(authenticateToken(testbed.ctx, token), 'unauthenticated')
  })

  it('lists the devices of a model, and those of a group', async () => {
    const testbed = await start()
    await createModel(testbed.ctx, testbed.backend, { model_id: 'm_bell', model_type: 'door phone' })
    const groupId = await testbed.group()
    const device_list = [
      { model_id: MODEL, sn: 'a' },
      { model_id: 'm_bell', sn: 'a' },
    ]
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list, force_add: false })
    await device(testbed).register()
    const found = async (filter: { model_id?: string; group_id?: string }) =>
      (await listDevices(testbed.ctx, testbed.backend, { limit: 10, ...filter })).items.map(
        ({ model_id, sn }) => `${model_id} ${sn}`,
      )
    expect(await found({})).toEqual(['m_bell a', 'm_door a', 'm_door door-1'])
    expect(await found({ model_id: 'm_bell' })).toEqual(['m_bell a'])
    expect(await found({ model_id: MODEL })).toEqual(['m_door a', 'm_door door-1'])
    expect(await found({ group_id: groupId })).toEqual(['m_bell a', 'm_door a'])
  })

  it('resets no device of another app', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    await device(testbed).register()
    await expectRefusal(resetDevice(other.ctx, other.backend, REF), 'device_unknown')
    expect(await getDevice(testbed.ctx, testbed.backend, REF)).toMatchObject({ registered_at: NOON })
  })

  it('knows a person by their session until it is over', async () => {
    const testbed = await start()
    const { session, expires_in } = await createSession(testbed.ctx, testbed.backend, {
      openid: 'alice',
      ttl_seconds: 60,
    })
    expect(expires_in).toBe(60)
    expect((await authenticateToken(testbed.ctx, session)).caller).toEqual({
      role: 'person',
      appid: 'app',
      openid: 'alice',
    })
    testbed.clock.now += 60_000
    await expectRefusal(authenticateToken(testbed.ctx, session), 'token_expired')
  })
})

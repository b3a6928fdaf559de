import { expect, it } from 'vitest'
import { createConsentTestbed, expectRefusal, MODEL, NOON } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { address } from '../../bus/bus.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { listAuthorizations } from './list-authorizations.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'
import { switchAuthorization } from './switch-authorization.ts'

const SN = 'door-1'
const DOOR = { sn: SN, model_id: MODEL }

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())

  it('switches a device off and on again, and each is in force when it is answered (A7)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN)
    const allowed = async () =>
      (await testbed.store.consent.effective('app', 'alice', MODEL, SN, testbed.ctx.now)).allowed
    const off = await switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 0 })
    expect(off).toMatchObject({ ...DOOR, status: 0 })
    expect(await allowed()).toBe(false)
    expect(await switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 1 })).toMatchObject({ status: 1 })
    expect(await allowed()).toBe(true)
  })

  it('switches on what was refused in the dialog', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const groupId = await testbed.group()
    await testbed.decideGroup(alice, groupId, 'reject')
    const on = await switchAuthorization(testbed.ctx, alice, { group_id: groupId, status: 1 })
    expect(on).toEqual({ group_id: groupId, status: 1, display_name: 'Hall' })
  })

  it('changes nothing in another app that has the same person and the same device', async () => {
    const store = await open()
    const [testbed, other] = [await createConsentTestbed(store), await createConsentTestbed(store, 'other')]
    const [alice, elsewhere] = [await testbed.person(), await other.person()]
    await testbed.decideDevice(alice, SN)
    await other.decideDevice(elsewhere, SN)
    await other.decideGroup(elsewhere, await other.group())
    const theirs = () => listAuthorizations(other.ctx, other.backend, { limit: 10 })
    const before = await theirs()
    testbed.clock.now = NOON + 5000
    await switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 0 })
    expect(await theirs()).toEqual(before)
    await clearAuthorizations(testbed.ctx, alice)
    expect(await theirs()).toEqual(before)
    // Nor do the words of a refusal name what was agreed to over there.
    const { reason } = await store.consent.effective('app', 'alice', MODEL, SN, testbed.ctx.now)
    expect(reason).toBe(`openid has not authorized device ${SN}`)
  })

  it('keeps the name that was shown (A9)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN)
    testbed.clock.now = NOON + 5000
    await switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 0 })
    const { items } = await listAuthorizations(testbed.ctx, testbed.backend, { limit: 10 })
    expect(items).toMatchObject([
      { display_name: 'Front door phone', created_at: NOON, updated_at: NOON + 5000 },
    ])
  })

  it('has nothing to switch before a question was answered, and makes no row', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.askDevice(alice, SN)
    for (const status of [0, 1] as const) {
      await expectRefusal(
        switchAuthorization(testbed.ctx, alice, { ...DOOR, status }),
        'authorization_unknown',
      )
      const group = { group_id: 'g_none', status }
      await expectRefusal(switchAuthorization(testbed.ctx, alice, group), 'authorization_unknown')
    }
    expect((await listOwnAuthorizations(testbed.ctx, alice)).list).toEqual([])
  })

  it('switches nobody else’s', async () => {
    const testbed = await start()
    const [alice, bob] = [await testbed.person('alice'), await testbed.person('bob')]
    await testbed.decideDevice(alice, SN)
    await expectRefusal(
      switchAuthorization(testbed.ctx, bob, { ...DOOR, status: 0 }),
      'authorization_unknown',
    )
    expect((await listOwnAuthorizations(testbed.ctx, alice)).list).toMatchObject([{ status: 1 }])
  })

  it('records and tells a change once, and nothing where nothing changed (B2, B3)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN)
    const events = await testbed.events()
    const clients = testbed.hear(address.person('app', 'alice'))
    for (const status of [1, 0, 0, 1] as const) {
      await switchAuthorization(testbed.ctx, alice, { ...DOOR, status })
    }
    expect((await events()).map(({ type }) => type)).toEqual([
      'authorization.switched_off',
      'authorization.switched_on',
    ])
    expect(clients).toHaveLength(2)
    const { items } = await listConsentRecords(testbed.ctx, testbed.backend, { limit: 2 })
    expect(items.map(({ act }) => act)).toEqual(['switched_on', 'switched_off'])
  })

  it('sets every row of the person in this app back to none at once (A3)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    const [alice, bob] = [await testbed.person('alice'), await testbed.person('bob')]
    const groupId = await testbed.group()
    await testbed.decideDevice(alice, SN)
    await testbed.decideDevice(alice, 'door-2', 'reject')
    await testbed.decideGroup(alice, groupId)
    await testbed.decideDevice(bob, SN)
    await other.decideDevice(await other.person('alice'), SN)
    const events = await testbed.events()
    expect(await clearAuthorizations(testbed.ctx, alice)).toEqual({ cleared: 3 })
    expect((await listOwnAuthorizations(testbed.ctx, alice)).list).toEqual([])
    expect((await listOwnAuthorizations(testbed.ctx, bob)).list).toHaveLength(1)
    expect((await listOwnAuthorizations(other.ctx, await other.person('alice'))).list).toHaveLength(1)
    expect((await events()).map(({ type }) => type)).toEqual(Array(3).fill('authorization.cleared'))
    const { items } = await listConsentRecords(testbed.ctx, testbed.backend, { limit: 50, group_id: groupId })
    expect(items.map(({ act }) => act)).toEqual(['cleared', 'authorized', 'asked'])
    expect(await clearAuthorizations(testbed.ctx, alice)).toEqual({ cleared: 0 })
  })

  it('after a switch-off was answered, no reader on any node finds consent (A7)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const node = await store.secondNode()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN)
    // As a call is placed: with the person locked.
    const place = () =>
      node.write(async (tx) => {
        await tx.people.lock('app', 'alice')
        return tx.consent.effective('app', 'alice', MODEL, SN, testbed.ctx.now)
      })
    for (let round = 0; round < 15; round++) {
      let answered = false
      const off = switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 0 }).then(() => {
        answered = true
      })
      const reader = async () => {
        for (let read = 0; read < 4; read++) {
          const begunAfter = answered
          const { allowed, decidedBy } = await place()
          expect(decidedBy).toBe('device')
          if (begunAfter) expect(allowed).toBe(false)
        }
      }
      const readers = Array.from({ length: 4 }, reader)
      await off
      expect((await place()).allowed).toBe(false)
      await Promise.all(readers)
      await switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 1 })
      expect((await place()).allowed).toBe(true)
    }
  })

  it('clearing and answering at the same instant ends in a state that one order explains', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    for (let round = 0; round < 10; round++) {
      const who = await testbed.person(`p${round}`)
      const asked = await testbed.askDevice(who, SN)
      await Promise.all([testbed.decide(who, asked, 'allow'), clearAuthorizations(testbed.ctx, who)])
      const { list } = await listOwnAuthorizations(testbed.ctx, who)
      const { items } = await listConsentRecords(testbed.ctx, testbed.backend, {
        limit: 10,
        openid: who.openid,
      })
      const acts = items.map(({ act }) => act)
      expect(list).toHaveLength(acts.includes('cleared') ? 0 : 1)
    }
  })
})

import { expect, it } from 'vitest'
import { consentWorld, expectRefusal, MODEL, NOON } from '../../test/consent-world.ts'
import { eachStore } from '../../test/each-store.ts'
import { address } from '../bus/bus.ts'
import { effectiveAuthorization } from '../store/authorizations.ts'
import { lockPerson } from '../store/people.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { listAuthorizations } from './list-authorizations.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'
import { switchAuthorization } from './switch-authorization.ts'

const SN = 'door-1'
const DOOR = { sn: SN, model_id: MODEL }

eachStore((open) => {
  const start = async () => consentWorld(await open())

  it('switches a device off and on again, and each is in force when it is answered (A7)', async () => {
    const world = await start()
    const alice = await world.person()
    await world.decideDevice(alice, SN)
    const allowed = async () =>
      (await effectiveAuthorization(world.store.db, 'app', 'alice', MODEL, SN)).allowed
    const off = await switchAuthorization(world.ctx, alice, { ...DOOR, status: 0 })
    expect(off).toMatchObject({ ...DOOR, status: 0 })
    expect(await allowed()).toBe(false)
    expect(await switchAuthorization(world.ctx, alice, { ...DOOR, status: 1 })).toMatchObject({ status: 1 })
    expect(await allowed()).toBe(true)
  })

  it('switches on what was refused in the dialog', async () => {
    const world = await start()
    const alice = await world.person()
    const groupId = await world.group()
    await world.decideGroup(alice, groupId, 'reject')
    const on = await switchAuthorization(world.ctx, alice, { group_id: groupId, status: 1 })
    expect(on).toEqual({ group_id: groupId, status: 1, display_name: 'Hall' })
  })

  it('changes nothing in another app that has the same person and the same device', async () => {
    const store = await open()
    const [world, other] = [await consentWorld(store), await consentWorld(store, 'other')]
    const [alice, elsewhere] = [await world.person(), await other.person()]
    await world.decideDevice(alice, SN)
    await other.decideDevice(elsewhere, SN)
    await other.decideGroup(elsewhere, await other.group())
    const theirs = () => listAuthorizations(other.ctx, other.backend, { limit: 10 })
    const before = await theirs()
    world.clock.now = NOON + 5000
    await switchAuthorization(world.ctx, alice, { ...DOOR, status: 0 })
    expect(await theirs()).toEqual(before)
    await clearAuthorizations(world.ctx, alice)
    expect(await theirs()).toEqual(before)
    // Nor do the words of a refusal name what was agreed to over there.
    const { reason } = await effectiveAuthorization(store.db, 'app', 'alice', MODEL, SN)
    expect(reason).toBe(`openid has not authorized device ${SN}`)
  })

  it('keeps the name that was shown (A9)', async () => {
    const world = await start()
    const alice = await world.person()
    await world.decideDevice(alice, SN)
    world.clock.now = NOON + 5000
    await switchAuthorization(world.ctx, alice, { ...DOOR, status: 0 })
    const { items } = await listAuthorizations(world.ctx, world.backend, { limit: 10 })
    expect(items).toMatchObject([
      { display_name: 'Front door phone', created_at: NOON, updated_at: NOON + 5000 },
    ])
  })

  it('has nothing to switch before a question was answered, and makes no row', async () => {
    const world = await start()
    const alice = await world.person()
    await world.askDevice(alice, SN)
    for (const status of [0, 1] as const) {
      await expectRefusal(switchAuthorization(world.ctx, alice, { ...DOOR, status }), 'authorization_unknown')
      const group = { group_id: 'g_none', status }
      await expectRefusal(switchAuthorization(world.ctx, alice, group), 'authorization_unknown')
    }
    expect((await listOwnAuthorizations(world.ctx, alice)).list).toEqual([])
  })

  it('switches nobody else’s', async () => {
    const world = await start()
    const [alice, bob] = [await world.person('alice'), await world.person('bob')]
    await world.decideDevice(alice, SN)
    await expectRefusal(switchAuthorization(world.ctx, bob, { ...DOOR, status: 0 }), 'authorization_unknown')
    expect((await listOwnAuthorizations(world.ctx, alice)).list).toMatchObject([{ status: 1 }])
  })

  it('records and tells a change once, and nothing where nothing changed (B2, B3)', async () => {
    const world = await start()
    const alice = await world.person()
    await world.decideDevice(alice, SN)
    const events = world.events()
    const clients = world.hear(address.person('app', 'alice'))
    for (const status of [1, 0, 0, 1] as const) {
      await switchAuthorization(world.ctx, alice, { ...DOOR, status })
    }
    expect(events.map(({ type }) => type)).toEqual([
      'authorization.switched_off',
      'authorization.switched_on',
    ])
    expect(clients).toHaveLength(2)
    const { items } = await listConsentRecords(world.ctx, world.backend, { limit: 2 })
    expect(items.map(({ act }) => act)).toEqual(['switched_on', 'switched_off'])
  })

  it('sets every row of the person in this app back to none at once (A3)', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const other = await consentWorld(store, 'other')
    const [alice, bob] = [await world.person('alice'), await world.person('bob')]
    const groupId = await world.group()
    await world.decideDevice(alice, SN)
    await world.decideDevice(alice, 'door-2', 'reject')
    await world.decideGroup(alice, groupId)
    await world.decideDevice(bob, SN)
    await other.decideDevice(await other.person('alice'), SN)
    const events = world.events()
    expect(await clearAuthorizations(world.ctx, alice)).toEqual({ cleared: 3 })
    expect((await listOwnAuthorizations(world.ctx, alice)).list).toEqual([])
    expect((await listOwnAuthorizations(world.ctx, bob)).list).toHaveLength(1)
    expect((await listOwnAuthorizations(other.ctx, await other.person('alice'))).list).toHaveLength(1)
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill('authorization.cleared'))
    const { items } = await listConsentRecords(world.ctx, world.backend, { limit: 50, group_id: groupId })
    expect(items.map(({ act }) => act)).toEqual(['cleared', 'authorized', 'asked'])
    expect(await clearAuthorizations(world.ctx, alice)).toEqual({ cleared: 0 })
  })

  it('after a switch-off was answered, no reader on any node finds consent (A7)', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const node = await store.secondNode()
    const alice = await world.person()
    await world.decideDevice(alice, SN)
    // As a call is placed: with the person locked.
    const place = () =>
      node.transaction(async (tx) => {
        await lockPerson(tx, 'app', 'alice')
        return effectiveAuthorization(tx, 'app', 'alice', MODEL, SN)
      })
    for (let round = 0; round < 15; round++) {
      let answered = false
      const off = switchAuthorization(world.ctx, alice, { ...DOOR, status: 0 }).then(() => {
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
      await switchAuthorization(world.ctx, alice, { ...DOOR, status: 1 })
      expect((await place()).allowed).toBe(true)
    }
  })

  it('clearing and answering at the same instant ends in a state that one order explains', async () => {
    const store = await open()
    const world = await consentWorld(store)
    for (let round = 0; round < 10; round++) {
      const who = await world.person(`p${round}`)
      const asked = await world.askDevice(who, SN)
      await Promise.all([world.decide(who, asked, 'allow'), clearAuthorizations(world.ctx, who)])
      const { list } = await listOwnAuthorizations(world.ctx, who)
      const { items } = await listConsentRecords(world.ctx, world.backend, { limit: 10, openid: who.openid })
      const acts = items.map(({ act }) => act)
      expect(list).toHaveLength(acts.includes('cleared') ? 0 : 1)
    }
  })
})

import { expect, it } from 'vitest'
import { ring } from '../../test/call-world.ts'
import {
  type ConsentWorld,
  consentWorld,
  DEVICE_KEY,
  expectRefusal,
  MODEL,
  NOON,
} from '../../test/consent-world.ts'
import { eachStore } from '../../test/each-store.ts'
import { address } from '../bus/bus.ts'
import { effectiveAuthorization } from '../store/authorizations.ts'
import { updateDevice } from '../store/devices.ts'
import { addGroupDevices } from './add-group-devices.ts'
import { startCall } from './calls/start-call.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { decideAuthorization } from './decide-authorization.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'

const SN = 'door-1'

eachStore((open) => {
  const start = async () => consentWorld(await open())
  /** The door, registered and in a group, as it rings. */
  async function doorInGroup(world: ConsentWorld) {
    const groupId = await world.group()
    const device_list = [{ model_id: MODEL, sn: SN }]
    await addGroupDevices(world.ctx, world.backend, groupId, { device_list, force_add: false })
    const key = { public_key: DEVICE_KEY, registered_at: NOON }
    await updateDevice(world.store.db, 'app', { modelId: MODEL, sn: SN }, key)
    return { groupId, door: { ...world.device(SN), clientId: 'client-door' } }
  }

  it.each([
    ['allow', 1, true],
    ['reject', 0, false],
  ] as const)(
    'keeps %s as status %i, in force when it is answered (A7)',
    async (decision, status, allowed) => {
      const world = await start()
      const alice = await world.person()
      const entry = { sn: SN, model_id: MODEL, status, display_name: 'Front door phone' }
      expect(await world.decideDevice(alice, SN, decision)).toEqual(entry)
      expect((await listOwnAuthorizations(world.ctx, alice)).list).toEqual([entry])
      const effective = await effectiveAuthorization(world.store.db, 'app', 'alice', MODEL, SN)
      expect(effective).toMatchObject({ allowed, decidedBy: 'device' })
    },
  )

  it('says what stands when it is sent a second time, and nothing can bring it back after a clear', async () => {
    const world = await start()
    const alice = await world.person()
    const asked = await world.askDevice(alice, SN)
    await world.decide(alice, asked, 'reject')
    await expectRefusal(world.decide(alice, asked, 'allow'), 'already_refused')
    await clearAuthorizations(world.ctx, alice)
    await expectRefusal(world.decide(alice, asked, 'allow'), 'ask_invalid')
    expect((await listOwnAuthorizations(world.ctx, alice)).list).toEqual([])
  })

  it('of two dialogs about one device the first answer stands (A1, A2)', async () => {
    const world = await start()
    const alice = await world.person()
    const [phone, tablet] = [await world.askDevice(alice, SN), await world.askDevice(alice, SN)]
    await world.decide(alice, phone, 'reject')
    await expectRefusal(world.decide(alice, tablet, 'allow'), 'already_refused')
    const bob = await world.person('bob')
    const [one, two] = [await world.askDevice(bob, SN), await world.askDevice(bob, SN)]
    await world.decide(bob, one, 'allow')
    await expectRefusal(world.decide(bob, two, 'reject'), 'already_authorized')
  })

  it('of ten answers at the same instant, on two nodes, exactly one is kept', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const nodes = [world.ctx, { ...world.ctx, store: await store.secondNode() }]
    for (let round = 0; round < 5; round++) {
      const sn = `door-${round}`
      const alice = await world.person()
      const asked = await Promise.all(Array.from({ length: 5 }, () => world.askDevice(alice, sn)))
      const answers = await Promise.allSettled(
        [...asked, ...asked].map(({ ask }, index) =>
          decideAuthorization(nodes[index % 2] ?? world.ctx, alice, {
            ask,
            decision: index % 3 ? 'allow' : 'reject',
            words: '?',
            sdk: 'test/1',
          }),
        ),
      )
      const kept = answers.filter((answer) => answer.status === 'fulfilled')
      expect(kept).toHaveLength(1)
      const rows = (await listOwnAuthorizations(world.ctx, alice)).list.filter((row) => row.sn === sn)
      expect(rows).toEqual(kept.map(({ value }) => value))
      const records = await listConsentRecords(world.ctx, world.backend, { limit: 50, sn, model_id: MODEL })
      expect(records.items.filter(({ act }) => act !== 'asked')).toHaveLength(1)
    }
  })

  it('takes an answer for ten minutes, and not after', async () => {
    const world = await start()
    const alice = await world.person()
    const asked = await world.askDevice(alice, SN)
    world.clock.now = NOON + 600_000
    await expectRefusal(world.decide(alice, asked, 'allow'), 'ask_invalid')
    world.clock.now = NOON + 599_999
    await world.decide(alice, asked, 'allow')
  })

  it('takes nobody else’s answer, nor one of another app', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const other = await consentWorld(store, 'other')
    const asked = await world.askDevice(await world.person('alice'), SN)
    await expectRefusal(world.decide(await world.person('bob'), asked, 'allow'), 'ask_invalid')
    const ctx = { ...other.ctx, keys: world.ctx.keys }
    const answer = { ask: asked.ask, decision: 'allow' as const, words: '?', sdk: 'test/1' }
    await expectRefusal(decideAuthorization(ctx, await other.person('alice'), answer), 'ask_invalid')
  })

  it.each(['', 'x', 'a.b.c'])('takes no answer to a question that was not asked: %j', async (ask) => {
    const world = await start()
    const alice = await world.person()
    await expectRefusal(world.decide(alice, { ask } as never, 'allow'), 'ask_invalid')
  })

  it('keeps the name, the words and the SDK as they were shown, and tells of it (A9, B2, B3)', async () => {
    const world = await start()
    const alice = await world.person()
    const events = world.events()
    const clients = world.hear(address.person('app', 'alice'))
    await world.decideDevice(alice, SN, 'reject')
    const { items } = await listConsentRecords(world.ctx, world.backend, { limit: 1 })
    expect(items).toMatchObject([
      { act: 'refused', display_name: 'Front door phone', words: 'May alice be rung?', sdk: 'test/1' },
    ])
    expect(events.map(({ type }) => type)).toEqual(['authorization.asked', 'authorization.refused'])
    expect(clients).toEqual([{ type: 'authorizations.changed' }])
  })

  it('a door refused stays refused inside an authorized group, the others ring (A5)', async () => {
    const world = await start()
    const alice = await world.person()
    const groupId = await world.group()
    const device_list = [
      { model_id: MODEL, sn: SN },
      { model_id: MODEL, sn: 'door-2' },
    ]
    await addGroupDevices(world.ctx, world.backend, groupId, { device_list, force_add: false })
    await world.decideGroup(alice, groupId)
    await world.decideDevice(alice, SN, 'reject')
    const check = (sn: string) => effectiveAuthorization(world.store.db, 'app', 'alice', MODEL, sn)
    expect(await check(SN)).toMatchObject({ allowed: false, decidedBy: 'device' })
    expect(await check('door-2')).toMatchObject({ allowed: true, decidedBy: 'group', groupId })
  })

  it('rejecting a door while it rings by its group’s authorization ends the call (A5, A7)', async () => {
    const world = await start()
    const alice = await world.person()
    const { groupId, door } = await doorInGroup(world)
    await world.decideGroup(alice, groupId)
    const asked = await world.askDevice(alice, SN)
    const call = await startCall(world.ctx, door, ring('alice'))
    const heardByDoor = world.hear(address.device('app', MODEL, SN))
    await world.decide(alice, asked, 'reject')
    expect(heardByDoor).toMatchObject([
      { type: 'call', call: { room_id: call.room_id, state: 'ended', end: { reason: 'aborted' } } },
    ])
  })

  it('rejecting another door leaves alone what rings (A7)', async () => {
    const world = await start()
    const alice = await world.person()
    const { door } = await doorInGroup(world)
    await world.decideDevice(alice, SN)
    const asked = await world.askDevice(alice, 'door-2')
    await startCall(world.ctx, door, ring('alice'))
    const heardByDoor = world.hear(address.device('app', MODEL, SN))
    await world.decide(alice, asked, 'reject')
    expect(heardByDoor).toEqual([])
  })
})

import { expect, it } from 'vitest'
import { ring } from '../../../test/call-testbed.ts'
import {
  type ConsentTestbed,
  createConsentTestbed,
  DEVICE_KEY,
  expectRefusal,
  MODEL,
  NOON,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { address } from '../../bus/bus.ts'
import { startCall } from '../calls/start-call.ts'
import { addGroupDevices } from '../groups/add-group-devices.ts'
import { askAuthorization } from './ask-authorization.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { decideAuthorization } from './decide-authorization.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'

const SN = 'door-1'

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())
  /** The door, registered and in a group, as it rings. */
  async function doorInGroup(testbed: ConsentTestbed) {
    const groupId = await testbed.group()
    const device_list = [{ model_id: MODEL, sn: SN }]
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list, force_add: false })
    const key = { public_key: DEVICE_KEY, registered_at: NOON }
    await testbed.store.devices.update('app', { modelId: MODEL, sn: SN }, key)
    return { groupId, door: { ...testbed.device(SN), clientId: 'client-door' } }
  }

  it.each([
    ['allow', 1, true],
    ['reject', 0, false],
  ] as const)(
    'keeps %s as status %i, in force when it is answered (A7)',
    async (decision, status, allowed) => {
      const testbed = await start()
      const alice = await testbed.person()
      const entry = { sn: SN, model_id: MODEL, status, display_name: 'Front door phone' }
      expect(await testbed.decideDevice(alice, SN, decision)).toEqual(entry)
      expect((await listOwnAuthorizations(testbed.ctx, alice)).list).toEqual([entry])
      const effective = await testbed.store.consent.effective('app', 'alice', MODEL, SN, testbed.ctx.now)
      expect(effective).toMatchObject({ allowed, decidedBy: 'device' })
    },
  )

  it('says what stands when it is sent a second time, and nothing can bring it back after a clear', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const asked = await testbed.askDevice(alice, SN)
    await testbed.decide(alice, asked, 'reject')
    await expectRefusal(testbed.decide(alice, asked, 'allow'), 'already_refused')
    await clearAuthorizations(testbed.ctx, alice)
    await expectRefusal(testbed.decide(alice, asked, 'allow'), 'ask_invalid')
    expect((await listOwnAuthorizations(testbed.ctx, alice)).list).toEqual([])
  })

  it('of two dialogs about one device the first answer stands (A1, A2)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const [phone, tablet] = [await testbed.askDevice(alice, SN), await testbed.askDevice(alice, SN)]
    await testbed.decide(alice, phone, 'reject')
    await expectRefusal(testbed.decide(alice, tablet, 'allow'), 'already_refused')
    const bob = await testbed.person('bob')
    const [one, two] = [await testbed.askDevice(bob, SN), await testbed.askDevice(bob, SN)]
    await testbed.decide(bob, one, 'allow')
    await expectRefusal(testbed.decide(bob, two, 'reject'), 'already_authorized')
  })

  it('of ten answers at the same instant, on two nodes, exactly one is kept', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const nodes = [testbed.ctx, { ...testbed.ctx, store: await store.secondNode() }]
    for (let round = 0; round < 5; round++) {
      const sn = `door-${round}`
      const alice = await testbed.person()
      const asked = await Promise.all(Array.from({ length: 5 }, () => testbed.askDevice(alice, sn)))
      const answers = await Promise.allSettled(
        [...asked, ...asked].map(({ ask }, index) =>
          decideAuthorization(nodes[index % 2] ?? testbed.ctx, alice, {
            ask,
            decision: index % 3 ? 'allow' : 'reject',
            words: '?',
            sdk: 'test/1',
          }),
        ),
      )
      const kept = answers.filter((answer) => answer.status === 'fulfilled')
      expect(kept).toHaveLength(1)
      const rows = (await listOwnAuthorizations(testbed.ctx, alice)).list.filter((row) => row.sn === sn)
      expect(rows).toEqual(kept.map(({ value }) => value))
      const records = await listConsentRecords(testbed.ctx, testbed.backend, {
        limit: 50,
        sn,
        model_id: MODEL,
      })
      expect(records.items.filter(({ act }) => act !== 'asked')).toHaveLength(1)
    }
  })

  it('takes an answer for ten minutes, and not after', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const asked = await testbed.askDevice(alice, SN)
    testbed.clock.now = NOON + 600_000
    await expectRefusal(testbed.decide(alice, asked, 'allow'), 'ask_invalid')
    testbed.clock.now = NOON + 599_999
    await testbed.decide(alice, asked, 'allow')
  })

  it('asks again what was answered too late, for a day and with no new ticket (A12)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const asked = await testbed.askDevice(alice, SN)
    const again = () => askAuthorization(testbed.ctx, alice, { again: asked.ask })
    testbed.clock.now = NOON + 599_999
    await expectRefusal(again(), 'ask_invalid')
    testbed.clock.now = NOON + 600_000
    const bob = await testbed.person('bob')
    await expectRefusal(askAuthorization(testbed.ctx, bob, { again: asked.ask }), 'ask_invalid')
    const second = await again()
    expect(second).toMatchObject({ display_name: 'Front door phone', expires_in: 600 })
    testbed.clock.now = NOON + 600_000 + 24 * 3_600_000
    await expectRefusal(again(), 'ask_invalid')
    testbed.clock.now = NOON + 1_199_999
    await testbed.decide(alice, second, 'allow')
    await expectRefusal(again(), 'already_authorized')
  })

  it('asks nothing again that was answered in time and cleared since', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const asked = await testbed.askDevice(alice, SN)
    await testbed.decide(alice, asked, 'allow')
    await clearAuthorizations(testbed.ctx, alice)
    await expectRefusal(askAuthorization(testbed.ctx, alice, { again: asked.ask }), 'ask_invalid')
  })

  it('takes nobody else’s answer, nor one of another app', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    const asked = await testbed.askDevice(await testbed.person('alice'), SN)
    await expectRefusal(testbed.decide(await testbed.person('bob'), asked, 'allow'), 'ask_invalid')
    const ctx = { ...other.ctx, keys: testbed.ctx.keys }
    const answer = { ask: asked.ask, decision: 'allow' as const, words: '?', sdk: 'test/1' }
    await expectRefusal(decideAuthorization(ctx, await other.person('alice'), answer), 'ask_invalid')
  })

  it.each(['', 'x', 'a.b.c'])('takes no answer to a question that was not asked: %j', async (ask) => {
    const testbed = await start()
    const alice = await testbed.person()
    await expectRefusal(testbed.decide(alice, { ask } as never, 'allow'), 'ask_invalid')
  })

  it('keeps the name, the words and the SDK as they were shown, and tells of it (A9, B2, B3)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const events = await testbed.events()
    const clients = testbed.hear(address.person('app', 'alice'))
    await testbed.decideDevice(alice, SN, 'reject')
    const { items } = await listConsentRecords(testbed.ctx, testbed.backend, { limit: 1 })
    expect(items).toMatchObject([
      { act: 'refused', display_name: 'Front door phone', words: 'May alice be rung?', sdk: 'test/1' },
    ])
    expect((await events()).map(({ type }) => type)).toEqual(['authorization.asked', 'authorization.refused'])
    expect(clients).toEqual([{ type: 'authorizations.changed' }])
  })

  it('a door refused stays refused inside an authorized group, the others ring (A5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const groupId = await testbed.group()
    const device_list = [
      { model_id: MODEL, sn: SN },
      { model_id: MODEL, sn: 'door-2' },
    ]
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list, force_add: false })
    await testbed.decideGroup(alice, groupId)
    await testbed.decideDevice(alice, SN, 'reject')
    const check = (sn: string) => testbed.store.consent.effective('app', 'alice', MODEL, sn, testbed.ctx.now)
    expect(await check(SN)).toMatchObject({ allowed: false, decidedBy: 'device' })
    expect(await check('door-2')).toMatchObject({ allowed: true, decidedBy: 'group', groupId })
  })

  it('rejecting a door while it rings by its group’s authorization ends the call (A5, A7)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const { groupId, door } = await doorInGroup(testbed)
    await testbed.decideGroup(alice, groupId)
    const asked = await testbed.askDevice(alice, SN)
    const call = await startCall(testbed.ctx, door, ring('alice'))
    const heardByDoor = testbed.hear(address.device('app', MODEL, SN))
    await testbed.decide(alice, asked, 'reject')
    expect(heardByDoor).toMatchObject([
      { type: 'call', call: { room_id: call.room_id, state: 'ended', end: { reason: 'aborted' } } },
    ])
  })

  it('rejecting another door leaves alone what rings (A7)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const { door } = await doorInGroup(testbed)
    await testbed.decideDevice(alice, SN)
    const asked = await testbed.askDevice(alice, 'door-2')
    await startCall(testbed.ctx, door, ring('alice'))
    const heardByDoor = testbed.hear(address.device('app', MODEL, SN))
    await testbed.decide(alice, asked, 'reject')
    expect(heardByDoor).toEqual([])
  })
})

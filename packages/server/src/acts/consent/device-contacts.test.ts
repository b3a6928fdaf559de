import { expect, it } from 'vitest'
import { createConsentTestbed, expectRefusal, MODEL } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { addGroupDevices } from '../groups/add-group-devices.ts'
import { deviceContacts } from './device-contacts.ts'
import { switchAuthorization } from './switch-authorization.ts'

const SN = 'door-1'
const REF = { model_id: MODEL, sn: SN }

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())

  it('answers the effective status for each openid, in the order asked (A5, A15)', async () => {
    const testbed = await start()
    const groupId = await testbed.group()
    const device_list = [REF]
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list, force_add: false })
    const people = Object.fromEntries(
      await Promise.all(
        ['own', 'ownOff', 'group', 'groupOff', 'offInGroup', 'onInOffGroup', 'none', 'other'].map(
          async (name) => [name, await testbed.person(name)] as const,
        ),
      ),
    )
    const who = (name: string) => people[name] ?? expect.fail(name)
    await testbed.decideDevice(who('own'), SN)
    await testbed.decideDevice(who('ownOff'), SN, 'reject')
    await testbed.decideGroup(who('group'), groupId)
    await testbed.decideGroup(who('groupOff'), groupId, 'reject')
    await testbed.decideGroup(who('offInGroup'), groupId)
    await testbed.decideDevice(who('offInGroup'), SN, 'reject')
    await testbed.decideGroup(who('onInOffGroup'), groupId, 'reject')
    await testbed.decideDevice(who('onInOffGroup'), SN)
    await testbed.decideDevice(who('other'), 'door-2')
    const openid_list = [...Object.keys(people), 'stranger']
    const { contact_list } = await deviceContacts(testbed.ctx, testbed.device(SN), { ...REF, openid_list })
    expect(contact_list.map(({ openid, status }) => [openid, status])).toEqual([
      ['own', 1],
      ['ownOff', 0],
      ['group', 1],
      ['groupOff', 0],
      ['offInGroup', 0],
      ['onInOffGroup', 1],
      ['none', 0],
      ['other', 0],
      ['stranger', 0],
    ])
    // The same as what decides a call.
    for (const { openid, status } of contact_list) {
      const { allowed } = await testbed.store.consent.effective('app', openid, MODEL, SN, testbed.ctx.now)
      expect(allowed).toBe(status === 1)
    }
  })

  it('tells an unknown or malformed openid not apart from a refusal (A15)', async () => {
    const testbed = await start()
    await testbed.decideDevice(await testbed.person('no'), SN, 'reject')
    const openid_list = ['no', 'stranger', '', 'a b', 'x'.repeat(200), '人', "'; drop table app; --", 'no']
    const { contact_list } = await deviceContacts(testbed.ctx, testbed.device(SN), { ...REF, openid_list })
    expect(contact_list).toEqual(openid_list.map((openid) => ({ openid, ...REF, status: 0 })))
  })

  it('answers an empty list with an empty list, and 200 with 200', async () => {
    const testbed = await start()
    const ask = async (openid_list: string[]) =>
      (await deviceContacts(testbed.ctx, testbed.device(SN), { ...REF, openid_list })).contact_list
    expect(await ask([])).toEqual([])
    expect(await ask(Array.from({ length: 200 }, (_, n) => `p${n}`))).toHaveLength(200)
  })

  it('goes by the group that the device is in in this very app (A6)', async () => {
    const store = await open()
    const testbeds = [await createConsentTestbed(store, 'one'), await createConsentTestbed(store, 'two')]
    const status = () =>
      Promise.all(
        testbeds.map(async (testbed) => {
          const request = { ...REF, openid_list: ['alice'] }
          return (await deviceContacts(testbed.ctx, testbed.backend, request)).contact_list[0]?.status
        }),
      )
    for (const testbed of testbeds) {
      const groupId = await testbed.group()
      const device_list = [REF]
      await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list, force_add: false })
      await testbed.decideGroup(await testbed.person(), groupId)
      expect(await status()).toEqual(testbed === testbeds[0] ? [1, 0] : [1, 1])
    }
  })

  it('follows a switch at once (A7, A15)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN)
    const status = async () => {
      const request = { ...REF, openid_list: ['alice'] }
      return (await deviceContacts(testbed.ctx, testbed.device(SN), request)).contact_list[0]?.status
    }
    expect(await status()).toBe(1)
    await switchAuthorization(testbed.ctx, alice, { ...REF, status: 0 })
    expect(await status()).toBe(0)
  })

  it('a device asks about itself only, the back end about any device of its app (A16)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    await testbed.decideDevice(await testbed.person(), SN)
    const request = { ...REF, openid_list: ['alice'] }
    await expectRefusal(deviceContacts(testbed.ctx, testbed.device('door-2'), request), 'not_this_device')
    const otherModel = { ...testbed.device(SN), modelId: 'm_bell' }
    await expectRefusal(deviceContacts(testbed.ctx, otherModel, request), 'not_this_device')
    const statusFor = async (caller: Parameters<typeof deviceContacts>[1]) =>
      (await deviceContacts(testbed.ctx, caller, request)).contact_list[0]?.status
    expect(await statusFor(testbed.backend)).toBe(1)
    expect(await statusFor(other.backend)).toBe(0)
    expect(await statusFor(other.device(SN))).toBe(0)
  })
})

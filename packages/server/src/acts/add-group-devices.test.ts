import { expect, it } from 'vitest'
import { type ConsentWorld, consentWorld, expectRefusal, MODEL } from '../../test/consent-world.ts'
import { eachStore } from '../../test/each-store.ts'
import { effectiveAuthorization } from '../store/authorizations.ts'
import { addGroupDevices } from './add-group-devices.ts'
import { createGroup } from './create-group.ts'
import { createModel } from './create-model.ts'
import { getGroup } from './get-group.ts'
import { listDevices } from './list-devices.ts'
import { listGroups } from './list-groups.ts'
import { removeGroupDevices } from './remove-group-devices.ts'

const doors = (...sns: string[]) => sns.map((sn) => ({ model_id: MODEL, sn }))
const numbered = (count: number, prefix = 'door-') =>
  doors(...Array.from({ length: count }, (_, index) => `${prefix}${index}`))

eachStore((open) => {
  const start = async () => consentWorld(await open())
  const add = async (world: ConsentWorld, groupId: string, list = doors('door-1'), force_add = false) => {
    const { device_list } = await addGroupDevices(world.ctx, world.backend, groupId, {
      device_list: list,
      force_add,
    })
    return device_list.map(({ code }) => code)
  }
  const members = async (world: ConsentWorld, groupId: string) => {
    const { device_list, device_count } = await getGroup(world.ctx, world.backend, groupId)
    expect(device_count).toBe(device_list.length)
    return device_list.map(({ sn }) => sn)
  }

  it('answers for each device by itself, in the order asked, and puts in those that may', async () => {
    const world = await start()
    const [hall, yard] = [await world.group('Hall'), await world.group('Yard')]
    await createModel(world.ctx, world.backend, { model_id: 'm_bell', model_type: 'bell' })
    await createModel(world.ctx, world.backend, { model_id: 'm_door2', model_type: 'door phone' })
    await add(world, yard, doors('taken'))
    await add(world, hall, doors('in'))
    const list = [
      ...doors('z', 'in', 'taken', 'a', 'z'),
      { model_id: 'm_bell', sn: 'bell-1' },
      { model_id: 'm_none', sn: 'x' },
      { model_id: 'm_door2', sn: 'z' },
    ]
    expect(await add(world, hall, list)).toEqual([
      'ok',
      'group_already_in',
      'group_in_other',
      'ok',
      'group_already_in',
      'group_type_mismatch',
      'model_unknown',
      'ok',
    ])
    expect(await members(world, hall)).toEqual(['a', 'in', 'z', 'z'])
    expect(await members(world, yard)).toEqual(['taken'])
    const { items } = await listDevices(world.ctx, world.backend, { limit: 50 })
    expect(items.map(({ sn }) => sn)).toEqual(['a', 'in', 'taken', 'z', 'z'])
  })

  it('moves a device by force, and tells of both groups (A6)', async () => {
    const world = await start()
    const [hall, yard] = [await world.group('Hall'), await world.group('Yard')]
    await add(world, yard)
    const events = world.events()
    expect(await add(world, hall, doors('door-1'), true)).toEqual(['ok'])
    expect(await members(world, hall)).toEqual(['door-1'])
    expect(await members(world, yard)).toEqual([])
    expect(events).toMatchObject([
      { type: 'group.changed', data: { group_id: hall, added: doors('door-1'), removed: [] } },
      { type: 'group.changed', data: { group_id: yard, added: [], removed: doors('door-1') } },
    ])
  })

  it('gains and loses the group’s authorization at once, with force_add and with remove (A6)', async () => {
    const world = await start()
    const alice = await world.person()
    const [hall, yard] = [await world.group('Hall'), await world.group('Yard')]
    await world.decideGroup(alice, hall)
    const check = () => effectiveAuthorization(world.store.db, 'app', 'alice', MODEL, 'door-1')
    expect(await check()).toMatchObject({ allowed: false, decidedBy: 'none' })
    await add(world, hall)
    expect(await check()).toMatchObject({ allowed: true, decidedBy: 'group', groupId: hall })
    await add(world, yard, doors('door-1'), true)
    expect(await check()).toMatchObject({
      allowed: false,
      reason: `openid has not authorized device door-1 (group ${hall}: device is not in it)`,
    })
    await add(world, hall, doors('door-1'), true)
    expect((await check()).allowed).toBe(true)
    await removeGroupDevices(world.ctx, world.backend, hall, { device_list: doors('door-1') })
    expect((await check()).allowed).toBe(false)
  })

  it('holds 50 devices, and no more', async () => {
    const world = await start()
    const hall = await world.group()
    expect(new Set(await add(world, hall, numbered(50)))).toEqual(new Set(['ok']))
    expect(await add(world, hall, doors('one-more', 'door-3'))).toEqual(['group_full', 'group_already_in'])
    await removeGroupDevices(world.ctx, world.backend, hall, { device_list: doors('door-3') })
    expect(await add(world, hall, doors('one-more', 'two-more'))).toEqual(['ok', 'group_full'])
    expect(await members(world, hall)).toHaveLength(50)
  })

  it('of 60 devices added at once, by 60 requests on two nodes, takes exactly 50', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const second = { ...world, ctx: { ...world.ctx, store: await store.secondNode() } }
    const hall = await world.group()
    const codes = await Promise.all(
      numbered(60).map((device, index) => add(index % 2 ? world : second, hall, [device])),
    )
    expect(codes.flat().filter((code) => code === 'ok')).toHaveLength(50)
    expect(codes.flat().filter((code) => code === 'group_full')).toHaveLength(10)
    expect(await members(world, hall)).toHaveLength(50)
  })

  it('puts a device that two groups want at once into one of them only', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const [hall, yard] = [await world.group('Hall'), await world.group('Yard')]
    const list = numbered(10)
    const [one, two] = await Promise.all([add(world, hall, list), add(world, yard, list.toReversed())])
    const codes = [...(one ?? []), ...(two ?? [])]
    expect(codes.filter((code) => code === 'ok')).toHaveLength(10)
    expect(codes.filter((code) => code === 'group_in_other')).toHaveLength(10)
    expect((await members(world, hall)).length + (await members(world, yard)).length).toBe(10)
  })

  it('takes out those that are in it, and says so of the others', async () => {
    const world = await start()
    const [hall, yard] = [await world.group('Hall'), await world.group('Yard')]
    await add(world, hall, doors('a', 'b'))
    await add(world, yard, doors('c'))
    const events = world.events()
    const device_list = doors('b', 'c', 'none', 'b')
    const answer = await removeGroupDevices(world.ctx, world.backend, hall, { device_list })
    expect(answer.device_list.map(({ code }) => code)).toEqual([
      'ok',
      'group_not_in',
      'group_not_in',
      'group_not_in',
    ])
    expect(await members(world, hall)).toEqual(['a'])
    expect(await members(world, yard)).toEqual(['c'])
    expect(events).toMatchObject([{ type: 'group.changed', data: { removed: doors('b') } }])
  })

  it('knows no group of another app, and makes none of an unknown model', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const other = await consentWorld(store, 'other')
    const foreign = await other.group()
    await expectRefusal(add(world, foreign), 'group_unknown')
    const request = { device_list: doors('door-1') }
    await expectRefusal(removeGroupDevices(world.ctx, world.backend, foreign, request), 'group_unknown')
    await expectRefusal(getGroup(world.ctx, world.backend, foreign), 'group_unknown')
    const unknown = { model_id: 'm_none', group_name: 'Hall' }
    await expectRefusal(createGroup(world.ctx, world.backend, unknown), 'model_unknown')
  })

  it('lists groups in pages, each with its count', async () => {
    const world = await start()
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      world.clock.now += 1
      ids.push(await world.group(`G${n}`))
    }
    await add(world, ids[3] as string, doors('a', 'b'))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listGroups(world.ctx, world.backend, { limit: 2, cursor })
      for (const { group_id, device_count } of page.items) {
        seen.push(group_id)
        expect(device_count).toBe(group_id === ids[3] ? 2 : 0)
      }
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(ids)
  })
})

import { expect, it } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  expectRefusal,
  MODEL,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { repositoriesOf } from '../../store/repositories.ts'
import type { Store } from '../../store/store.ts'
import { createModel } from '../devices/create-model.ts'
import { listDevices } from '../devices/list-devices.ts'
import { addGroupDevices } from './add-group-devices.ts'
import { createGroup } from './create-group.ts'
import { getGroup } from './get-group.ts'
import { listGroups } from './list-groups.ts'
import { removeGroupDevices } from './remove-group-devices.ts'

const doors = (...sns: string[]) => sns.map((sn) => ({ model_id: MODEL, sn }))
const numbered = (count: number, prefix = 'door-') =>
  doors(...Array.from({ length: count }, (_, index) => `${prefix}${index}`))

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())
  const add = async (testbed: ConsentTestbed, groupId: string, list = doors('door-1'), force_add = false) => {
    const { device_list } = await addGroupDevices(testbed.ctx, testbed.backend, groupId, {
      device_list: list,
      force_add,
    })
    return device_list.map(({ code }) => code)
  }
  const members = async (testbed: ConsentTestbed, groupId: string) => {
    const { device_list, device_count } = await getGroup(testbed.ctx, testbed.backend, groupId)
    expect(device_count).toBe(device_list.length)
    return device_list.map(({ sn }) => sn)
  }

  it('adds and removes fifty devices by as many queries as one', async () => {
    const testbed = await start()
    const queries = async (size: number) => {
      const group = await testbed.group(`Group of ${size}`)
      await add(testbed, await testbed.group(`Elsewhere ${size}`), numbered(Math.ceil(size / 2), `d${size}-`))
      const list = numbered(size, `d${size}-`)
      let count = 0
      const counting = testbed.store.db.withPlugin({
        transformQuery: ({ node }) => node,
        async transformResult({ result }) {
          count++
          return result
        },
      })
      const store: Store = {
        ...testbed.store,
        // The numbers that PostgreSQL gives after the commit come whenever they come.
        events: { ...testbed.store.events, numbersAfterCommit: () => false },
        write: (work) => counting.transaction().execute((tx) => work(repositoriesOf(tx))),
      }
      const ctx = { ...testbed.ctx, store }
      const added = await addGroupDevices(ctx, testbed.backend, group, { device_list: list, force_add: true })
      expect(new Set(added.device_list.map(({ code }) => code))).toEqual(new Set(['ok']))
      const counts = [count]
      const removed = await removeGroupDevices(ctx, testbed.backend, group, { device_list: list })
      expect(new Set(removed.device_list.map(({ code }) => code))).toEqual(new Set(['ok']))
      counts.push(count - (counts[0] ?? 0))
      return counts
    }
    // One that is in a group and one that is new, and fifty of both.
    expect(await queries(50)).toEqual(await queries(3))
  })

  it('answers for each device by itself, in the order asked, and puts in those that may', async () => {
    const testbed = await start()
    const [hall, yard] = [await testbed.group('Hall'), await testbed.group('Yard')]
    await createModel(testbed.ctx, testbed.backend, { model_id: 'm_bell', model_type: 'bell' })
    await createModel(testbed.ctx, testbed.backend, { model_id: 'm_door2', model_type: 'door phone' })
    await add(testbed, yard, doors('taken'))
    await add(testbed, hall, doors('in'))
    const list = [
      ...doors('z', 'in', 'taken', 'a', 'z'),
      { model_id: 'm_bell', sn: 'bell-1' },
      { model_id: 'm_none', sn: 'x' },
      { model_id: 'm_door2', sn: 'z' },
    ]
    expect(await add(testbed, hall, list)).toEqual([
      'ok',
      'group_already_in',
      'group_in_other',
      'ok',
      'group_already_in',
      'group_type_mismatch',
      'model_unknown',
      'ok',
    ])
    expect(await members(testbed, hall)).toEqual(['a', 'in', 'z', 'z'])
    expect(await members(testbed, yard)).toEqual(['taken'])
    const { items } = await listDevices(testbed.ctx, testbed.backend, { limit: 50 })
    expect(items.map(({ sn }) => sn)).toEqual(['a', 'in', 'taken', 'z', 'z'])
  })

  it('moves a device by force, and tells of both groups (A6)', async () => {
    const testbed = await start()
    const [hall, yard] = [await testbed.group('Hall'), await testbed.group('Yard')]
    await add(testbed, yard)
    const events = await testbed.events()
    expect(await add(testbed, hall, doors('door-1'), true)).toEqual(['ok'])
    expect(await members(testbed, hall)).toEqual(['door-1'])
    expect(await members(testbed, yard)).toEqual([])
    expect(await events()).toMatchObject([
      { type: 'group.changed', data: { group_id: hall, added: doors('door-1'), removed: [] } },
      { type: 'group.changed', data: { group_id: yard, added: [], removed: doors('door-1') } },
    ])
  })

  it('gains and loses the group’s authorization at once, with force_add and with remove (A6)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const [hall, yard] = [await testbed.group('Hall'), await testbed.group('Yard')]
    await testbed.decideGroup(alice, hall)
    const check = () => testbed.store.consent.effective('app', 'alice', MODEL, 'door-1', testbed.ctx.now)
    expect(await check()).toMatchObject({ allowed: false, decidedBy: 'none' })
    await add(testbed, hall)
    expect(await check()).toMatchObject({ allowed: true, decidedBy: 'group', groupId: hall })
    await add(testbed, yard, doors('door-1'), true)
    expect(await check()).toMatchObject({
      allowed: false,
      reason: `openid has not authorized device door-1 (group ${hall}: device is not in it)`,
    })
    await add(testbed, hall, doors('door-1'), true)
    expect((await check()).allowed).toBe(true)
    await removeGroupDevices(testbed.ctx, testbed.backend, hall, { device_list: doors('door-1') })
    expect((await check()).allowed).toBe(false)
  })

  it('holds 50 devices, and no more', async () => {
    const testbed = await start()
    const hall = await testbed.group()
    expect(new Set(await add(testbed, hall, numbered(50)))).toEqual(new Set(['ok']))
    expect(await add(testbed, hall, doors('one-more', 'door-3'))).toEqual(['group_full', 'group_already_in'])
    await removeGroupDevices(testbed.ctx, testbed.backend, hall, { device_list: doors('door-3') })
    expect(await add(testbed, hall, doors('one-more', 'two-more'))).toEqual(['ok', 'group_full'])
    expect(await members(testbed, hall)).toHaveLength(50)
  })

  it('of 60 devices added at once, by 60 requests on two nodes, takes exactly 50', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const second = { ...testbed, ctx: { ...testbed.ctx, store: await store.secondNode() } }
    const hall = await testbed.group()
    const codes = await Promise.all(
      numbered(60).map((device, index) => add(index % 2 ? testbed : second, hall, [device])),
    )
    expect(codes.flat().filter((code) => code === 'ok')).toHaveLength(50)
    expect(codes.flat().filter((code) => code === 'group_full')).toHaveLength(10)
    expect(await members(testbed, hall)).toHaveLength(50)
  })

  it('puts a device that two groups want at once into one of them only', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const [hall, yard] = [await testbed.group('Hall'), await testbed.group('Yard')]
    const list = numbered(10)
    const [one, two] = await Promise.all([add(testbed, hall, list), add(testbed, yard, list.toReversed())])
    const codes = [...(one ?? []), ...(two ?? [])]
    expect(codes.filter((code) => code === 'ok')).toHaveLength(10)
    expect(codes.filter((code) => code === 'group_in_other')).toHaveLength(10)
    expect((await members(testbed, hall)).length + (await members(testbed, yard)).length).toBe(10)
  })

  it('takes out those that are in it, and says so of the others', async () => {
    const testbed = await start()
    const [hall, yard] = [await testbed.group('Hall'), await testbed.group('Yard')]
    await add(testbed, hall, doors('a', 'b'))
    await add(testbed, yard, doors('c'))
    const events = await testbed.events()
    const device_list = doors('b', 'c', 'none', 'b')
    const answer = await removeGroupDevices(testbed.ctx, testbed.backend, hall, { device_list })
    expect(answer.device_list.map(({ code }) => code)).toEqual([
      'ok',
      'group_not_in',
      'group_not_in',
      'group_not_in',
    ])
    expect(await members(testbed, hall)).toEqual(['a'])
    expect(await members(testbed, yard)).toEqual(['c'])
    expect(await events()).toMatchObject([{ type: 'group.changed', data: { removed: doors('b') } }])
  })

  it('knows no group of another app, and makes none of an unknown model', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    const foreign = await other.group()
    await expectRefusal(add(testbed, foreign), 'group_unknown')
    const request = { device_list: doors('door-1') }
    await expectRefusal(removeGroupDevices(testbed.ctx, testbed.backend, foreign, request), 'group_unknown')
    await expectRefusal(getGroup(testbed.ctx, testbed.backend, foreign), 'group_unknown')
    const unknown = { model_id: 'm_none', group_name: 'Hall' }
    await expectRefusal(createGroup(testbed.ctx, testbed.backend, unknown), 'model_unknown')
  })

  it('lists groups in pages, each with its count', async () => {
    const testbed = await start()
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      testbed.clock.now += 1
      ids.push(await testbed.group(`G${n}`))
    }
    await add(testbed, ids[3] as string, doors('a', 'b'))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listGroups(testbed.ctx, testbed.backend, { limit: 2, cursor })
      for (const { group_id, device_count } of page.items) {
        seen.push(group_id)
        expect(device_count).toBe(group_id === ids[3] ? 2 : 0)
      }
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(ids)
  })
})

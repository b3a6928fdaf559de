import { expect, it } from 'vitest'
import { createConsentTestbed, expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { forgetPerson } from './forget-person.ts'
import { listPeople } from './list-people.ts'

eachStore((open) => {
  it('lists whom the app knows, by how their openid begins, page by page, with how much they decided', async () => {
    const testbed = await createConsentTestbed(await open())
    const { ctx, backend, clock } = testbed
    for (const openid of ['bob', 'al_1', 'alice', 'al-2', 'Alan', 'al']) await testbed.person(openid)
    clock.now += 5
    await testbed.decideDevice(await testbed.person('alice'), 'door-1')
    clock.now += 5
    await testbed.decideDevice(await testbed.person('alice'), 'door-2', 'reject')
    const list = (query: { q?: string; limit?: number; cursor?: string; appid?: string } = {}) =>
      listPeople(ctx, { appid: query.appid ?? backend.appid }, { limit: 50, ...query })
    const openids = async (query: Parameters<typeof list>[0]) =>
      (await list(query)).items.map(({ openid }) => openid)
    expect(await openids({})).toEqual(['Alan', 'al', 'al-2', 'al_1', 'alice', 'bob'])
    expect(await openids({ q: 'al' })).toEqual(['al', 'al-2', 'al_1', 'alice'])
    expect(await openids({ q: 'al_' })).toEqual(['al_1'])
    expect(await openids({ q: 'zed' })).toEqual([])
    expect(await openids({ appid: 'other' })).toEqual([])
    const first = await list({ q: 'al', limit: 3 })
    const second = await list({ q: 'al', limit: 3, cursor: first.next_cursor ?? '' })
    expect(second).toEqual({
      items: [{ openid: 'alice', known_since: clock.now - 10, decisions: 2, last_decision_at: clock.now }],
      next_cursor: null,
    })
    expect(first.items[0]).toMatchObject({ openid: 'al', decisions: 0, last_decision_at: null })
    await forgetPerson(ctx, backend, 'alice')
    expect(await openids({ q: 'ali' })).toEqual([])
    await expectRefusal(list({ cursor: 'a.b' }), 'bad_request')
  })
})

import type { ListCalls } from '@callgrant/protocol'
import { expect, it } from 'vitest'
import type { z } from 'zod'
import { createConsentTestbed, expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { newCall } from '../../rules/call/fixture.ts'
import { callChanged, listenerOffline, qualityReported } from '../events/app-events.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { listCallEvents } from './list-call-events.ts'
import { listCalls } from './list-calls.ts'

const GOOD = { setup_ms: 240, loss: 0, rtt_ms: 40, freezes: 0, frozen_ms: 0, path: 'direct' } as const

eachStore((open) => {
  it('lists calls by their state, and by when they were placed', async () => {
    const { ctx, store, backend } = await createConsentTestbed(await open())
    for (const [n, state] of (['created', 'ringing', 'talking', 'ended', 'ended'] as const).entries())
      await store.calls.insert(newCall({ roomId: `r_${n}`, appid: backend.appid, state, createdAt: 100 + n }))
    const list = async (query: Partial<z.output<typeof ListCalls>>) =>
      (await listCalls(ctx, backend, { limit: 50, ...query })).items.map(({ room_id }) => room_id)
    expect(await list({ state: 'ringing' })).toEqual(['r_1'])
    expect(await list({ state: 'ended' })).toEqual(['r_4', 'r_3'])
    expect(await list({ state: 'connecting' })).toEqual([])
    expect(await list({ from: 102 })).toEqual(['r_4', 'r_3', 'r_2'])
    expect(await list({ to: 102 })).toEqual(['r_1', 'r_0'])
    expect(await list({ from: 101, to: 104, state: 'ended' })).toEqual(['r_3'])
  })

  it('tells the steps of one call and of no other, until its person is forgotten', async () => {
    const { ctx, store, backend, clock, person } = await createConsentTestbed(await open())
    const { appid } = backend
    await person('alice')
    const call = newCall({ appid, createdAt: clock.now })
    const other = newCall({ roomId: 'r_2', appid, createdAt: clock.now, openid: 'bob' })
    const later = newCall({ roomId: 'r_3', appid, createdAt: clock.now })
    for (const each of [call, other, later]) await store.calls.insert(each)
    const step = (events: Parameters<typeof store.events.append>[1]) => store.events.append(appid, events)
    await step(callChanged(call, clock.now))
    await step([listenerOffline(call, 0, clock.now + 1)])
    await step([...callChanged(other, clock.now + 2), ...callChanged(later, clock.now + 2)])
    await step([
      qualityReported(call, 'caller', GOOD, clock.now + 3),
      qualityReported(later, 'caller', GOOD, clock.now + 3),
    ])
    while (store.dialect === 'postgres' && (await store.events.giveNumbers(appid)));
    const { items } = await listCallEvents(ctx, backend, call.roomId)
    expect(items.map(({ type, at }) => [type, at - clock.now])).toEqual([
      ['call.changed', 0],
      ['call.listener_offline', 1],
      ['call.quality', 3],
    ])
    expect(items[2]?.data).toEqual({ room_id: call.roomId, openid: 'alice', side: 'caller', quality: GOOD })
    await expectRefusal(listCallEvents(ctx, backend, 'r_none'), 'room_unknown')
    await expectRefusal(listCallEvents(ctx, { appid: 'other' }, call.roomId), 'room_unknown')
    await forgetPerson(ctx, backend, 'alice')
    await expectRefusal(listCallEvents(ctx, backend, call.roomId), 'room_unknown')
  })
})

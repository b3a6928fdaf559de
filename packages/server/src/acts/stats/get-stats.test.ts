import type { GetStats } from '@callgrant/protocol'
import { expect, it } from 'vitest'
import { createConsentTestbed, expectRefusal, MODEL } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { address } from '../../bus/bus.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { newCall } from '../../rules/call/fixture.ts'
import { ringRefused } from '../events/app-events.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { getStats } from './get-stats.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A midnight of UTC. */
const MIDNIGHT = 1_699_920_000_000

eachStore((open) => {
  const start = async () => {
    const testbed = await createConsentTestbed(await open())
    const { ctx, store, backend } = testbed
    let made = 0
    const called = async (changes: Partial<CallState>) => {
      const call = newCall({ roomId: `r_${++made}`, appid: backend.appid, ...changes })
      await store.calls.insert(call)
      return call
    }
    const stats = (query: Partial<GetStats>, appid = backend.appid) =>
      getStats(ctx, { appid }, { by: 'hour', utc_offset_minutes: 0, ...query })
    return { ...testbed, called, stats }
  }

  it('counts rings, answers and missed ones by the hour, and hours without any', async () => {
    const { called, stats } = await start()
    const at = MIDNIGHT
    const ended = { state: 'ended', endedAt: at + 1 } as const
    await called({ createdAt: at, acceptedAt: at + 10, startedAt: at + 110 })
    await called({
      createdAt: at + HOUR - 1,
      acceptedAt: at + HOUR,
      startedAt: at + HOUR + 300,
      ...ended,
      endReason: 'hung_up',
    })
    await called({ createdAt: at + 2, acceptedAt: at + 10, startedAt: at + 210 })
    // Nobody answered; declined; busy; the caller gave up; the back end never let it ring.
    await called({ createdAt: at + 3, ...ended, endReason: 'timeout' })
    await called({ createdAt: at + 4, ...ended, endReason: 'rejected' })
    await called({ createdAt: at + 5, ...ended, endReason: 'busy' })
    await called({ createdAt: at + 2 * HOUR, ...ended, endReason: 'cancelled' })
    await called({ createdAt: at + 2 * HOUR, ...ended, endReason: 'cancelled', awaitsBackend: true })
    // Before and after the period, and of another app.
    await called({ createdAt: at - 1 })
    await called({ createdAt: at + 3 * HOUR })
    // Another person of the household answered it (H3).
    await called({ createdAt: at + 4, ...ended, endReason: 'cancelled', answeredBy: 'r_of_another' })
    await called({ createdAt: at, appid: 'other' })
    const { rows, setup_ms_p50 } = await stats({ from: at, to: at + 3 * HOUR })
    const none = { rings: 0, answered: 0, missed: 0, refused: {}, setup_ms_p50: null }
    expect(rows).toEqual([
      { at, ...none, rings: 7, answered: 3, missed: 1, setup_ms_p50: 200 },
      { at: at + HOUR, ...none },
      { at: at + 2 * HOUR, ...none, rings: 2, missed: 1 },
    ])
    expect(setup_ms_p50).toBe(200)
  })

  it('counts days of the clock that is asked for', async () => {
    const { called, stats } = await start()
    // 23:30 in Beijing on one day, 00:30 on the next; in UTC they are on one day.
    await called({ createdAt: MIDNIGHT + 15.5 * HOUR })
    await called({ createdAt: MIDNIGHT + 16.5 * HOUR })
    const period = { by: 'day', from: MIDNIGHT, to: MIDNIGHT + DAY } as const
    expect((await stats(period)).rows.map(({ at, rings }) => [at, rings])).toEqual([[MIDNIGHT, 2]])
    const { rows } = await stats({ ...period, utc_offset_minutes: 480 })
    expect(rows.map(({ at, rings }) => [at, rings])).toEqual([
      [MIDNIGHT - 8 * HOUR, 1],
      [MIDNIGHT + 16 * HOUR, 1],
    ])
  })

  it('counts refused rings by what decided, until their person is forgotten', async () => {
    const { ctx, store, backend, stats, person } = await start()
    await person('alice')
    const rang = { openid: 'alice', modelId: MODEL, sn: 'door-1' }
    const refused = (decidedBy: 'device' | 'none', at: number) =>
      ringRefused(
        rang,
        'device',
        { decidedBy, row: null, groupId: null, reason: '', allowed: false } as never,
        at,
      )
    const events = [
      refused('device', MIDNIGHT),
      refused('device', MIDNIGHT + 1),
      refused('none', MIDNIGHT + 2),
    ]
    await store.events.append(backend.appid, events)
    await store.events.append('other', [refused('none', MIDNIGHT)])
    const period = { from: MIDNIGHT, to: MIDNIGHT + HOUR }
    expect((await stats(period)).rows[0]).toMatchObject({ rings: 0, refused: { device: 2, none: 1 } })
    await forgetPerson(ctx, backend, 'alice')
    expect((await stats(period)).rows[0]?.refused).toEqual({})
  })

  it('says how many allow, and which devices are connected, at most a minute late', async () => {
    const { ctx, store, clock, backend, stats, person, decideDevice } = await start()
    await decideDevice(await person('alice'), 'door-1')
    await decideDevice(await person('alice'), 'door-2')
    await decideDevice(await person('bob'), 'door-1', 'reject')
    for (const sn of ['door-1', 'door-2', 'door-3']) {
      const key = { modelId: MODEL, sn }
      await store.devices.ensure(backend.appid, key, clock.now)
      await store.devices.update(backend.appid, key, { last_seen_at: clock.now })
    }
    const leave = await ctx.bus.subscribe(address.device(backend.appid, MODEL, 'door-2'), () => {})
    const now = async () => {
      const { people_who_allow, devices, devices_online } = await stats({})
      return { people_who_allow, devices, devices_online }
    }
    expect(await now()).toEqual({ people_who_allow: 1, devices: 3, devices_online: 1 })
    leave()
    clock.now += 60_000
    expect(await now()).toMatchObject({ devices_online: 0 })
    expect(await stats({}, 'other')).toMatchObject({ people_who_allow: 0, devices: 0, devices_online: 0 })
  })

  it('covers the last day by hour and the last 30 days by day, and no more rows than a thousand', async () => {
    const { clock, stats } = await start()
    clock.now = MIDNIGHT
    expect((await stats({})).rows).toHaveLength(24)
    expect((await stats({ by: 'day' })).rows).toHaveLength(30)
    const longest = { from: MIDNIGHT, to: MIDNIGHT + 1000 * HOUR }
    expect((await stats(longest)).rows).toHaveLength(1000)
    for (const wrong of [{ ...longest, to: longest.to + 1 }, { from: 2, to: 1 }, { from: 0 }])
      await expectRefusal(stats(wrong), 'bad_request')
  })
})

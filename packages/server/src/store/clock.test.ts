/** The store's clock: nodes whose machines disagree about the time agree about calls (C6, C15). */

import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { APP, createCallTestbed, ring } from '../../test/call-testbed.ts'
import { eachStore } from '../../test/each-store.ts'
import { acceptCall } from '../acts/calls/accept-call.ts'
import { joinCall } from '../acts/calls/join-call.ts'
import { keepAlive } from '../acts/calls/keep-alive.ts'
import { getCall } from '../acts/calls/list-calls.ts'
import { mediaReady } from '../acts/calls/media-ready.ts'
import { startCall } from '../acts/calls/start-call.ts'
import { sweep } from '../acts/calls/sweep.ts'
import { startClock } from './clock.ts'

const ahead = (ms: number) => () => Date.now() + ms

eachStore((open, dialect) => {
  if (dialect === 'sqlite') {
    test('SQLite has the clock of its machine', async () => {
      const clock = await startClock(await open(), { warn: vi.fn() }, () => 5)
      expect([clock.now(), clock.offset()]).toEqual([5, 0])
      await clock.stop()
    })
    return
  }

  test('no live call ends because two nodes disagree about the time by 20 s', async () => {
    const store = await open()
    const testbed = await createCallTestbed(store)
    await testbed.decide('alice', 'door-1', 1)
    const log = { warn: vi.fn() }
    const clocks = [
      await startClock(store, log, ahead(-10_000)),
      await startClock(store, log, ahead(10_000)),
    ] as const
    const [slow, fast] = [
      { ...testbed.ctx, now: clocks[0].now },
      { ...testbed.ctx, now: clocks[1].now, store: await store.secondNode() },
    ]
    expect(Math.abs(slow.now() - fast.now())).toBeLessThan(1_000)
    // Each said once that its machine's clock is off.
    expect(log.warn).toHaveBeenCalledTimes(2)

    const { room_id } = await startCall(slow, testbed.door(), ring('alice', { time_limit_seconds: 15 }))
    await joinCall(slow, testbed.door(), room_id)
    expect(await sweep(fast)).toEqual([])
    await acceptCall(fast, testbed.person(), room_id)
    await keepAlive(slow, testbed.door(), room_id, true)
    for (const [node, client] of [
      [slow, testbed.door()],
      [fast, testbed.person()],
    ] as const) {
      await mediaReady(node, client, room_id)
    }
    expect([await sweep(fast), await sweep(slow)]).toEqual([[], []])
    expect((await getCall(fast, { appid: APP }, room_id)).state).toBe('talking')

    // By its own clock the fast machine would have ended it: its caller was last seen 20 s ago.
    expect(await sweep({ ...fast, now: ahead(20_000) })).toMatchObject([{ roomId: room_id, state: 'ended' }])
    for (const clock of clocks) await clock.stop()
  })

  test('no time passes when the date of a machine is set, also before the next measurement', async () => {
    let date = 0
    const clock = await startClock(await open(), { warn: vi.fn() }, () => Date.now() + date)
    const apart = () => Math.abs(clock.now() - Date.now())
    expect(apart()).toBeLessThan(1_000)
    for (const set of [30_000, -30_000]) {
      date = set
      expect(apart()).toBeLessThan(1_000)
      // It is told that the machine's clock is off.
      expect(Math.abs(clock.offset() + set)).toBeLessThan(1_000)
    }
    await clock.stop()
  })

  test('a credential of one node is neither too early nor too late on another', async () => {
    const store = await open()
    const clock = await startClock(store, { warn: vi.fn() }, ahead(-3_600_000))
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000)
    expect(clock.offset()).toBeGreaterThan(3_599_000)
    await clock.stop()
  })
})

describe('measuring', () => {
  /** A database that is asked, `offset` from this machine, which waits `roundTrip` for its answer. */
  function database(offset: number, roundTrips: number[]) {
    let machine = 1_000_000
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => machine)
    onTestFinished(() => spy.mockRestore())
    const answers = roundTrips.values()
    return {
      machine: () => machine,
      set: (to: number) => {
        offset = to
      },
      time: async () => {
        const roundTrip = answers.next().value ?? 2
        machine += roundTrip / 2
        const time = machine + offset
        machine += roundTrip / 2
        return time
      },
    }
  }

  test('takes the middle of the quickest answer', async () => {
    const store = database(500, [80, 300, 2, 90, 40, 10])
    const log = { warn: vi.fn() }
    const clock = await startClock(store, log, store.machine)
    expect(clock.offset()).toBe(500)
    expect(log.warn).not.toHaveBeenCalled()
    await clock.stop()
  })

  test('measures every minute; keeps what it has within the error, and while the database is away', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const store = database(2_500, [])
      const log = { warn: vi.fn() }
      const clock = await startClock(store, log, store.machine)
      expect(clock.offset()).toBe(2_500)
      expect(log.warn).toHaveBeenCalledOnce()
      store.set(2_501)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(clock.offset()).toBe(2_500)
      const { time } = store
      store.time = () => Promise.reject(new Error('away'))
      await vi.advanceTimersByTimeAsync(60_000)
      expect(clock.offset()).toBe(2_500)
      expect(log.warn).toHaveBeenCalledTimes(2)
      store.time = time
      store.set(-40)
      await vi.advanceTimersByTimeAsync(60_000)
      await vi.waitFor(() => expect(clock.offset()).toBe(-40))
      await clock.stop()
    } finally {
      vi.useRealTimers()
    }
  })
})

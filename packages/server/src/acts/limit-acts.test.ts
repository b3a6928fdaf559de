/** How often one identity may do what fills the store, on both databases and from two nodes at once. */

import { PAGE_MAX } from '@callgrant/protocol/limits'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCallTestbed, ring, ringDoor } from '../../test/call-testbed.ts'
import { createConsentTestbed, expectRefusal, MODEL, NOON } from '../../test/consent-testbed.ts'
import { eachStore } from '../../test/each-store.ts'
import type { Limits } from '../store/allowances.ts'
import type { Database } from '../store/store.ts'
import { cancelCall } from './calls/leave-call.ts'
import { startCall } from './calls/start-call.ts'
import { askAuthorization } from './consent/ask-authorization.ts'
import { clearAuthorizations } from './consent/clear-authorizations.ts'
import { switchAuthorization } from './consent/switch-authorization.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const WHO = { appid: 'app', party: 'p:alice', act: 'call' } as const

eachStore((open) => {
  describe('calls of one person or device', () => {
    it('are as many as a minute has, then one for each share of it, and the refusal says when', async () => {
      const testbed = await createCallTestbed(await open(), { callsPerMinute: 6 })
      const { ctx, clock } = testbed
      const alice = testbed.person()
      const call = async () => {
        const { room_id } = await startCall(ctx, alice, ringDoor('door-1', { needs_authorization: false }))
        await cancelCall(ctx, alice, room_id, 'manual')
      }
      for (let count = 0; count < 6; count++) await call()
      expect(await expectRefusal(call(), 'too_many_calls')).toMatchObject({ retryAfter: 10, status: 429 })
      clock.now += 9_999
      expect(await expectRefusal(call(), 'too_many_calls')).toMatchObject({ retryAfter: 1 })
      clock.now += 1
      await call()
      await expectRefusal(call(), 'too_many_calls')
      clock.now += MINUTE
      for (let count = 0; count < 6; count++) await call()
      await expectRefusal(call(), 'too_many_calls')
    })

    it('are counted for a day too, and for each caller by itself', async () => {
      const testbed = await createCallTestbed(await open(), { callsPerDay: 3 })
      const { ctx, clock } = testbed
      await testbed.decide('alice', 'door-1', 1)
      await testbed.decide('alice', 'door-2', 1)
      const call = async (sn: string) => {
        clock.now += 1000
        const door = testbed.door(sn)
        const { room_id } = await startCall(ctx, door, ring('alice'))
        await cancelCall(ctx, door, room_id, 'manual')
      }
      for (let count = 0; count < 3; count++) await call('door-1')
      const { retryAfter } = await expectRefusal(call('door-1'), 'too_many_calls')
      expect(retryAfter).toBe((DAY / 3 - 3000) / 1000)
      await call('door-2')
      clock.now += DAY / 3
      await call('door-1')
    })

    it('do not count when they are refused for another reason', async () => {
      const testbed = await createCallTestbed(await open(), { callsPerMinute: 1 })
      const door = testbed.door()
      for (let count = 0; count < 5; count++) {
        await expectRefusal(startCall(testbed.ctx, door, ring('alice')), 'not_authorized')
      }
      await testbed.decide('alice', 'door-1', 1)
      await startCall(testbed.ctx, door, ring('alice'))
    })
  })

  describe('asking and switching on', () => {
    const start = async (store: Database) => {
      const testbed = await createConsentTestbed(store)
      testbed.ctx.settings.asksPerMinute = 4
      return testbed
    }
    const acts = async ({ store, backend }: Awaited<ReturnType<typeof start>>) =>
      (await store.records.list(backend.appid, {}, null, PAGE_MAX)).map(({ act }) => act).toReversed()

    it('add at most so many records in a minute, and the refusal says when to ask again', async () => {
      const testbed = await start(await open())
      const alice = await testbed.person()
      const groupId = await testbed.group()
      for (let count = 0; count < 4; count++) await testbed.askGroup(alice, groupId)
      const { retryAfter } = await expectRefusal(testbed.askGroup(alice, groupId), 'too_many_asks')
      expect(retryAfter).toBe(15)
      expect(await acts(testbed)).toEqual(Array(4).fill('asked'))
      await testbed.askGroup(await testbed.person('bob'), groupId)
    })

    it('never keep a person from taking back what was given (A7)', async () => {
      const testbed = await start(await open())
      const { ctx } = testbed
      const alice = await testbed.person()
      await testbed.decideDevice(alice, 'door-1')
      const to = (status: 0 | 1) => switchAuthorization(ctx, alice, { model_id: MODEL, sn: 'door-1', status })
      for (let count = 0; count < 3; count++) {
        await to(0)
        await to(1)
      }
      await to(0)
      await expectRefusal(to(1), 'too_many_asks')
      const before = await acts(testbed)
      // What is so already is no change, and adds nothing.
      for (let count = 0; count < 5; count++) await to(0)
      expect(await acts(testbed)).toEqual(before)
      expect(await clearAuthorizations(ctx, alice)).toEqual({ cleared: 1 })
    })

    it('at the same instant on two nodes are as many as there are, and no more', async () => {
      const store = await open()
      const testbed = await start(store)
      const other = { ...testbed.ctx, store: await store.secondNode() }
      const alice = await testbed.person()
      const groupId = await testbed.group()
      const asks = Array.from({ length: 20 }, (_, index) =>
        askAuthorization(index % 2 ? other : testbed.ctx, alice, { group_id: groupId }),
      )
      const outcomes = await Promise.allSettled(asks)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'too_many_asks' })
      }
      expect(await acts(testbed)).toHaveLength(4)
    })
  })

  it('an allowance is as a small model says, whatever is used when', async () => {
    const store = await open()
    const steps = fc.array(fc.oneof(fc.nat(200), fc.nat(20_000), fc.nat(DAY / 5)), {
      minLength: 1,
      maxLength: 40,
    })
    const limits = fc.record({ perMinute: fc.nat(7), perDay: fc.nat(12) })
    let run = 0
    await fc.assert(
      fc.asyncProperty(limits, steps, async (limits, waits) => {
        const who = { ...WHO, party: `p:${run++}` }
        const model = [new Bucket(limits.perMinute, MINUTE), new Bucket(limits.perDay, DAY)]
        let now = NOON
        for (const wait of waits) {
          now += wait
          const expected = Math.max(...model.map((bucket) => bucket.waitMs(now)))
          expect(await store.allowances.use(who, limits, now)).toBe(expected)
          if (expected === 0) for (const bucket of model) bucket.use(now)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('an allowance is not lost for long when the clock is put back', async () => {
    const store = await open()
    const limits: Limits = { perMinute: 2, perDay: 3 }
    for (let count = 0; count < 3; count++) await store.allowances.use(WHO, limits, NOON + count * MINUTE)
    const yearBefore = NOON - 365 * DAY
    expect(await store.allowances.use(WHO, limits, yearBefore)).toBe(0)
    expect(await store.allowances.use(WHO, limits, yearBefore)).toBe(0)
    expect(await store.allowances.use(WHO, limits, yearBefore)).toBe(MINUTE / 2)
  })
})

/** What is left, as a level that fills up steadily: the other way round from how the store keeps it. */
class Bucket {
  readonly #share: number
  readonly #length: number
  #left: number
  #at = 0

  constructor(limit: number, length: number) {
    this.#share = limit === 0 ? 0 : Math.floor(length / limit)
    this.#length = length
    this.#left = length
  }

  waitMs(now: number): number {
    return Math.max(0, this.#share - this.#filled(now))
  }

  use(now: number): void {
    this.#left = this.#filled(now) - this.#share
    this.#at = now
  }

  #filled(now: number): number {
    return Math.min(this.#length, this.#left + now - this.#at)
  }
}

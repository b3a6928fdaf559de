import { expect, it, vi } from 'vitest'
import { createConsentTestbed, expectRefusal, MODEL, NOON } from '../../../test/consent-testbed.ts'
import { eachStore, type TestStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { inProcessBus } from '../../bus/in-process.ts'
import type { Context } from '../../context.ts'
import { clearOld } from '../clear-old.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { announceEvents, numberEvents } from './announce-events.ts'
import { groupChanged } from './app-events.ts'
import { findUntoldEvents, followEvents, newestPosition, positionOf } from './follow-events.ts'

const DAY = 86_400_000
const DOOR = { model_id: MODEL, sn: 'door-1' }

eachStore((open, dialect) => {
  const start = async () => createConsentTestbed(await open())

  /** Appends an event and makes it readable. */
  async function append({ store }: Context, at: number, appid = 'app'): Promise<string> {
    const event = groupChanged('g', {}, at)
    await store.write((tx) => tx.events.append(appid, [event]))
    if (store.events.numbersAfterCommit()) await store.write((tx) => tx.events.giveNumbers(appid))
    return event.id
  }

  /** Follows from a position, and keeps what it is told. */
  async function follow(ctx: Context, after?: string) {
    const ids: string[] = []
    const numbers: number[] = []
    const gone = vi.fn()
    const { at, begin, stop } = await followEvents(ctx, 'app', after, {
      receive: ({ id, number }) => {
        ids.push(id)
        numbers.push(number)
      },
      onGone: gone,
    })
    begin()
    return { at, ids, numbers, gone, stop }
  }

  it('nobody hears of what was rolled back, and its number is not missing (B2)', async () => {
    const { ctx } = await start()
    const reader = await follow(ctx)
    await append(ctx, NOON)
    const work = ctx.store.write(async (tx) => {
      await tx.events.append('app', [groupChanged('never', {}, NOON)])
      throw new Error('it went wrong')
    })
    await expect(work).rejects.toThrow('it went wrong')
    await append(ctx, NOON)
    announceEvents(ctx, 'app')
    await vi.waitFor(() => expect(reader.numbers).toEqual([1, 2]))
    reader.stop()
  })

  it('a refused act tells nobody', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const asked = await testbed.askDevice(alice, DOOR.sn)
    await testbed.decide(alice, asked, 'reject')
    const events = await testbed.events()
    await expectRefusal(testbed.decide(alice, asked, 'allow'), 'already_refused')
    const unknown = switchAuthorization(testbed.ctx, alice, { model_id: MODEL, sn: 'door-9', status: 1 })
    await expectRefusal(unknown, 'authorization_unknown')
    expect(await events()).toEqual([])
  })

  // SQLite numbers an event as it is written.
  const onPostgres = dialect === 'postgres' ? it : () => {}
  onPostgres(
    'an event that is committed late gets a later number than one that was read before',
    async () => {
      const { ctx } = await start()
      const early = groupChanged('early', {}, NOON)
      const [appended, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const slow = ctx.store.write(async (tx) => {
        await tx.events.append('app', [early])
        appended.resolve()
        await mayEnd.promise
      })
      await appended.promise
      const late = await append(ctx, NOON + 1)
      expect(await newestPosition(ctx, 'app')).toEqual({ id: late, number: 1 })
      mayEnd.resolve()
      await slow
      await numberEvents(ctx, 'app')
      expect(await newestPosition(ctx, 'app')).toEqual({ id: early.id, number: 2 })
    },
  )

  it('two nodes write and number at once: each reader, on each node, sees each event once, in order, with no gap', async () => {
    const testbed = await start()
    const store = testbed.store as TestStore
    const bus = inProcessBus(testbed.ctx.log)
    const nodes = [
      { ...testbed.ctx, bus },
      { ...testbed.ctx, bus, store: await store.secondNode() },
    ] as const
    const readers = await Promise.all(nodes.map((ctx) => follow(ctx)))
    const written: string[][] = [[], []]
    const kept = new Set<string>()
    await Promise.all(
      [0, 1, 0, 1].map(async (node, writer) => {
        const ctx = nodes[node as 0 | 1]
        for (let n = 0; n < 40; n++) {
          const event = groupChanged(`${writer}-${n}`, {}, NOON)
          const rolledBack = n % 5 === 3
          await ctx.store
            .write(async (tx) => {
              await tx.events.append('app', [event])
              if (rolledBack) throw new Error('rolled back')
            })
            .catch((error: Error) => expect(error.message).toBe('rolled back'))
          if (rolledBack) continue
          kept.add(event.id)
          written[writer % 2]?.push(event.id)
          announceEvents(ctx, 'app')
        }
      }),
    )
    for (const { ids, numbers } of readers) {
      await vi.waitFor(() => expect(ids).toHaveLength(kept.size), 10_000)
      expect(new Set(ids)).toEqual(kept)
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    }
    expect(readers[0]?.ids).toEqual(readers[1]?.ids)
    // What one writer wrote after another of its own stands after it.
    const writers = Map.groupBy(await eventsOf(testbed.ctx), ({ data }) => data.group_id.split('-')[0])
    for (const events of writers.values()) {
      const places = events.map(({ data }) => Number(data.group_id.split('-')[1]))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }
    for (const { stop } of readers) stop()
  })

  async function eventsOf(ctx: Context) {
    const events = await ctx.store.events.after('app', 0, 10_000)
    return events.map(({ data }) => ({ data: JSON.parse(data) as { group_id: string } }))
  }

  it('changes of one person at the same instant, on two nodes, are told in the order in which they took effect (A7)', async () => {
    const testbed = await start()
    const store = testbed.store as TestStore
    const nodes = [testbed.ctx, { ...testbed.ctx, store: await store.secondNode() }] as const
    const alice = await testbed.person()
    await testbed.decideDevice(alice, DOOR.sn)
    const events = await eventsFromNow(testbed.ctx, 'app')
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        switchAuthorization(nodes[n % 2 === 0 ? 0 : 1], alice, { ...DOOR, status: n % 2 === 0 ? 0 : 1 }),
      ),
    )
    const told = (await events()).map(({ type }) => type)
    // Off and on in turn: a switch that changes nothing is not told.
    for (const [index, type] of told.entries()) {
      expect(type).toBe(`authorization.switched_${index % 2 === 0 ? 'off' : 'on'}`)
    }
    const row = (await testbed.store.consent.ofPerson('app', 'alice'))[0]
    expect(row?.status).toBe(told.length % 2 === 0 ? 1 : 0)
  })

  it('the sweep finds what the node that wrote it did not tell of', async () => {
    const { ctx } = await start()
    const reader = await follow(ctx)
    await ctx.store.write((tx) => tx.events.append('app', [groupChanged('untold', {}, NOON)]))
    await findUntoldEvents(ctx)
    await vi.waitFor(async () => {
      await findUntoldEvents(ctx)
      expect(reader.numbers).toEqual([1])
    })
    reader.stop()
  })

  it('a reader goes on after the store failed', async () => {
    const { ctx } = await start()
    let broken = true
    const flaky = {
      ...ctx,
      store: {
        ...ctx.store,
        events: {
          ...ctx.store.events,
          after: (appid: string, number: number, limit: number) =>
            broken ? Promise.reject(new Error('away')) : ctx.store.events.after(appid, number, limit),
        },
      },
    }
    const reader = await follow(flaky)
    const id = await append(ctx, NOON)
    await findUntoldEvents(flaky)
    broken = false
    await vi.waitFor(async () => {
      await findUntoldEvents(flaky)
      expect(reader.ids).toEqual([id])
    })
    reader.stop()
  })

  it('keeps events for 30 days, and the newest of each app for as long as there is none after it', async () => {
    const { ctx, clock } = await start()
    const [first, second, third] = [
      await append(ctx, NOON),
      await append(ctx, NOON + DAY),
      await append(ctx, NOON + DAY),
    ]
    const lonely = await append(ctx, NOON, 'other')
    clock.now = NOON + 30 * DAY + 1
    while (await clearOld(ctx));
    await expectRefusal(positionOf(ctx, 'app', first), 'events_gone')
    expect(await positionOf(ctx, 'app', second)).toBe(2)
    clock.now = NOON + 99 * DAY
    while (await clearOld(ctx));
    await expectRefusal(positionOf(ctx, 'app', second), 'events_gone')
    expect(await positionOf(ctx, 'app', third)).toBe(3)
    expect(await positionOf(ctx, 'other', lonely)).toBe(1)
    // The beginning is not there any more either.
    await expectRefusal(positionOf(ctx, 'app', '0'), 'events_gone')
    await append(ctx, clock.now)
    expect((await newestPosition(ctx, 'app')).number).toBe(4)
  })

  it('keeps them for good when that is the setting', async () => {
    const { ctx, clock } = await start()
    const first = await append(ctx, NOON)
    await append(ctx, NOON)
    clock.now = NOON + 3650 * DAY
    while (await clearOld({ ...ctx, settings: { ...ctx.settings, keepEventsDays: 0 } }));
    expect(await positionOf(ctx, 'app', first)).toBe(1)
  })

  it('a reader that is overtaken by the clearing is told so, and gets nothing out of turn', async () => {
    const { ctx, clock } = await start()
    const blocked = Promise.withResolvers<void>()
    const ids: string[] = []
    const gone = vi.fn()
    const { begin, stop } = await followEvents(ctx, 'app', '0', {
      receive: async ({ id }) => {
        ids.push(id)
        await blocked.promise
      },
      onGone: gone,
    })
    const first = await append(ctx, NOON)
    begin()
    await vi.waitFor(() => expect(ids).toEqual([first]))
    for (let n = 0; n < 3; n++) await append(ctx, NOON)
    clock.now = NOON + 31 * DAY
    while (await clearOld(ctx));
    blocked.resolve()
    announceEvents(ctx, 'app')
    await vi.waitFor(() => expect(gone).toHaveBeenCalledOnce())
    expect(ids).toEqual([first])
    stop()
  })
})

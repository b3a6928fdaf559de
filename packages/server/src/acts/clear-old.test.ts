/** What one identity can write has a bound, and what is old is cleared: on both databases. */

import { PAGE_MAX } from '@callgrant/protocol/limits'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { APP, createCallTestbed, MODEL, NOON, ringDoor } from '../../test/call-testbed.ts'
import { eachStore } from '../../test/each-store.ts'
import { readSettings } from '../config/settings.ts'
import type { Context } from '../context.ts'
import { newCall } from '../rules/call/fixture.ts'
import type { Database } from '../store/store.ts'
import { startCall } from './calls/start-call.ts'
import { sweep } from './calls/sweep.ts'
import { clearOld } from './clear-old.ts'
import { askAuthorization } from './consent/ask-authorization.ts'
import { appendRecords, type NewRecord } from './consent/record-chain.ts'
import { createGroup } from './groups/create-group.ts'

const DAY = 86_400_000
const NOBODY = { needs_authorization: false }

eachStore((open, dialect) => {
  it('is not filled by a person whom nobody authorized, who rings a busy device and is asked about a group', async () => {
    const testbed = await createCallTestbed(await open(), readSettings())
    const { ctx, store, clock } = testbed
    const [alice, bob] = [testbed.person('alice'), testbed.person('bob')]
    await startCall(ctx, bob, ringDoor('door-1', NOBODY))
    const { group_id } = await createGroup(ctx, { appid: APP }, { model_id: MODEL, group_name: 'Hall' })
    // As much as a request may carry; text that no compression makes small.
    const noise = (length: number) =>
      Array.from({ length }, () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000))).join('')
    const before = await sizeOf(store, dialect)
    const refused = new Set<string>()
    const attempt = async (work: Promise<unknown>) => {
      await work.catch((error: { code: string }) => refused.add(error.code))
    }
    for (let round = 0; round < 20; round++) {
      clock.now += 1000
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const carried = { custom_query: noise(1024), payload: noise(4096) }
          await attempt(startCall(ctx, alice, ringDoor('door-1', { ...NOBODY, ...carried })))
          await attempt(askAuthorization(ctx, { role: 'person', appid: APP, openid: 'alice' }, { group_id }))
        }),
      )
    }
    const after = await sizeOf(store, dialect)
    expect([...refused].toSorted()).toEqual(['too_many_asks', 'too_many_calls'])
    // 200 of each in 20 s: 30 at once, and then one every 2 s.
    expect(after.calls - before.calls).toBe(39)
    expect(after.records - before.records).toBe(39)
    expect(after.bytes - before.bytes).toBeLessThan(512 * 1024)
    const kept = await store.calls.list(APP, { openid: 'alice', limit: PAGE_MAX })
    for (const call of kept) {
      expect(call).toMatchObject({ endReason: 'busy', payload: null, customQuery: null })
    }

    clock.now += 91 * DAY
    await sweep(ctx)
    expect(await sizeOf(store, dialect)).toMatchObject({ calls: 1, records: 0, allowances: 0 })
  })

  it('keeps of a busy call nothing that was for the listener, in the answer neither (C8)', async () => {
    const { ctx, ...testbed } = await createCallTestbed(await open())
    await startCall(ctx, testbed.person('bob'), ringDoor('door-1', NOBODY))
    const carried = { ...NOBODY, custom_query: 'a=1', payload: '{}' }
    const busy = await startCall(ctx, testbed.person(), ringDoor('door-1', carried))
    expect(busy).toMatchObject({ end: { reason: 'busy' }, custom_query: null, payload: null })
    const rings = await startCall(ctx, testbed.person(), ringDoor('door-2', carried))
    expect(rings).toMatchObject({ state: 'created', custom_query: 'a=1', payload: '{}' })
  })

  const seed = async (ctx: Context, count: number) => {
    for (let index = 0; index < count; index++) {
      const ended = { state: 'ended', endReason: 'busy', endedAt: NOON + index } as const
      await ctx.store.calls.insert(newCall({ roomId: `r_old_${index}`, ...ended }))
      await ctx.store.usedTokens.use({ jti: `j_${index}`, expiresAt: NOON + index })
    }
    const asked = Array.from({ length: count }, (_, index) => record(index, 'asked'))
    await ctx.store.write((tx) => appendRecords(ctx, tx, asked))
  }

  it('clears ended calls, records of asking and used tokens in small steps, and nothing else', async () => {
    const { ctx, store, clock } = await createCallTestbed(await open())
    await seed(ctx, 250)
    const acts = ['authorized', 'refused', 'switched_on', 'switched_off', 'cleared'] as const
    const answers = acts.map((act, index) => record(1000 + index, act))
    await store.write((tx) => appendRecords(ctx, tx, answers))
    await store.calls.insert(newCall({ roomId: 'r_open', sn: 'door-2', openid: 'bob', deadlineAt: null }))
    clock.now = NOON + 90 * DAY
    await store.calls.insert(
      newCall({ roomId: 'r_new', state: 'ended', endReason: 'busy', endedAt: clock.now }),
    )
    await store.usedTokens.use({ jti: 'new', expiresAt: clock.now })

    expect(await clearOld(ctx)).toBe(true)
    // The oldest 200 tokens; none of the calls is over 90 days old yet.
    expect(await sizeOf(store, dialect)).toMatchObject({ calls: 252, records: 255, tokens: 51 })
    clock.now += 1000
    expect(await clearOld(ctx)).toBe(true)
    expect(await sizeOf(store, dialect)).toMatchObject({ calls: 52, records: 55, tokens: 1 })
    expect(await clearOld(ctx)).toBe(false)
    expect(await sizeOf(store, dialect)).toMatchObject({ calls: 2, records: 5, tokens: 1 })
    expect(await clearOld(ctx)).toBe(false)
    expect((await store.calls.list(APP, { limit: 10 })).map(({ roomId }) => roomId).toSorted()).toEqual([
      'r_new',
      'r_open',
    ])
    expect((await store.records.list(APP, {}, null, 10)).map(({ act }) => act).toSorted()).toEqual(
      acts.toSorted(),
    )
  })

  it('keeps them for good where the settings say 0, and for the days that they say', async () => {
    const keep = { keepCallsDays: 0, keepAskedDays: 0 }
    const { ctx, store, clock } = await createCallTestbed(await open(), keep)
    await seed(ctx, 3)
    clock.now = NOON + 3650 * DAY
    await clearOld(ctx)
    expect(await sizeOf(store, dialect)).toMatchObject({ calls: 3, records: 3, tokens: 0 })
    Object.assign(ctx.settings, { keepCallsDays: 1, keepAskedDays: 3650 })
    await clearOld(ctx)
    expect(await sizeOf(store, dialect)).toMatchObject({ calls: 0, records: 3 })
    clock.now += 2
    await clearOld(ctx)
    expect(await sizeOf(store, dialect)).toMatchObject({ records: 1 })
  })

  it('is cleared by several nodes at once, each row once', async () => {
    const store = await open()
    const { ctx, clock } = await createCallTestbed(store)
    const other = { ...ctx, store: await store.secondNode() }
    await seed(ctx, 300)
    clock.now = NOON + 100 * DAY
    const clearAll = async (node: Context) => {
      while (await clearOld(node));
    }
    await Promise.all([ctx, other, ctx, other].map(clearAll))
    await clearAll(ctx)
    expect(await sizeOf(store, dialect)).toMatchObject({ calls: 0, records: 0, tokens: 0 })
  })
})

function record(index: number, act: NewRecord['act']): NewRecord {
  const about = { kind: 'group', model_id: null, sn: null, group_id: 'g_1', display_name: 'Hall' } as const
  const id = `c_${String(index).padStart(6, '0')}`
  const shown = { words: null, sdk: null, language: null, app_name: null, terms: null }
  return { id, appid: APP, openid: 'alice', at: NOON + index, act, ...about, ...shown }
}

/** Rows of the tables that people can fill, and bytes of the whole store. */
async function sizeOf({ db }: Database, dialect: Database['dialect']) {
  const rows = async (table: 'call' | 'consent_record' | 'used_token' | 'allowance') => {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  }
  const bytes =
    dialect === 'sqlite'
      ? sql<{
          bytes: number
        }>`select page_count * page_size as bytes from pragma_page_count, pragma_page_size`
      : sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
  return {
    calls: await rows('call'),
    records: await rows('consent_record'),
    tokens: await rows('used_token'),
    allowances: await rows('allowance'),
    bytes: Number((await bytes.execute(db)).rows[0]?.bytes),
  }
}

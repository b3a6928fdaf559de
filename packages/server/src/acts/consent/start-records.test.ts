/** Records of a version before are linked when a server starts; nothing that somebody adds by hand is, later (B3). */

import { expect, it } from 'vitest'
import { type ConsentTestbed, createConsentTestbed } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { generateMasterKey, parseKeys } from '../../credentials/keys.ts'
import { clearOld } from '../clear-old.ts'
import { startRecords } from './start-records.ts'
import { verifyRecords } from './verify-records.ts'

const DAY = 86_400_000

eachStore((open) => {
  const found = async ({ ctx, backend }: ConsentTestbed) => {
    const answers = await verifyRecords(ctx, backend, {})
    const asked = await verifyRecords(ctx, backend, { cursor: answers.next_cursor ?? '' })
    const kinds = [...answers.items, ...asked.items].map(({ kind, chain }) => `${kind} ${chain}`)
    return { kinds, checked: answers.checked + asked.checked }
  }
  /** As a node of the version before writes: it knows none of the chain's columns. */
  const writeAsBefore = async ({ store, backend, clock }: ConsentTestbed, ids: string[]) => {
    for (const [index, id] of ids.entries()) {
      const about = {
        kind: 'group',
        model_id: null,
        sn: null,
        group_id: 'g_1',
        display_name: 'Hall',
      } as const
      const act = index % 2 ? 'authorized' : 'asked'
      const row = { id, appid: backend.appid, openid: 'alice', at: clock.now, act, ...about } as const
      await store.db
        .insertInto('consent_record')
        .values({ ...row, words: 'May it?', sdk: 'web/0' })
        .execute()
    }
  }
  const startOfBefore = async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    await store.db.deleteFrom('consent_chain').execute()
    return { ...testbed, secondNode: store.secondNode }
  }

  it('links what there is, in its order, and is content with it', async () => {
    const testbed = await startOfBefore()
    const { ctx, store } = testbed
    await writeAsBefore(
      testbed,
      Array.from({ length: 1203 }, (_, n) => `c_${String(n).padStart(6, '0')}`),
    )
    await startRecords(ctx)
    expect(await found(testbed)).toEqual({ kinds: [], checked: 1203 })
    const rows = await store.records.ofChain('app', 'answers', 600, 10)
    expect(rows).toMatchObject([
      { seq: 600, id: 'c_001199' },
      { seq: 601, id: 'c_001201' },
    ])
    await startRecords(ctx)
    await testbed.decideDevice(await testbed.person(), 'door-1')
    expect(await found(testbed)).toEqual({ kinds: [], checked: 1205 })
    ctx.settings.keepAskedDays = 1
    testbed.clock.now += 2 * DAY
    while (await clearOld(ctx));
    expect(await found(testbed)).toEqual({ kinds: [], checked: 602 })
  })

  it('links it once, when several nodes start at the same time', async () => {
    const testbed = await startOfBefore()
    const nodes = [testbed.ctx, { ...testbed.ctx, store: await testbed.secondNode() }]
    await writeAsBefore(
      testbed,
      Array.from({ length: 100 }, (_, n) => `c_${100 + n}`),
    )
    await Promise.all([...nodes, ...nodes].map(startRecords))
    expect(await found(testbed)).toEqual({ kinds: [], checked: 100 })
  })

  it('links what nodes of the version before wrote while an upgrade went on, for a week', async () => {
    const testbed = await startOfBefore()
    const { ctx, clock } = testbed
    await writeAsBefore(testbed, ['c_1', 'c_2'])
    await startRecords(ctx)
    await writeAsBefore(testbed, ['c_3', 'c_4'])
    expect((await found(testbed)).kinds).toEqual(['added null', 'added null'])
    clock.now += 7 * DAY - 1
    await startRecords(ctx)
    expect(await found(testbed)).toEqual({ kinds: [], checked: 4 })
    await writeAsBefore(testbed, ['c_5', 'c_6'])
    clock.now += 1
    await startRecords(ctx)
    expect((await found(testbed)).kinds).toEqual(['added null', 'added null'])
  })

  it('links nothing because somebody took the chains away, or changed until when it may', async () => {
    const testbed = await startOfBefore()
    const { ctx, store, clock } = testbed
    await startRecords(ctx)
    const other = await createConsentTestbed(store, 'other')
    other.ctx.keys = ctx.keys
    clock.now += 8 * DAY
    await testbed.decideDevice(await testbed.person(), 'door-1')
    await writeAsBefore(testbed, ['c_1'])
    await store.db
      .updateTable('consent_chain')
      .set({ links_until: clock.now + DAY })
      .where('appid', '=', '')
      .execute()
    await startRecords(ctx)
    expect((await found(testbed)).kinds).toEqual(['added null'])
    await store.db.deleteFrom('consent_chain').where('appid', 'in', ['', 'app']).execute()
    await startRecords(ctx)
    expect((await found(testbed)).kinds).toEqual(['head_broken answers', 'head_broken asked', 'added null'])
    expect((await found(other)).kinds.filter((kind) => !kind.startsWith('head_changed'))).toEqual([])
  })

  it('seals with the newest key, so that an old one may go; what no key of its own sealed stays as it is', async () => {
    const testbed = await createConsentTestbed(await open())
    const { ctx } = testbed
    const [old, fresh] = [generateMasterKey('1'), generateMasterKey('2')]
    await testbed.store.db.deleteFrom('consent_chain').execute()
    ctx.keys = parseKeys(old)
    await startRecords(ctx)
    await testbed.decideDevice(await testbed.person(), 'door-1')
    ctx.keys = parseKeys(fresh)
    await startRecords(ctx)
    expect((await found(testbed)).kinds).toEqual(['head_changed answers', 'head_changed asked'])
    ctx.keys = parseKeys(`${fresh},${old}`)
    await startRecords(ctx)
    ctx.keys = parseKeys(fresh)
    expect((await found(testbed)).kinds).toEqual([])
    await testbed.decideDevice(await testbed.person(), 'door-2')
    expect(await found(testbed)).toEqual({ kinds: [], checked: 4 })
  })
})

/** What is done by hand to the records of consent is found, and named (B3). */

import { setImmediate } from 'node:timers/promises'
import { RecordCheckPage, type RecordDamage } from '@callgrant/protocol'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  expectRefusal,
  MODEL,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { generateMasterKey, parseKeys } from '../../credentials/keys.ts'
import { commitTo, hashRecord } from '../../credentials/record-chain.ts'
import { clearOld } from '../clear-old.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { appendRecords } from './record-chain.ts'
import { recordHead } from './record-head.ts'
import { switchAuthorization } from './switch-authorization.ts'
import { verifyRecords } from './verify-records.ts'

const DAY = 86_400_000

eachStore((open, dialect) => {
  /** All damages, in short, and how many records were looked at. */
  const verify = async ({ ctx, backend }: ConsentTestbed, head?: string) => {
    const damages: RecordDamage[] = []
    let checked = 0
    for (let cursor: string | undefined; ; ) {
      const page = await verifyRecords(ctx, backend, { ...(cursor && { cursor }), ...(head && { head }) })
      RecordCheckPage.parse(page)
      damages.push(...page.items)
      checked += page.checked
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    const short = damages.map(({ kind, chain, seq, until_seq }) =>
      [kind, chain, seq, ...(until_seq === null ? [] : [until_seq])].join(' '),
    )
    return { short, damages, checked }
  }
  const found = async (testbed: ConsentTestbed, head?: string) => (await verify(testbed, head)).short

  /** Six answers and five questions. */
  const start = async () => {
    const testbed = await createConsentTestbed(await open())
    const { ctx } = testbed
    for (const openid of ['alice', 'bob']) {
      const who = await testbed.person(openid)
      await testbed.decideDevice(who, 'door-1')
      testbed.clock.now += 1000
      await testbed.decideDevice(who, 'door-2', 'reject')
      testbed.clock.now += 1000
    }
    const alice = await testbed.person()
    await switchAuthorization(ctx, alice, { model_id: MODEL, sn: 'door-2', status: 1 })
    await testbed.askDevice(alice, 'door-3')
    await switchAuthorization(ctx, alice, { model_id: MODEL, sn: 'door-1', status: 0 })
    return testbed
  }
  const rowAt = async ({ store }: ConsentTestbed, chain: 'answers' | 'asked', seq: number) =>
    store.db
      .selectFrom('consent_record')
      .selectAll()
      .where('chain', '=', chain)
      .where('seq', '=', seq)
      .executeTakeFirstOrThrow()

  it('finds nothing where nobody did anything by hand, whatever is asked, answered, switched and cleared', async () => {
    const testbed = await start()
    await clearAuthorizations(testbed.ctx, await testbed.person('bob'))
    expect(await verify(testbed)).toMatchObject({ short: [], checked: 13 })
    const empty = await createConsentTestbed(testbed.store, 'empty')
    expect(await verify(empty)).toMatchObject({ short: [], checked: 0 })
  })

  it.each([
    ['openid', 'mallory'],
    ['display_name', 'Another door'],
    ['words', 'Yes to everything'],
    ['sdk', 'other/1'],
    ['language', 'zh'],
    ['app_name', 'Another app'],
    ['act', 'refused'],
    ['at', 1],
    ['sn', null],
    ['salt', 'x'],
    ['commitment', 'x'],
    ['hash', 'x'],
    ['previous', 'x'],
    ['erased_by', 'x'],
    ['erases', '{}'],
  ])('names the record of which %s was changed, and no other', async (column, value) => {
    const testbed = await start()
    const row = await rowAt(testbed, 'answers', 3)
    await testbed.store.db
      .updateTable('consent_record')
      .set({ [column]: value })
      .where('id', '=', row.id)
      .execute()
    const { damages } = await verify(testbed)
    expect(damages).toMatchObject([{ kind: 'changed', chain: 'answers', seq: 3, record_id: row.id }])
  })

  const onSqlite = dialect === 'sqlite' ? it : () => {}
  onSqlite(
    'names the record of which a number was made something else, which only SQLite lets them',
    async () => {
      const testbed = await start()
      const { id, seq, at } = await rowAt(testbed, 'answers', 3)
      const set = (column: 'at' | 'seq', value: unknown) =>
        testbed.store.db
          .updateTable('consent_record')
          .set({ [column]: value })
          .where('id', '=', id)
          .execute()
      for (const value of ['', 'soon', 1.5, Buffer.from('soon')]) {
        await set('at', value)
        expect((await verify(testbed)).damages).toMatchObject([
          { kind: 'changed', seq: 3, record_id: id, at: null },
        ])
        await set('at', at)
        await set('seq', value)
        const { damages, checked } = await verify(testbed)
        expect(damages).toContainEqual(expect.objectContaining({ kind: 'changed', seq: null, record_id: id }))
        expect(damages).toContainEqual(expect.objectContaining({ kind: 'removed', seq: 3, until_seq: 3 }))
        expect(checked).toBe(11)
        await set('seq', seq)
      }
      expect(await found(testbed)).toEqual([])
    },
  )

  it('names what was removed: in the middle, at the beginning, at the end, all of it', async () => {
    const testbed = await start()
    const remove = (chain: string, seq: number) =>
      testbed.store.db
        .deleteFrom('consent_record')
        .where('chain', '=', chain as 'asked')
        .where('seq', '=', seq)
        .execute()
    await remove('answers', 3)
    expect(await found(testbed)).toEqual(['removed answers 3 3'])
    await remove('answers', 6)
    expect(await found(testbed)).toEqual(['removed answers 3 3', 'removed answers 6 6'])
    await remove('answers', 1)
    await remove('answers', 2)
    expect(await found(testbed)).toEqual(['removed answers 1 3', 'removed answers 6 6'])
    await testbed.store.db.deleteFrom('consent_record').execute()
    expect(await found(testbed)).toEqual(['removed answers 1 6', 'removed asked 1 5'])
  })

  it('finds the last records gone although the end of the chain was changed to fit, also after more were written', async () => {
    const testbed = await start()
    const { store } = testbed
    const { hash } = await rowAt(testbed, 'answers', 4)
    await store.db.deleteFrom('consent_record').where('chain', '=', 'answers').where('seq', '>', 4).execute()
    await store.db
      .updateTable('consent_chain')
      .set({ seq: 4, hash: hash ?? '' })
      .where('chain', '=', 'answers')
      .execute()
    expect(await found(testbed)).toEqual(['head_changed answers 4'])
    // Nobody is kept from deciding, and it is not made good by it.
    await testbed.decideDevice(await testbed.person('carol'), 'door-1')
    expect(await found(testbed)).toEqual(['head_broken answers '])
    await testbed.decideDevice(await testbed.person('dan'), 'door-1')
    expect(await found(testbed)).toEqual(['head_broken answers '])
  })

  it('finds the end of a chain gone, and goes on writing', async () => {
    const testbed = await start()
    await testbed.store.db.deleteFrom('consent_chain').execute()
    expect(await found(testbed)).toEqual(['head_missing answers ', 'head_missing asked '])
    await testbed.decideDevice(await testbed.person('carol'), 'door-1')
    expect(await found(testbed)).toEqual(['head_broken answers ', 'head_broken asked '])
  })

  it('finds an older store that was put back, by a head that was kept elsewhere', async () => {
    const testbed = await start()
    const { store, ctx, backend } = testbed
    const copy = await store.db.selectFrom('consent_chain').selectAll().execute()
    const early = await recordHead(ctx, backend)
    await testbed.decideDevice(await testbed.person('carol'), 'door-1')
    const { jws } = await recordHead(ctx, backend)
    expect(await found(testbed, early.jws)).toEqual([])
    expect(await found(testbed, jws)).toEqual([])
    await store.db.deleteFrom('consent_record').where('openid', '=', 'carol').execute()
    for (const { seal, seq, hash, appid, chain } of copy) {
      await store.db
        .updateTable('consent_chain')
        .set({ seal, seq, hash })
        .where('appid', '=', appid)
        .where('chain', '=', chain)
        .execute()
    }
    expect(await found(testbed)).toEqual([])
    expect(await found(testbed, jws)).toEqual(['head_lost answers 7', 'head_lost asked 6'])
  })

  it('takes no head that is not its own, nor one of another app', async () => {
    const testbed = await start()
    const { ctx, backend } = testbed
    const other = await createConsentTestbed(testbed.store, 'other')
    const { jws } = await recordHead({ ...ctx, keys: parseKeys(generateMasterKey()) }, backend)
    const ofOther = await recordHead(ctx, other.backend)
    for (const head of ['x', 'a.b.c', jws, ofOther.jws]) {
      const error = await expectRefusal(verifyRecords(ctx, backend, { head }), 'bad_request')
      expect(error.faults).toMatchObject([{ parameter: 'head' }])
    }
    for (const cursor of ['x', 'answers.x', 'other.1', 'answers.1.2']) {
      await expectRefusal(verifyRecords(ctx, backend, { cursor }), 'bad_request')
    }
  })

  it('names two records that changed places, and one that was added', async () => {
    const testbed = await start()
    const { db } = testbed.store
    const [second, fourth] = [await rowAt(testbed, 'answers', 2), await rowAt(testbed, 'answers', 4)]
    await db.updateTable('consent_record').set({ seq: 4 }).where('id', '=', second.id).execute()
    await db.updateTable('consent_record').set({ seq: 2 }).where('id', '=', fourth.id).execute()
    expect(await found(testbed)).toEqual(['changed answers 2', 'changed answers 4'])
    await db.updateTable('consent_record').set({ seq: 2 }).where('id', '=', second.id).execute()
    await db.updateTable('consent_record').set({ seq: 4 }).where('id', '=', fourth.id).execute()
    expect(await found(testbed)).toEqual([])
    await db
      .insertInto('consent_record')
      .values({ ...second, id: '0' })
      .execute()
    await db
      .insertInto('consent_record')
      .values({ ...second, id: '1', seq: 7 })
      .execute()
    await db
      .insertInto('consent_record')
      .values({ ...second, id: '2', chain: null, seq: null })
      .execute()
    expect(await found(testbed)).toEqual(['added answers 2', 'added answers 7', 'added  '])
  })

  it('finds a record that was written anew with a fitting hash, by the one after it and by the end', async () => {
    const testbed = await start()
    const { store } = testbed
    for (const seq of [2, 6]) {
      const row = await rowAt(testbed, 'answers', seq)
      const forged = { ...row, act: 'authorized' as const, openid: 'mallory' }
      const commitment = commitTo(row.salt ?? '', forged)
      const hash = hashRecord({ ...forged, commitment })
      await store.db
        .updateTable('consent_record')
        .set({ ...forged, commitment, hash })
        .where('id', '=', row.id)
        .execute()
    }
    expect(await found(testbed)).toEqual(['changed answers 2', 'changed answers 6'])
  })

  it('tells what was removed for its age from what was removed by hand', async () => {
    const testbed = await start()
    const { ctx, clock } = testbed
    const { jws } = await recordHead(ctx, testbed.backend)
    clock.now += 90 * DAY - 1000
    while (await clearOld(ctx));
    const { checked, short } = await verify(testbed, jws)
    expect({ checked, short }).toEqual({ checked: 8, short: [] })
    clock.now += DAY
    while (await clearOld(ctx));
    expect(await verify(testbed, jws)).toMatchObject({ checked: 6, short: [] })
    await testbed.askDevice(await testbed.person(), 'door-4')
    expect(await verify(testbed, jws)).toMatchObject({ checked: 7, short: [] })
    await testbed.store.db.deleteFrom('consent_record').where('chain', '=', 'asked').execute()
    expect(await found(testbed)).toEqual(['removed asked 6 6'])
  })

  it('links what two nodes write at the same instant, each record once', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = { ...testbed.ctx, store: await store.secondNode() }
    const people = await Promise.all(Array.from({ length: 20 }, (_, n) => testbed.person(`p-${n}`)))
    await Promise.all(people.map((who) => testbed.decideDevice(who, 'door-1')))
    await Promise.all(
      people.map((who, n) =>
        switchAuthorization(n % 2 ? other : testbed.ctx, who, { model_id: MODEL, sn: 'door-1', status: 0 }),
      ),
    )
    expect(await verify(testbed)).toMatchObject({ short: [], checked: 60 })
    const { db } = store
    const seqs = await db
      .selectFrom('consent_record')
      .select('seq')
      .where('chain', '=', 'answers')
      .orderBy('seq')
      .execute()
    expect(seqs.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
  })

  it('checks while nodes write and clear', async () => {
    const testbed = await start()
    const { ctx, clock } = testbed
    const alice = await testbed.person()
    const write = async () => {
      for (let n = 0; n < 40; n++) {
        await testbed.askDevice(alice, `door-${10 + n}`)
        clock.now += 4 * DAY
        await clearOld(ctx)
      }
    }
    let writing = true
    let times = 0
    const check = async () => {
      for (; writing; times++) {
        expect(await found(testbed)).toEqual([])
        // SQLite answers at once, and would leave no turn to the other.
        await setImmediate()
      }
    }
    const checking = check()
    await write().finally(() => {
      writing = false
    })
    await checking
    expect(times).toBeGreaterThan(0)
  })

  it('reads a long chain in parts, with what is wrong at their seams', async () => {
    const testbed = await start()
    const { ctx, store } = testbed
    const {
      salt: _,
      commitment: __,
      chain: ___,
      seq: ____,
      previous: _____,
      ...first
    } = await rowAt(testbed, 'asked', 1)
    const asked = { ...first, act: 'asked' as const }
    await store.write((tx) =>
      appendRecords(
        ctx,
        tx,
        Array.from({ length: 2495 }, (_, n) => ({ ...asked, id: `x${n}` })),
      ),
    )
    expect(await verify(testbed)).toMatchObject({ short: [], checked: 2506 })
    const change = (seq: number) =>
      store.db
        .updateTable('consent_record')
        .set({ words: 'x' })
        .where('chain', '=', 'asked')
        .where('seq', '=', seq)
        .execute()
    for (const seq of [999, 1000, 1998, 1999]) await change(seq)
    const copy = await rowAt(testbed, 'asked', 1500)
    await store.db
      .insertInto('consent_record')
      .values({ ...copy, id: 'copy' })
      .execute()
    expect(await found(testbed)).toEqual([
      'changed asked 999',
      'changed asked 1000',
      'added asked 1500',
      'changed asked 1998',
      'changed asked 1999',
    ])
  })

  it('sees nothing of another app', async () => {
    const testbed = await start()
    const other = await createConsentTestbed(testbed.store, 'other')
    await sql`update consent_record set words = 'x'`.execute(testbed.store.db)
    expect(await verify(other)).toMatchObject({ short: [], checked: 0 })
  })
})

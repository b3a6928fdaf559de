/** Whatever people decide, and whoever is forgotten: what is done by hand to the records is found, and nothing else (B3). */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ConsentTestbed, createConsentTestbed, MODEL } from '../../../test/consent-testbed.ts'
import { eachStore, type TestStore } from '../../../test/each-store.ts'
import type { ConsentRecordRow } from '../../store/records.ts'
import { clearOld } from '../clear-old.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { switchAuthorization } from './switch-authorization.ts'
import { verifyRecords } from './verify-records.ts'

const DAY = 86_400_000
const PEOPLE = ['alice', 'bob', 'carol'] as const

/** One thing that people or the server do. What the rules refuse changes nothing, and is no matter here. */
const step = fc.record({
  act: fc.constantFrom('decide', 'decide', 'decide', 'ask', 'switch', 'switch', 'clear', 'forget', 'age'),
  who: fc.constantFrom(...PEOPLE),
  sn: fc.constantFrom('door-1', 'door-2', 'door-3'),
  yes: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function carryOut(testbed: ConsentTestbed, { act, who, sn, yes }: Step): Promise<void> {
  const { ctx, backend, clock } = testbed
  clock.now += 1000
  const person = await testbed.person(who)
  const done = (() => {
    switch (act) {
      case 'decide':
        return testbed.decideDevice(person, sn, yes ? 'allow' : 'reject')
      case 'ask':
        return testbed.askDevice(person, sn)
      case 'switch':
        return switchAuthorization(ctx, person, { model_id: MODEL, sn, status: yes ? 1 : 0 })
      case 'clear':
        return clearAuthorizations(ctx, person)
      case 'forget':
        return forgetPerson(ctx, backend, who)
      case 'age':
        clock.now += 50 * DAY
        return clearOld(ctx)
    }
  })()
  await done.catch((error: { code?: string }) => {
    if (!['already_authorized', 'already_refused', 'authorization_unknown'].includes(error.code ?? ''))
      throw error
  })
}

/** What somebody does by hand; numbers choose among the rows that there are. */
const damage = fc.record({
  kind: fc.constantFrom(
    'update',
    'update',
    'delete',
    'swap',
    'truncate',
    'head',
    'no_head',
    'copy',
    'append',
    'blank',
  ),
  row: fc.nat(1000),
  other: fc.nat(1000),
  column: fc.constantFrom(
    ...(['openid', 'at', 'act', 'display_name', 'words', 'salt', 'commitment', 'hash', 'previous'] as const),
    ...(['id', 'language', 'app_name', 'erased_by', 'erases', 'sn', 'kind', 'sdk'] as const),
  ),
})
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never

const place = ({ chain, seq }: Pick<ConsentRecordRow, 'chain' | 'seq'>) => `${chain} ${seq}`

/** @returns what may be said of it, as `kind chain seq`; null: there is nothing to do this to */
async function doByHand({ db }: TestStore, appid: string, what: Damage): Promise<Set<string> | null> {
  const rows = await db
    .selectFrom('consent_record')
    .selectAll()
    .where('appid', '=', appid)
    .orderBy('id')
    .execute()
  const row = rows[what.row % rows.length]
  if (!row) return null
  const sameChain = rows
    .filter(({ chain }) => chain === row.chain)
    .sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  const other = sameChain[what.other % sameChain.length]
  /** Without its erasure, a record is blank for no reason. */
  const blankBy = (ids: string[]) =>
    rows.filter(({ erased_by }) => ids.includes(erased_by ?? '')).map((one) => `changed ${place(one)}`)
  const remove = async (gone: ConsentRecordRow[]) => {
    const ids = gone.map(({ id }) => id)
    await db.deleteFrom('consent_record').where('id', 'in', ids).execute()
    return [...gone.map((one) => `removed ${place(one)}`), ...blankBy(ids)]
  }
  switch (what.kind) {
    case 'update': {
      const value = what.column === 'at' ? row.at + 1 : `${row[what.column]}x`
      await db
        .updateTable('consent_record')
        .set({ [what.column]: value })
        .where('id', '=', row.id)
        .execute()
      return new Set([`changed ${place(row)}`, `restored ${place(row)}`, ...blankBy([row.id])])
    }
    case 'delete': {
      const from = sameChain.indexOf(row)
      return new Set(await remove(sameChain.slice(from, from + 1 + (what.other % 3))))
    }
    case 'swap': {
      if (!other || other === row) return null
      for (const [one, seq] of [
        [row, other.seq],
        [other, row.seq],
      ] as const) {
        await db.updateTable('consent_record').set({ seq }).where('id', '=', one.id).execute()
      }
      return new Set([row, other].map((one) => `changed ${place(one)}`))
    }
    case 'truncate': {
      const allowed = await remove(sameChain.slice(sameChain.indexOf(row)))
      const last = sameChain[sameChain.indexOf(row) - 1]
      await db
        .updateTable('consent_chain')
        .set({ seq: last?.seq ?? 0, hash: last?.hash ?? '' })
        .where('appid', '=', appid)
        .where('chain', '=', row.chain ?? 'answers')
        .execute()
      return new Set([...allowed.filter((one) => one.startsWith('changed')), `head_changed ${row.chain}`])
    }
    case 'head':
    case 'no_head': {
      const ofChain = { appid, chain: row.chain ?? 'answers' }
      const fits = (eb: { and(of: typeof ofChain): unknown }) => eb.and(ofChain) as never
      if (what.kind === 'no_head') await db.deleteFrom('consent_chain').where(fits).execute()
      else
        await db
          .updateTable('consent_chain')
          .set((eb) => ({ base_seq: eb('base_seq', '+', 1) }))
          .where(fits)
          .execute()
      return new Set([`${what.kind === 'head' ? 'head_changed' : 'head_missing'} ${row.chain}`])
    }
    case 'copy':
    case 'append': {
      const seq = what.kind === 'copy' ? row.seq : (sameChain.at(-1)?.seq ?? 0) + 1
      await db
        .insertInto('consent_record')
        .values({ ...row, seq, id: `${row.id}x` })
        .execute()
      return new Set([`added ${place({ ...row, seq })}`, `restored ${place({ ...row, seq })}`])
    }
    case 'blank': {
      if (row.salt === null || row.act === 'erased') return null
      const erasure = rows.find(({ act }) => act === 'erased')
      const nothing = {
        words: null,
        sdk: null,
        language: null,
        app_name: null,
        display_name: null,
        salt: null,
      }
      await db
        .updateTable('consent_record')
        .set({ ...nothing, openid: '', kind: null, model_id: null, sn: null, erased_by: erasure?.id ?? null })
        .where('id', '=', row.id)
        .execute()
      return new Set([`changed ${place(row)}`])
    }
  }
}

/** As `kind chain seq`, a range as its places, a head without a place. */
async function found({ ctx, backend }: ConsentTestbed): Promise<string[]> {
  const all: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await verifyRecords(ctx, backend, cursor ? { cursor } : {})
    for (const { kind, chain, seq, until_seq } of page.items) {
      if (kind.startsWith('head')) all.push(`${kind} ${chain}`)
      else for (let at = seq ?? 0; at <= (until_seq ?? seq ?? 0); at++) all.push(`${kind} ${chain} ${at}`)
    }
    if (page.next_cursor === null) return all
    cursor = page.next_cursor
  }
}

eachStore((open, dialect) => {
  it('finds each damage and complains about nothing else', async () => {
    const store = await open()
    let run = 0
    let damaged = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 25 }),
        fc.array(damage, { minLength: 1, maxLength: 6 }),
        async (steps, damages) => {
          const testbed = await createConsentTestbed(store, `app${run++}`)
          const { appid } = testbed.backend
          for (const one of steps) await carryOut(testbed, one)
          expect(await found(testbed)).toEqual([])

          const { db } = store
          const records = await db
            .selectFrom('consent_record')
            .selectAll()
            .where('appid', '=', appid)
            .execute()
          const chains = await db.selectFrom('consent_chain').selectAll().where('appid', '=', appid).execute()
          for (const one of damages) {
            const allowed = await doByHand(store, appid, one)
            if (!allowed) continue
            damaged++
            const said = await found(testbed)
            expect({ said: said.length > 0, of: one }).toEqual({ said: true, of: one })
            expect(said.filter((what) => !allowed.has(what))).toEqual([])
            // As it was.
            await db.deleteFrom('consent_record').where('appid', '=', appid).execute()
            await db.deleteFrom('consent_chain').where('appid', '=', appid).execute()
            await db.insertInto('consent_record').values(records).execute()
            await db.insertInto('consent_chain').values(chains).execute()
            expect(await found(testbed)).toEqual([])
          }
        },
      ),
      {
        numRuns: dialect === 'sqlite' ? 60 : 20,
        interruptAfterTimeLimit: 15_000,
        markInterruptAsFailure: false,
      },
    )
    expect(damaged).toBeGreaterThan(5)
  })
})

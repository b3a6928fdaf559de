import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { MODEL } from '../../test/consent-testbed.ts'
import { eachStore } from '../../test/each-store.ts'
import { databaseOf, type Repositories } from './repositories.ts'

const alicesRow = {
  appid: 'app',
  openid: 'alice',
  subject: `d:${MODEL}:door-1`,
  kind: 'device' as const,
  model_id: MODEL,
  sn: 'door-1',
  group_id: null,
  status: 1,
  display_name: 'Front door',
  created_at: 1,
  updated_at: 2,
  ends_at: null,
  rings_left: null,
  urgent: 0,
  quiet: null,
}
const check = (store: Repositories) => store.consent.effective('app', 'alice', MODEL, 'door-1', Date.now)

eachStore((open, dialect) => {
  it('answers with the row as it is in the store', async () => {
    const store = await open()
    await store.consent.insert(alicesRow)
    expect((await check(store)).row).toEqual(alicesRow)
  })

  it('sees what its own transaction wrote, and nothing of it after a rollback', async () => {
    const store = await open()
    const broken = store.write(async (tx) => {
      await tx.consent.insert(alicesRow)
      expect((await check(tx)).allowed).toBe(true)
      throw new Error('changed my mind')
    })
    await expect(broken).rejects.toThrow('changed my mind')
    expect((await check(store)).allowed).toBe(false)
  })

  if (dialect === 'postgres') {
    const prepared = async (tx: Repositories) =>
      (
        await sql<{ name: string }>`select name from pg_prepared_statements order by name`.execute(
          databaseOf(tx),
        )
      ).rows

    it('keeps one statement prepared for the fixed query, and none for lists of any length', async () => {
      const store = await open()
      await store.write(async (tx) => {
        for (let length = 1; length <= 20; length++) {
          await check(tx)
          const people = Array.from({ length }, (_, n) => `p${n}`)
          await tx.consent.allowedAmong('app', people, MODEL, 'door-1', Date.now())
        }
        expect(await prepared(tx)).toEqual([
          { name: 'callgrant_begin' },
          { name: expect.stringMatching(/^callgrant_consent_of_[0-9a-f]{16}$/) },
        ])
      })
    })

    it('goes on when a newer node adds a column', async () => {
      const store = await open()
      await store.consent.insert(alicesRow)
      // As often as it takes for PostgreSQL to settle for one plan.
      for (let time = 0; time < 10; time++) await check(store)
      await sql`alter table "authorization" add column later integer`.execute(store.db)
      try {
        expect((await check(store)).row).toEqual(alicesRow)
      } finally {
        await sql`alter table "authorization" drop column later`.execute(store.db)
      }
    })
  }
})

/** A store of a version before, with rows in it, becomes one of today. */

import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { eachStore } from '../../test/each-store.ts'
import { newCall } from '../domain/call-fixture.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import type { Tables } from './schema.ts'

/** Takes the newest version's part away. */
async function withoutWechatLedger(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropTable('wechat_authorization').execute()
  await db.schema.alterTable('person').dropColumn('wechat_listed_at').execute()
  await sql`delete from kysely_migration where name = '0004-wechat-ledger'`.execute(db)
}

eachStore((open) => {
  test('an app of before has no message push, and a call of before waits for nobody (C16)', async () => {
    const { db } = await open()
    await withoutWechatLedger(db)
    await db.schema.alterTable('app').dropColumn('message_push').execute()
    await db.schema.alterTable('call').dropColumn('awaits_backend').execute()
    await db.schema.alterTable('call').dropColumn('ring_seconds').execute()
    await sql`delete from kysely_migration where name = '0003-message-push'`.execute(db)
    const app = { appid: 'app', name: 'Home', secret_hash: 'x', calling: 1, ring_timeout_seconds: 30 }
    await db
      .insertInto('app')
      .values({ ...app, oidc_issuers: '[]', created_at: 1 })
      .execute()
    const { awaits_backend: _, ring_seconds: __, ...before } = newCall()
    await db
      .insertInto('call')
      .values(before as never)
      .execute()

    expect(await pendingMigrations(db)).toEqual(['0003-message-push', '0004-wechat-ledger'])
    await migrate(db)
    expect(await pendingMigrations(db)).toEqual([])
    expect(await db.selectFrom('app').select('message_push').execute()).toEqual([{ message_push: null }])
    expect(await db.selectFrom('call').selectAll().execute()).toEqual([newCall()])
  })

  test('of a person of before no list of WeChat’s is known, and the ledger is empty (B5)', async () => {
    const { db } = await open()
    await withoutWechatLedger(db)
    const person = { appid: 'app', openid: 'alice', created_at: 1 }
    await db.insertInto('person').values(person).execute()
    expect(await pendingMigrations(db)).toEqual(['0004-wechat-ledger'])
    await migrate(db)
    const people = await db.selectFrom('person').selectAll().execute()
    expect(people).toEqual([{ ...person, wechat_listed_at: null }])
    expect(await db.selectFrom('wechat_authorization').selectAll().execute()).toEqual([])
  })
})

/** A store of the version before, with rows in it, becomes one of today. */

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { eachStore } from '../../test/each-store.ts'
import { newCall } from '../domain/call-fixture.ts'
import { migrate, pendingMigrations } from './migrate.ts'

eachStore((open) => {
  test('an app of before has no message push, and a call of before waits for nobody (C16)', async () => {
    const { db } = await open()
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

    expect(await pendingMigrations(db)).toEqual(['0003-message-push'])
    await migrate(db)
    expect(await pendingMigrations(db)).toEqual([])
    expect(await db.selectFrom('app').select('message_push').execute()).toEqual([{ message_push: null }])
    expect(await db.selectFrom('call').selectAll().execute()).toEqual([newCall()])
  })
})

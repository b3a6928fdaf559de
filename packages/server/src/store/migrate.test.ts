/** A store of a version before, with rows in it, becomes one of today. */

import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { eachStore } from '../../test/each-store.ts'
import { newCall } from '../rules/call/fixture.ts'
import { columnsOfCall } from './call-columns.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import type { Tables } from './schema.ts'

/** Takes the newest version's part away. */
async function withoutReadByIndex(db: Kysely<Tables>): Promise<void> {
  const indices = [
    'webhook_delivery_waiting',
    'webhook_delivery_by_person',
    'call_of_ring',
    'authorization_refusing',
    'consent_record_unchained',
  ]
  for (const index of indices) await db.schema.dropIndex(index).execute()
  await sql`delete from kysely_migration where name = '0026-read-by-index'`.execute(db)
}

async function withoutMissedCalls(db: Kysely<Tables>): Promise<void> {
  await withoutReadByIndex(db)
  await db.schema.dropIndex('call_missed_by_app').execute()
  await sql`delete from kysely_migration where name = '0025-missed-calls'`.execute(db)
}

async function withoutLists(db: Kysely<Tables>): Promise<void> {
  await withoutMissedCalls(db)
  const indices = ['device_by_seen', 'call_open_by_app', 'webhook_delivery_by_state', 'device_group_by_time']
  for (const index of indices) await db.schema.dropIndex(index).execute()
  await sql`delete from kysely_migration where name = '0023-lists'`.execute(db)
}

async function withoutAppOrigins(db: Kysely<Tables>): Promise<void> {
  await withoutLists(db)
  await db.schema.dropIndex('app_with_origins').execute()
  await db.schema.alterTable('app').dropColumn('origins').execute()
  await sql`delete from kysely_migration where name = '0022-app-origins'`.execute(db)
}

async function withoutRings(db: Kysely<Tables>): Promise<void> {
  await withoutYesBut(db)
  await db.schema.dropIndex('call_by_ring').execute()
  for (const column of ['ring_id', 'answered_by']) {
    await db.schema.alterTable('call').dropColumn(column).execute()
  }
  for (const table of ['ring_leg', 'ring']) await db.schema.dropTable(table).execute()
  await sql`delete from kysely_migration where name = '0019-rings'`.execute(db)
}

async function withoutYesBut(db: Kysely<Tables>): Promise<void> {
  await withoutAppOrigins(db)
  await db.schema.dropIndex('authorization_by_end').execute()
  for (const column of ['ends_at', 'rings_left', 'urgent', 'quiet']) {
    await db.schema.alterTable('authorization').dropColumn(column).execute()
  }
  for (const table of ['person', 'call'] as const) {
    await db.schema.alterTable(table).dropColumn('quiet').execute()
  }
  await db.schema.alterTable('consent_record').dropColumn('terms').execute()
  await sql`delete from kysely_migration where name = '0020-yes-but'`.execute(db)
}

async function withoutPush(db: Kysely<Tables>): Promise<void> {
  await withoutRings(db)
  for (const index of ['call_missed_by_person', 'call_missed_by_device'])
    await db.schema.dropIndex(index).execute()
  await db.schema.alterTable('call').dropColumn('read_at').execute()
  await db.schema.dropTable('push_subscription').execute()
  await sql`delete from kysely_migration where name = '0017-push'`.execute(db)
}

async function withoutEventTrace(db: Kysely<Tables>): Promise<void> {
  await withoutPush(db)
  await db.schema.alterTable('event').dropColumn('trace').execute()
  await sql`delete from kysely_migration where name = '0016-event-trace'`.execute(db)
}

async function withoutRefusedRings(db: Kysely<Tables>): Promise<void> {
  await withoutEventTrace(db)
  await db.schema.dropIndex('event_of_refused_ring').execute()
  await sql`delete from kysely_migration where name = '0015-refused-rings'`.execute(db)
}

async function withoutConsole(db: Kysely<Tables>): Promise<void> {
  await withoutRefusedRings(db)
  for (const table of ['console_link', 'console_session', 'console_audit'])
    await db.schema.dropTable(table).execute()
  await sql`delete from kysely_migration where name = '0014-console'`.execute(db)
}

async function withoutEventsByPerson(db: Kysely<Tables>): Promise<void> {
  await withoutConsole(db)
  await db.schema.dropIndex('event_by_person').execute()
  await sql`delete from kysely_migration where name = '0013-events-by-person'`.execute(db)
}

async function withoutWebhooks(db: Kysely<Tables>): Promise<void> {
  await withoutEventsByPerson(db)
  for (const table of ['webhook', 'webhook_delivery']) await db.schema.dropTable(table).execute()
  await sql`delete from kysely_migration where name = '0012-webhooks'`.execute(db)
}

async function withoutConsentChain(db: Kysely<Tables>): Promise<void> {
  await withoutWebhooks(db)
  await db.schema.dropIndex('consent_record_by_chain').execute()
  const columns = [
    'language',
    'app_name',
    'salt',
    'commitment',
    'chain',
    'seq',
    'previous',
    'hash',
    'erases',
    'erased_by',
  ]
  for (const column of columns) {
    await db.schema.alterTable('consent_record').dropColumn(column).execute()
  }
  await db.schema.dropTable('consent_chain').execute()
  await sql`delete from kysely_migration where name = '0011-consent-chain'`.execute(db)
}

async function withoutEvents(db: Kysely<Tables>): Promise<void> {
  await withoutConsentChain(db)
  for (const table of ['event', 'event_counter']) await db.schema.dropTable(table).execute()
  await sql`delete from kysely_migration where name = '0010-events'`.execute(db)
}

async function withoutCallQuality(db: Kysely<Tables>): Promise<void> {
  await withoutEvents(db)
  for (const column of ['caller_quality', 'listener_quality']) {
    await db.schema.alterTable('call').dropColumn(column).execute()
  }
  await sql`delete from kysely_migration where name = '0009-call-quality'`.execute(db)
}

async function withoutListenerOffline(db: Kysely<Tables>): Promise<void> {
  await withoutCallQuality(db)
  await db.schema.alterTable('call').dropColumn('listener_offline').execute()
  await sql`delete from kysely_migration where name = '0008-listener-offline'`.execute(db)
}

async function withoutModelTypes(db: Kysely<Tables>): Promise<void> {
  await withoutListenerOffline(db)
  for (const column of ['model_type_en', 'model_type_zh'] as const) {
    await db.schema.alterTable('model').dropColumn(column).execute()
  }
  await sql`delete from kysely_migration where name = '0007-model-types'`.execute(db)
}

/** And those of the versions before. */
async function withoutEarlySetup(db: Kysely<Tables>): Promise<void> {
  await withoutModelTypes(db)
  for (const table of ['app', 'person', 'call'] as const) {
    await db.schema.alterTable(table).dropColumn('preview').execute()
  }
  for (const table of ['app', 'call'] as const) {
    await db.schema.alterTable(table).dropColumn('early_setup').execute()
  }
  await sql`delete from kysely_migration where name = '0006-early-setup'`.execute(db)
}

async function withoutLimits(db: Kysely<Tables>): Promise<void> {
  await withoutEarlySetup(db)
  for (const index of ['call_by_end', 'consent_record_asked']) await db.schema.dropIndex(index).execute()
  await db.schema.dropTable('allowance').execute()
  await sql`delete from kysely_migration where name = '0005-limits'`.execute(db)
}

async function withoutWechatLedger(db: Kysely<Tables>): Promise<void> {
  await withoutLimits(db)
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
    const now = columnsOfCall({ ...newCall(), earlySetup: 'off' })
    const { awaits_backend: _, ring_seconds: __, early_setup: ___, preview: ____, ...rest } = now
    const {
      caller_quality: _____,
      listener_quality: ______,
      ring_id: _______,
      answered_by: ________,
      quiet: _________,
      ...before
    } = rest
    await db
      .insertInto('call')
      .values(before as never)
      .execute()

    expect(await pendingMigrations(db)).toEqual([
      '0003-message-push',
      '0004-wechat-ledger',
      '0005-limits',
      '0006-early-setup',
      '0007-model-types',
      '0008-listener-offline',
      '0009-call-quality',
      '0010-events',
      '0011-consent-chain',
      '0012-webhooks',
      '0013-events-by-person',
      '0014-console',
      '0015-refused-rings',
      '0016-event-trace',
      '0017-push',
      '0019-rings',
      '0020-yes-but',
      '0022-app-origins',
      '0023-lists',
      '0025-missed-calls',
      '0026-read-by-index',
    ])
    await migrate(db)
    expect(await pendingMigrations(db)).toEqual([])
    expect(await db.selectFrom('app').select('message_push').execute()).toEqual([{ message_push: null }])
    expect(await db.selectFrom('call').selectAll().execute()).toEqual([
      { ...now, listener_offline: 0, read_at: null },
    ])
  })

  test('of a person of before no list of WeChat’s is known, and the ledger is empty (B5)', async () => {
    const { db } = await open()
    await withoutWechatLedger(db)
    const person = { appid: 'app', openid: 'alice', created_at: 1 }
    await db.insertInto('person').values(person).execute()
    expect(await pendingMigrations(db)).toEqual([
      '0004-wechat-ledger',
      '0005-limits',
      '0006-early-setup',
      '0007-model-types',
      '0008-listener-offline',
      '0009-call-quality',
      '0010-events',
      '0011-consent-chain',
      '0012-webhooks',
      '0013-events-by-person',
      '0014-console',
      '0015-refused-rings',
      '0016-event-trace',
      '0017-push',
      '0019-rings',
      '0020-yes-but',
      '0022-app-origins',
      '0023-lists',
      '0025-missed-calls',
      '0026-read-by-index',
    ])
    await migrate(db)
    const people = await db.selectFrom('person').selectAll().execute()
    expect(people).toEqual([{ ...person, wechat_listed_at: null, preview: 1, quiet: null }])
    expect(await db.selectFrom('wechat_authorization').selectAll().execute()).toEqual([])
  })

  test('a call of before connects after the answer; apps and people of before have the defaults (C17)', async () => {
    const { db } = await open()
    await withoutEarlySetup(db)
    const {
      early_setup: _,
      preview: __,
      caller_quality: ___,
      listener_quality: ____,
      ring_id: _____,
      answered_by: ______,
      quiet: _______,
      ...before
    } = columnsOfCall(newCall())
    await db
      .insertInto('call')
      .values(before as never)
      .execute()
    const app = { appid: 'app', name: 'Home', secret_hash: 'x', calling: 1, ring_timeout_seconds: 30 }
    await db
      .insertInto('app')
      .values({ ...app, oidc_issuers: '[]', created_at: 1 })
      .execute()
    await migrate(db)
    const calls = await db.selectFrom('call').select(['early_setup', 'preview']).execute()
    expect(calls).toEqual([{ early_setup: 'off', preview: 0 }])
    const apps = await db.selectFrom('app').select(['early_setup', 'preview']).execute()
    expect(apps).toEqual([{ early_setup: 'authorized', preview: 1 }])
  })
})

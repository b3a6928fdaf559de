/** Where rings are pushed to, and which missed calls were read: see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'

  await db.schema
    .createTable('push_subscription')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('openid', text, (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('service', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('kid', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addColumn('seen_at', time, (c) => c.notNull())
    .addColumn('rung', text)
    .addPrimaryKeyConstraint('push_subscription_key', ['appid', 'id'])
    .execute()
  await db.schema
    .createIndex('push_subscription_by_person')
    .on('push_subscription')
    .columns(['appid', 'openid'])
    .execute()
  await db.schema
    .createIndex('push_subscription_rung')
    .on('push_subscription')
    .column('rung')
    .where('rung', 'is not', null)
    .execute()
  await db.schema.alterTable('call').addColumn('read_at', time).execute()
  // Each with the condition of `missed` in ../missed-calls.ts.
  for (const [name, columns] of [
    ['call_missed_by_person', ['appid', 'openid', 'ended_at']],
    ['call_missed_by_device', ['appid', 'model_id', 'sn', 'ended_at']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('call')
      .columns([...columns])
      .where(
        sql<boolean>`end_reason in ('timeout', 'cancelled') and accepted_at is null and awaits_backend = 0`,
      )
      .execute()
  }
}

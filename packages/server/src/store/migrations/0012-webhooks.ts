/** Where an app's events are posted to, and what came of it: see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'

  await db.schema
    .createTable('webhook')
    .addColumn('id', text, (c) => c.primaryKey().notNull())
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('types', 'text')
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('old_secret', 'text')
    .addColumn('old_secret_until', time)
    .addColumn('enabled', 'integer', (c) => c.notNull())
    .addColumn('position', 'bigint', (c) => c.notNull())
    .addColumn('failures', 'integer', (c) => c.notNull())
    .addColumn('retry_at', time, (c) => c.notNull())
    .addColumn('succeeded_at', time)
    .addColumn('failing_since', time)
    .addColumn('lease_until', time, (c) => c.notNull())
    .addColumn('lease_by', 'text')
    .addColumn('created_at', time, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('webhook_by_app').on('webhook').columns(['appid', 'id']).execute()
  await db.schema
    .createTable('webhook_delivery')
    .addColumn('id', text, (c) => c.primaryKey().notNull())
    .addColumn('webhook_id', text, (c) => c.notNull())
    .addColumn('event_id', 'text', (c) => c.notNull())
    .addColumn('number', 'bigint', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('openid', 'text')
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addColumn('next_at', time)
    .addColumn('give_up_at', time, (c) => c.notNull())
    .addColumn('attempted_at', time)
    .addColumn('duration_ms', 'integer')
    .addColumn('status', 'integer')
    .addColumn('answer', 'text')
    .addColumn('error', 'text')
    .execute()
  await db.schema
    .createIndex('webhook_delivery_by_webhook')
    .on('webhook_delivery')
    .columns(['webhook_id', 'id'])
    .execute()
  await db.schema
    .createIndex('webhook_delivery_open')
    .on('webhook_delivery')
    .columns(['webhook_id', 'state', 'next_at'])
    .where(sql.ref('state'), '!=', sql.lit('done'))
    .execute()
  // What the sweep clears, oldest first.
  await db.schema
    .createIndex('webhook_delivery_by_time')
    .on('webhook_delivery')
    .column('created_at')
    .execute()
}

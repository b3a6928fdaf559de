/** Message push (C16): an app's settings for it, and what a call must know while its back end is asked. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  await db.schema.alterTable('app').addColumn('message_push', text).execute()
  // With defaults, so that nodes of the version before can still write calls while this one comes in.
  await db.schema
    .alterTable('call')
    .addColumn('awaits_backend', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await db.schema
    .alterTable('call')
    .addColumn('ring_seconds', 'integer', (c) => c.notNull().defaultTo(60))
    .execute()
}

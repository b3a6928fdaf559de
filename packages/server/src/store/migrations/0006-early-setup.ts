/** Before the answer: settings of an app and of a person, and what was decided for each call (C17). */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  // With defaults, so that nodes of the version before can still write while this one comes in.
  await db.schema
    .alterTable('app')
    .addColumn('early_setup', text, (c) => c.notNull().defaultTo('authorized'))
    .execute()
  for (const table of ['app', 'person'] as const) {
    await db.schema
      .alterTable(table)
      .addColumn('preview', 'integer', (c) => c.notNull().defaultTo(1))
      .execute()
  }
  await db.schema
    .alterTable('call')
    .addColumn('early_setup', text, (c) => c.notNull().defaultTo('off'))
    .execute()
  await db.schema
    .alterTable('call')
    .addColumn('preview', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
}

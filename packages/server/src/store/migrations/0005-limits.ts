/** What one identity may do in a time, and how old rows are found: see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'

  await db.schema
    .createTable('allowance')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('party', text, (c) => c.notNull())
    .addColumn('act', text, (c) => c.notNull())
    .addColumn('minute_until', time, (c) => c.notNull())
    .addColumn('day_until', time, (c) => c.notNull())
    .addPrimaryKeyConstraint('allowance_key', ['appid', 'party', 'act'])
    .execute()
  // What the sweep clears, oldest first.
  await db.schema.createIndex('allowance_by_day').on('allowance').column('day_until').execute()
  await db.schema
    .createIndex('call_by_end')
    .on('call')
    .column('ended_at')
    .where(sql.ref('state'), '=', sql.lit('ended'))
    .execute()
  await db.schema
    .createIndex('consent_record_asked')
    .on('consent_record')
    .column('at')
    .where(sql.ref('act'), '=', sql.lit('asked'))
    .execute()
}

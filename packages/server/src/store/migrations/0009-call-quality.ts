/** What each side of a call said at its end of how good it was. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  for (const column of ['caller_quality', 'listener_quality']) {
    await db.schema.alterTable('call').addColumn(column, text).execute()
  }
}

/** The device-type name in each language: see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  await db.schema.alterTable('model').addColumn('model_type_en', text).execute()
  await db.schema.alterTable('model').addColumn('model_type_zh', text).execute()
}

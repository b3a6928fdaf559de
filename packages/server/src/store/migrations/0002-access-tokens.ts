/** Access tokens of back ends written for WeChat: see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'

  await db.schema
    .createTable('access_token')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('serial', 'integer', (c) => c.notNull())
    .addColumn('issued_at', time, (c) => c.notNull())
    .addColumn('expires_at', time, (c) => c.notNull())
    .addColumn('previous_until', time, (c) => c.notNull())
    .addColumn('forced_at', time, (c) => c.notNull())
    .addColumn('forced_on', 'integer', (c) => c.notNull())
    .addColumn('forced_count', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('access_token_key', ['appid', 'kind'])
    .execute()
}

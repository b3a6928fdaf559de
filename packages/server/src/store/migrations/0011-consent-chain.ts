/**
 * Records of consent are linked in chains: see ../schema.ts for what each column means. The records that are there already
 * are linked when a server starts, which has the keys.
 */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const number = 'bigint'

  const columns = [
    'language',
    'app_name',
    'salt',
    'commitment',
    'chain',
    'previous',
    'hash',
    'erases',
    'erased_by',
  ]
  for (const column of columns) await db.schema.alterTable('consent_record').addColumn(column, text).execute()
  await db.schema.alterTable('consent_record').addColumn('seq', number).execute()
  // Not unique: two rows in one place are for `records verify` to find, and must not stop anybody from deciding.
  await db.schema
    .createIndex('consent_record_by_chain')
    .on('consent_record')
    .columns(['appid', 'chain', 'seq'])
    .execute()

  await db.schema
    .createTable('consent_chain')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('chain', text, (c) => c.notNull())
    .addColumn('base_seq', number, (c) => c.notNull())
    .addColumn('base_hash', text, (c) => c.notNull())
    .addColumn('seq', number, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .addColumn('broken_at', number)
    .addColumn('links_until', number)
    .addColumn('seal', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('consent_chain_key', ['appid', 'chain'])
    .execute()
}

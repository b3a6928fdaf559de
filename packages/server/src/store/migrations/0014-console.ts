/** Who is signed in to the console, and what they did: see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'

  await db.schema
    .createTable('console_link')
    .addColumn('hash', text, (c) => c.primaryKey().notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('who', 'text', (c) => c.notNull())
    .addColumn('expires_at', time, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('console_link_by_end').on('console_link').column('expires_at').execute()
  await db.schema
    .createTable('console_session')
    .addColumn('hash', text, (c) => c.primaryKey().notNull())
    .addColumn('who', 'text', (c) => c.notNull())
    .addColumn('role', 'text')
    .addColumn('sub', 'text')
    .addColumn('email', 'text')
    .addColumn('created_at', time, (c) => c.notNull())
    .addColumn('seen_at', time, (c) => c.notNull())
    .addColumn('expires_at', time, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('console_session_by_end').on('console_session').column('expires_at').execute()
  await db.schema
    .createTable('console_audit')
    .addColumn('id', text, (c) => c.primaryKey().notNull())
    .addColumn('at', time, (c) => c.notNull())
    .addColumn('who', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('appid', text)
    .addColumn('act', 'text', (c) => c.notNull())
    .addColumn('names_person', 'integer', (c) => c.notNull())
    .addColumn('openid', text)
    .addColumn('target', 'text')
    .addColumn('status', 'integer')
    .execute()
  await db.schema.createIndex('console_audit_by_app').on('console_audit').columns(['appid', 'id']).execute()
  await db.schema
    .createIndex('console_audit_by_person')
    .on('console_audit')
    .columns(['appid', 'openid'])
    .where(sql.ref('openid'), 'is not', null)
    .execute()
  // What the sweep clears, oldest first.
  await db.schema.createIndex('console_audit_by_time').on('console_audit').column('at').execute()
}

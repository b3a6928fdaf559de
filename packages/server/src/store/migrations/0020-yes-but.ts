/** What is allowed for a time, quiet hours, and calls that came in them: see ../schema.ts for what each column means. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('authorization').addColumn('ends_at', 'bigint').execute()
  await db.schema.alterTable('authorization').addColumn('rings_left', 'integer').execute()
  await db.schema
    .alterTable('authorization')
    .addColumn('urgent', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('authorization').addColumn('quiet', 'text').execute()
  await db.schema.alterTable('person').addColumn('quiet', 'text').execute()
  await db.schema
    .alterTable('call')
    .addColumn('quiet', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('consent_record').addColumn('terms', 'text').execute()
  // What the sweep looks for; of most apps nothing.
  await db.schema
    .createIndex('authorization_by_end')
    .on('authorization')
    .column('ends_at')
    .where(sql.ref('ends_at'), 'is not', null)
    .where(sql.ref('status'), '=', sql.lit(1))
    .execute()
}

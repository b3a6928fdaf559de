/** Rings of several people (docs/households.md): one row each, one for each person, and the calls that belong to them. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'

  await db.schema
    .createTable('ring')
    .addColumn('ring_id', text, (c) => c.primaryKey())
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('plan', text, (c) => c.notNull())
    .addColumn('model_id', text, (c) => c.notNull())
    .addColumn('sn', text, (c) => c.notNull())
    .addColumn('caller', text, (c) => c.notNull())
    .addColumn('wish', text, (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addColumn('ended_at', time)
    .addColumn('end_reason', text)
    .addColumn('answered_room', text)
    .execute()
  // What the sweeper reads: few rows whatever the history.
  await db.schema
    .createIndex('ring_open')
    .on('ring')
    .columns(['appid', 'model_id', 'sn'])
    .where(sql.ref('state'), '!=', sql.lit('ended'))
    .execute()
  await db.schema
    .createIndex('ring_by_end')
    .on('ring')
    .column('ended_at')
    .where(sql.ref('state'), '=', sql.lit('ended'))
    .execute()

  await db.schema
    .createTable('ring_leg')
    .addColumn('ring_id', text, (c) => c.notNull().references('ring.ring_id').onDelete('cascade'))
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('openid', text, (c) => c.notNull())
    .addColumn('name', text)
    .addColumn('seconds', 'integer', (c) => c.notNull())
    .addColumn('room_id', text)
    .addColumn('refusal', text)
    .addColumn('refusal_message', text)
    .addPrimaryKeyConstraint('ring_leg_key', ['ring_id', 'place'])
    .execute()
  // A person who is forgotten.
  await db.schema.createIndex('ring_leg_by_person').on('ring_leg').columns(['appid', 'openid']).execute()

  for (const column of ['ring_id', 'answered_by']) {
    await db.schema.alterTable('call').addColumn(column, text).execute()
  }
  await db.schema
    .createIndex('call_by_ring')
    .on('call')
    .columns(['ring_id'])
    .where(sql.ref('ring_id'), 'is not', null)
    .execute()
}

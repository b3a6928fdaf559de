/** What an app's missed calls are listed by, newest first, where it has a hundred thousand others. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createIndex('call_missed_by_app')
    .on('call')
    .columns(['appid', 'created_at', 'room_id'])
    // The condition of those by person and by device, of 0017.
    .where(
      sql<boolean>`end_reason in ('timeout', 'cancelled') and accepted_at is null and awaits_backend = 0`,
    )
    .execute()
}

/** Refused rings, to be counted. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createIndex('event_of_refused_ring')
    .on('event')
    .columns(['appid', 'at'])
    .where(sql.ref('type'), '=', sql.lit('call.refused'))
    .execute()
}

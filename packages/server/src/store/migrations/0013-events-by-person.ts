/** Events of one person, to be forgotten. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createIndex('event_by_person')
    .on('event')
    .columns(['appid', 'openid'])
    .where(sql.ref('openid'), 'is not', null)
    .execute()
}

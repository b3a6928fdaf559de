/** What the lists of the console are read by, where a table has a hundred thousand rows. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  // Devices that are online are among those that were seen lately.
  await db.schema.createIndex('device_by_seen').on('device').columns(['appid', 'last_seen_at']).execute()
  await db.schema
    .createIndex('call_open_by_app')
    .on('call')
    .columns(['appid', 'created_at', 'room_id'])
    .where(sql.ref('state'), '!=', sql.lit('ended'))
    .execute()
  await db.schema
    .createIndex('webhook_delivery_by_state')
    .on('webhook_delivery')
    .columns(['webhook_id', 'state', 'id'])
    .where(sql.ref('state'), '!=', sql.lit('done'))
    .execute()
  await db.schema
    .createIndex('device_group_by_time')
    .on('device_group')
    .columns(['appid', 'created_at', 'group_id'])
    .execute()
}

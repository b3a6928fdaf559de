/** What is looked for again and again, where a table has millions of rows of which few are meant. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  // Of an app's consents the few are those that refuse.
  await db.schema
    .createIndex('authorization_refusing')
    .on('authorization')
    .columns(['appid', 'openid', 'subject'])
    .where(sql.ref('status'), '=', sql.lit(0))
    .execute()
  await db.schema
    .createIndex('call_of_ring')
    .on('call')
    .columns(['appid', 'ring_id', 'created_at', 'room_id'])
    .where(sql.ref('ring_id'), 'is not', null)
    .execute()
  // None, unless somebody wrote by hand.
  await db.schema
    .createIndex('consent_record_unchained')
    .on('consent_record')
    .columns(['appid', 'id'])
    .where(sql<boolean>`(chain is null or seq is null or chain not in ('answers', 'asked'))`)
    .execute()
  // Deliveries that are to be tried, in the order in which they are due and, of those, in the order of their events.
  await db.schema
    .createIndex('webhook_delivery_waiting')
    .on('webhook_delivery')
    .columns(['webhook_id', 'next_at', 'number'])
    .where(sql.ref('state'), '=', sql.lit('waiting'))
    .execute()
  await db.schema
    .createIndex('webhook_delivery_by_person')
    .on('webhook_delivery')
    .column('openid')
    .where(sql.ref('openid'), 'is not', null)
    .execute()
}

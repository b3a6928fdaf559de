/** The first tables: see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  // Byte order everywhere: pages come in the same order on both databases, whatever the server's locale.
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'
  const flag = 'integer'

  await db.schema
    .createTable('app')
    .addColumn('appid', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('secret_hash', text, (c) => c.notNull())
    .addColumn('calling', flag, (c) => c.notNull())
    .addColumn('ring_timeout_seconds', 'integer', (c) => c.notNull())
    .addColumn('oidc_issuers', text, (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .execute()

  await db.schema
    .createTable('model')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('model_id', text, (c) => c.notNull())
    .addColumn('model_type', text, (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addPrimaryKeyConstraint('model_key', ['appid', 'model_id'])
    .execute()

  await db.schema
    .createTable('device_group')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('group_id', text, (c) => c.notNull())
    .addColumn('group_name', text, (c) => c.notNull())
    .addColumn('model_id', text, (c) => c.notNull())
    .addColumn('model_type', text, (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addPrimaryKeyConstraint('device_group_key', ['appid', 'group_id'])
    .execute()

  await db.schema
    .createTable('device')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('model_id', text, (c) => c.notNull())
    .addColumn('sn', text, (c) => c.notNull())
    .addColumn('group_id', text)
    .addColumn('public_key', text)
    .addColumn('registered_at', time)
    .addColumn('last_seen_at', time)
    .addColumn('created_at', time, (c) => c.notNull())
    .addPrimaryKeyConstraint('device_key', ['appid', 'model_id', 'sn'])
    .execute()
  // The members of a group, to list and to count.
  await db.schema
    .createIndex('device_by_group')
    .on('device')
    .columns(['appid', 'group_id', 'model_id', 'sn'])
    .where(sql.ref('group_id'), 'is not', null)
    .execute()

  await db.schema
    .createTable('person')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('openid', text, (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addPrimaryKeyConstraint('person_key', ['appid', 'openid'])
    .execute()

  await db.schema
    .createTable('authorization')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('openid', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('model_id', text)
    .addColumn('sn', text)
    .addColumn('group_id', text)
    .addColumn('status', flag, (c) => c.notNull())
    .addColumn('display_name', text, (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addColumn('updated_at', time, (c) => c.notNull())
    // In the order of the check and of the back end's pages: an app, a person, a device or group.
    .addPrimaryKeyConstraint('authorization_key', ['appid', 'openid', 'subject'])
    .execute()
  // "Who has authorized this device, or this group?"
  await db.schema
    .createIndex('authorization_by_subject')
    .on('authorization')
    .columns(['appid', 'subject', 'openid'])
    .execute()

  await db.schema
    .createTable('consent_record')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('openid', text, (c) => c.notNull())
    .addColumn('at', time, (c) => c.notNull())
    .addColumn('act', text, (c) => c.notNull())
    .addColumn('kind', text)
    .addColumn('model_id', text)
    .addColumn('sn', text)
    .addColumn('group_id', text)
    .addColumn('display_name', text)
    .addColumn('words', text)
    .addColumn('sdk', text)
    .execute()
  // Pages of records, newest first: of an app, a person, a device, a group. The id sorts by time.
  await db.schema.createIndex('consent_record_by_app').on('consent_record').columns(['appid', 'id']).execute()
  await db.schema
    .createIndex('consent_record_by_person')
    .on('consent_record')
    .columns(['appid', 'openid', 'id'])
    .execute()
  await db.schema
    .createIndex('consent_record_by_device')
    .on('consent_record')
    .columns(['appid', 'sn', 'model_id', 'id'])
    .where(sql.ref('sn'), 'is not', null)
    .execute()
  await db.schema
    .createIndex('consent_record_by_group')
    .on('consent_record')
    .columns(['appid', 'group_id', 'id'])
    .where(sql.ref('group_id'), 'is not', null)
    .execute()

  await db.schema
    .createTable('used_token')
    .addColumn('jti', text, (c) => c.primaryKey())
    .addColumn('expires_at', time, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('used_token_by_expiry').on('used_token').column('expires_at').execute()

  await db.schema
    .createTable('call')
    .addColumn('room_id', text, (c) => c.primaryKey())
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('room_type', text, (c) => c.notNull())
    .addColumn('business_type', 'integer', (c) => c.notNull())
    .addColumn('charge_type', text, (c) => c.notNull())
    .addColumn('caller_kind', text, (c) => c.notNull())
    .addColumn('model_id', text, (c) => c.notNull())
    .addColumn('sn', text, (c) => c.notNull())
    .addColumn('openid', text, (c) => c.notNull())
    .addColumn('caller_name', text, (c) => c.notNull())
    .addColumn('listener_name', text, (c) => c.notNull())
    .addColumn('caller_camera', flag, (c) => c.notNull())
    .addColumn('listener_camera', flag, (c) => c.notNull())
    .addColumn('caller_client', text)
    .addColumn('listener_client', text)
    .addColumn('custom_query', text)
    .addColumn('payload', text)
    .addColumn('time_limit_seconds', 'integer')
    .addColumn('caller_media', flag, (c) => c.notNull())
    .addColumn('listener_media', flag, (c) => c.notNull())
    .addColumn('created_at', time, (c) => c.notNull())
    .addColumn('joined_at', time)
    .addColumn('accepted_at', time)
    .addColumn('started_at', time)
    .addColumn('ended_at', time)
    .addColumn('end_reason', text)
    .addColumn('end_by', text)
    .addColumn('end_origin', text)
    .addColumn('end_message', text)
    .addColumn('deadline_at', time)
    .addColumn('caller_seen_at', time, (c) => c.notNull())
    .addColumn('listener_seen_at', time)
    .execute()
  // What the sweeper reads, and "open calls of …": few rows whatever the history.
  await db.schema
    .createIndex('call_open')
    .on('call')
    .columns(['deadline_at'])
    .where(sql.ref('state'), '!=', sql.lit('ended'))
    .execute()
  await db.schema
    .createIndex('call_open_by_person')
    .on('call')
    .columns(['appid', 'openid'])
    .where(sql.ref('state'), '!=', sql.lit('ended'))
    .execute()
  await db.schema
    .createIndex('call_open_by_device')
    .on('call')
    .columns(['appid', 'model_id', 'sn'])
    .where(sql.ref('state'), '!=', sql.lit('ended'))
    .execute()
  // Pages of history, newest first.
  await db.schema.createIndex('call_by_app').on('call').columns(['appid', 'created_at', 'room_id']).execute()
  await db.schema
    .createIndex('call_by_person')
    .on('call')
    .columns(['appid', 'openid', 'created_at', 'room_id'])
    .execute()
  await db.schema
    .createIndex('call_by_device')
    .on('call')
    .columns(['appid', 'model_id', 'sn', 'created_at', 'room_id'])
    .execute()

  await db.schema
    .createTable('busy')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('party', text, (c) => c.notNull())
    .addColumn('room_id', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('busy_key', ['appid', 'party'])
    .execute()
  await db.schema.createIndex('busy_by_room').on('busy').column('room_id').execute()
}

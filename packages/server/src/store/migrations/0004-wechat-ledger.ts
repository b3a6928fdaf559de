/** The ledger of what WeChat knows (B5): see ../schema.ts for what each column means. */

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import { hasRowLocks } from '../db.ts'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  const text: ColumnDataType | RawBuilder<unknown> = hasRowLocks(db) ? sql`text collate "C"` : 'text'
  const time = 'bigint'

  await db.schema.alterTable('person').addColumn('wechat_listed_at', time).execute()
  await db.schema
    .createTable('wechat_authorization')
    .addColumn('appid', text, (c) => c.notNull())
    .addColumn('openid', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('model_id', text)
    .addColumn('sn', text)
    .addColumn('group_id', text)
    .addColumn('status', 'integer', (c) => c.notNull())
    .addColumn('known_by', text, (c) => c.notNull())
    .addColumn('observed_at', time, (c) => c.notNull())
    .addColumn('changed_at', time, (c) => c.notNull())
    // In the order of the back end's pages, and of one person's list.
    .addPrimaryKeyConstraint('wechat_authorization_key', ['appid', 'openid', 'subject'])
    .execute()
  // "Who has authorized this device, or this group, inside WeChat?"
  await db.schema
    .createIndex('wechat_authorization_by_subject')
    .on('wechat_authorization')
    .columns(['appid', 'subject', 'openid'])
    .execute()
}

/** Origins whose pages may use an app's sessions and device tokens. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .alterTable('app')
    .addColumn('origins', 'text', (c) => c.notNull().defaultTo('[]'))
    .execute()
  // An origin is looked for among the few apps that have any.
  await db.schema
    .createIndex('app_with_origins')
    .on('app')
    .column('appid')
    .where(sql.ref('origins'), '!=', sql.lit('[]'))
    .execute()
}

/** Whether the back end was told that nobody is rung (C14): see ../schema.ts. */

import type { Kysely } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .alterTable('call')
    .addColumn('listener_offline', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
}

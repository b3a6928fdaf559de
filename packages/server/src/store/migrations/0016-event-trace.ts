/** The trace in which an event was written, so that its webhooks are part of it. */

import type { Kysely } from 'kysely'
import type { Tables } from '../schema.ts'

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('event').addColumn('trace', 'text').execute()
}

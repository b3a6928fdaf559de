/** Fills a store with people who decided about doors, as many as a city has. */

import { sql } from 'kysely'
import { subjectKey } from '../packages/server/src/rules/consent/subject.ts'
import type { Database } from '../packages/server/src/store/store.ts'

/** Rows of each table that one transaction adds: the database makes them itself, so that millions take minutes. */
const BATCH = 100_000

/** Every person allowed one door of their own; one in two doors is in a group. */
export async function fillPeople(store: Database, appid: string, count: number): Promise<void> {
  const app = sql.lit(appid)
  const at = sql.lit(Date.now())
  const subject = sql.lit(subjectKey({ kind: 'device', modelId: 'm_door', sn: 'door-' }))
  for (let from = 0; from < count; from += BATCH) {
    const numbers = sql`with recursive numbers(n) as (
      select ${sql.lit(from)} union all select n + 1 from numbers where n + 1 < ${sql.lit(Math.min(count, from + BATCH))}
    )`
    await store.db.transaction().execute(async (tx) => {
      await sql`insert into person (appid, openid, created_at)
        ${numbers} select ${app}, 'p' || n, ${at} from numbers`.execute(tx)
      await sql`insert into device (appid, model_id, sn, group_id, registered_at, created_at)
        ${numbers} select ${app}, 'm_door', 'door-' || n, case when n % 2 = 0 then 'g_' || (n / 100) end, ${at}, ${at}
          from numbers`.execute(tx)
      await sql`insert into "authorization"
          (appid, openid, subject, kind, model_id, sn, status, display_name, created_at, updated_at)
        ${numbers} select ${app}, 'p' || n, ${subject} || n, 'device', 'm_door', 'door-' || n, 1, 'Front door phone', ${at}, ${at}
          from numbers`.execute(tx)
    })
  }
}

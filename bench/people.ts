/** Fills a store with people who decided about doors, as many as a city has. */

import { subjectKey } from '../packages/server/src/rules/consent/subject.ts'
import { fixedQuery } from '../packages/server/src/store/fixed-query.ts'
import type { Database } from '../packages/server/src/store/store.ts'

/** Rows of each table that one transaction adds: the database makes them itself, so that millions take minutes. */
const BATCH = 100_000

/** The group of a door, as `fillPeople` has it: of one in two. */
export const groupOf = (n: number): string | null => (n % 2 === 0 ? `g_${Math.floor(n / 100)}` : null)

const numbers = `with recursive numbers(n) as (
  select cast($3 as integer) union all select n + 1 from numbers where n + 1 < cast($4 as integer)
)`
const app = 'cast($1 as text)'
const at = 'cast($2 as bigint)'
const fills = [
  fixedQuery(
    'bench_people',
    `insert into person (appid, openid, created_at)
      ${numbers} select ${app}, 'p' || n, ${at} from numbers`,
  ),
  fixedQuery(
    'bench_devices',
    `insert into device (appid, model_id, sn, group_id, registered_at, created_at)
      ${numbers} select ${app}, 'm_door', 'door-' || n, case when n % 2 = 0 then 'g_' || (n / 100) end, ${at}, ${at}
        from numbers`,
  ),
  fixedQuery(
    'bench_grants',
    `insert into "authorization"
        (appid, openid, subject, kind, model_id, sn, status, display_name, created_at, updated_at)
      ${numbers} select ${app}, 'p' || n, '${subjectKey({ kind: 'device', modelId: 'm_door', sn: 'door-' })}' || n,
        'device', 'm_door', 'door-' || n, 1, 'Front door phone', ${at}, ${at} from numbers`,
  ),
]

/** Every person allowed one door of their own; one in two doors is in a group. */
export async function fillPeople(store: Database, appid: string, count: number): Promise<void> {
  const now = Date.now()
  for (let from = 0; from < count; from += BATCH) {
    await store.db.transaction().execute(async (tx) => {
      for (const fill of fills) await fill(tx, [appid, now, from, Math.min(count, from + BATCH)])
    })
  }
}

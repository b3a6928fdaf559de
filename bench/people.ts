/** Fills a store with people who decided about doors, as many as a city has. */

import { subjectKey } from '../packages/server/src/rules/consent/subject.ts'
import type { Database } from '../packages/server/src/store/store.ts'

const BATCH = 1000

/** Every person allowed one door of their own; one in two doors is in a group. */
export async function fillPeople(store: Database, appid: string, count: number): Promise<void> {
  const at = Date.now()
  for (let from = 0; from < count; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => from + index)
    await store.db.transaction().execute(async (tx) => {
      await tx
        .insertInto('person')
        .values(numbers.map((n) => ({ appid, openid: `p${n}`, created_at: at })))
        .execute()
      await tx
        .insertInto('device')
        .values(
          numbers.map((n) => ({
            appid,
            model_id: 'm_door',
            sn: `door-${n}`,
            group_id: n % 2 === 0 ? `g_${Math.floor(n / 100)}` : null,
            public_key: null,
            registered_at: at,
            last_seen_at: null,
            created_at: at,
          })),
        )
        .execute()
      await tx
        .insertInto('authorization')
        .values(
          numbers.map((n) => ({
            appid,
            openid: `p${n}`,
            subject: subjectKey({ kind: 'device', modelId: 'm_door', sn: `door-${n}` }),
            kind: 'device' as const,
            model_id: 'm_door',
            sn: `door-${n}`,
            group_id: null,
            status: 1,
            display_name: 'Front door phone',
            created_at: at,
            updated_at: at,
          })),
        )
        .execute()
    })
  }
}

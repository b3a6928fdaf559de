/** The same question to PostgreSQL, against one prepared `select` of the row by its key, on the same server. */

import pg from 'pg'
import { Bench } from 'tinybench'
import { subjectKey } from '../packages/server/src/rules/consent/subject.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { fillPeople } from './people.ts'
import { postgresDatabases } from './postgres-databases.ts'
import { type Suite, sideBySide } from './suite.ts'

const PEOPLE = 10_000

export const suite: Suite = {
  name: `may it ring? (A5) on PostgreSQL, ${PEOPLE.toLocaleString('en')} people`,
  bare: 'one prepared select of pg',
  async measure() {
    const postgres = await postgresDatabases()
    if (postgres instanceof Error) return { leftOut: postgres.message }
    const url = await postgres.database()
    const store = await openStore(url)
    await fillPeople(store, 'app', PEOPLE)
    const bareDb = new pg.Client({ connectionString: url })
    await bareDb.connect()
    await bareDb.query('analyze')
    const select = {
      name: 'bare',
      text: 'select status from "authorization" where appid = $1 and openid = $2 and subject = $3',
    }
    let ours = 0
    let bare = 0
    const next = (n: number) => (n + 7919) % PEOPLE
    const bench = new Bench({ time: 800 })
      .add('ours', async () => {
        ours = next(ours)
        const found = await store.consent.effective('app', `p${ours}`, 'm_door', `door-${ours}`, Date.now)
        if (!found.allowed) throw new Error('refused')
      })
      .add('bare', async () => {
        bare = next(bare)
        const subject = subjectKey({ kind: 'device', modelId: 'm_door', sn: `door-${bare}` })
        const { rows } = await bareDb.query({ ...select, values: ['app', `p${bare}`, subject] })
        if (rows[0]?.status !== 1) throw new Error('refused')
      })
    return sideBySide(bench, async () => {
      await bareDb.end()
      await store.close()
      await postgres.stop()
    })
  },
}

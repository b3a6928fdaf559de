/** The same question to PostgreSQL, against one prepared `select` of the row by its key, on the same server. */

import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { Bench } from 'tinybench'
import { subjectKey } from '../packages/server/src/rules/consent/subject.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { type Postgres, startPostgres } from '../scripts/lib/postgres.ts'
import { fillPeople } from './people.ts'
import { type Suite, sideBySide } from './suite.ts'

const PEOPLE = 10_000

export const suite: Suite = {
  name: `may it ring? (A5) on PostgreSQL, ${PEOPLE.toLocaleString('en')} people`,
  bare: 'one prepared select of pg',
  async measure() {
    const server = await findServer()
    if (server instanceof Error) return { leftOut: server.message }
    const admin = new pg.Client({ connectionString: server.url })
    await admin.connect()
    const name = `bench_${randomBytes(6).toString('hex')}`
    await admin.query(`create database ${name}`)
    const url = new URL(server.url)
    url.pathname = `/${name}`
    const store = await openStore(url.href)
    await fillPeople(store, 'app', PEOPLE)
    const bareDb = new pg.Client({ connectionString: url.href })
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
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      await server.stop()
    })
  },
}

/** The server that the tests are given, else a throw-away one; an Error that says why there is none. */
async function findServer(): Promise<Pick<Postgres, 'url' | 'stop'> | Error> {
  const url = process.env.CALLGRANT_TEST_DATABASE_URL
  if (url) return { url, stop: async () => {} }
  try {
    return await startPostgres()
  } catch (error) {
    return error as Error
  }
}

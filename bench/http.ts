/** The back end's check over HTTP, one question and fifty at once, beside a bare Fastify that sends back what it was sent. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateMasterKey } from '../packages/server/src/credentials/keys.ts'
import { generateSecret, hashSecret } from '../packages/server/src/credentials/secret.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { createCallTestbed, MODEL } from '../packages/server/test/call-testbed.ts'
import { askFor, written } from './http-load.ts'
import { fillPeople } from './people.ts'
import { startNode, startScript } from './processes.ts'
import type { Suite } from './suite.ts'

const PEOPLE = 10_000
const AT_ONCE = 50
const APP = 'bench'

export const suite: Suite = {
  name: 'check by HTTP, 32 connections',
  bare: 'bare Fastify, which sends back the query or the body',
  async measure(report) {
    const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
    const url = `sqlite:${join(folder, 'bench.db')}`
    const secret = generateSecret()
    const store = await openStore(url)
    // For its models; people and grants are of an app of this bench's own.
    await createCallTestbed(store)
    const app = { name: 'Bench', calling: 1, ring_timeout_seconds: 60, oidc_issuers: '[]', created_at: 1 }
    await store.db
      .insertInto('app')
      .values({ ...app, appid: APP, secret_hash: hashSecret(secret) })
      .execute()
    const model = { appid: APP, model_id: MODEL, model_type: 'door phone', created_at: 1 }
    await store.models.insert({ ...model, model_type_en: null, model_type_zh: null })
    await fillPeople(store, APP, PEOPLE)
    await store.close()
    const env = { DATABASE_URL: url, CALLGRANT_DATA_DIR: folder, CALLGRANT_KEYS: generateMasterKey() }
    const [ours, echo] = [await startNode(env), await startScript('echo-server.ts')]
    const authorization = `Basic ${btoa(`${APP}:${secret}`)}`
    const path = '/v1/authorizations/check'
    const one = written('GET', `${path}?openid=p77&model_id=${MODEL}&sn=door-77`, authorization)
    const questions = Array.from({ length: AT_ONCE }, (_, n) => {
      const person = (n * 7919) % PEOPLE
      return { openid: `p${person}`, model_id: MODEL, sn: `door-${person}` }
    })
    const many = written('POST', path, authorization, { questions })
    try {
      for (const { address } of [ours, echo]) await askFor(address, one, { seconds: 1.5 })
      report({
        name: `check, one question, ${PEOPLE.toLocaleString('en')} people, 32 connections`,
        ours: await askFor(ours.address, one),
        bare: await askFor(echo.address, one),
        unit: '/s',
      })
      await askFor(ours.address, many, { seconds: 1.5 })
      report({
        name: `check, answers of ${AT_ONCE} questions at once`,
        ours: AT_ONCE * (await askFor(ours.address, many)),
        bare: AT_ONCE * (await askFor(echo.address, many)),
        unit: '/s',
      })
    } finally {
      await Promise.all([ours.stop(), echo.stop()])
      await rm(folder, { recursive: true })
    }
    return []
  },
}

/** The pages beside /docs, and the examples of /openapi.json: real, whole, and linked. */

import { ERRORS, NOTICES, REQUESTS } from '@callgrant/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordAll } from '../../../../../scripts/lib/record-examples.ts'
import { type TestServer, testServer } from '../../../test/test-server.ts'
import { apiExamples } from './api-examples.ts'

/** They need a back end that takes message push, or answer something else than JSON. */
const NOT_RECORDED = [
  'GET /v1/authorizations/records/:record_id/receipt.html',
  'GET /v1/people/:openid/export',
  'POST /v1/app/message_push/test',
]

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const page = async (url: string) => {
  const { status, body, headers } = await server.anyone('GET', url)
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8' })
  return body as string
}
const idsOf = (html: string) => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)

describe('the examples', () => {
  it('are there for every operation that answers JSON, and fit what it takes and answers', () => {
    const examples = apiExamples()
    const routes = server.app.apiRoutes.filter(({ hidden }) => !hidden)
    const names = routes.map(({ method, url }) => `${method} ${url}`)
    expect(names.filter((name) => !(name in examples)).sort()).toEqual(NOT_RECORDED)
    for (const route of routes) {
      const example = examples[`${route.method} ${route.url}`]
      if (!example) continue
      expect(example.status).toBe(route.status ?? 200)
      expect(() => route.answer.parse(example.answer), route.url).not.toThrow()
      if (route.body) expect(() => route.body?.parse(example.body), route.url).not.toThrow()
    }
  })

  it('are what a server answers now, but for ids, secrets and times', async () => {
    expect(steady(await recordAll())).toEqual(steady(apiExamples()))
  })

  it('are in the document, each with a line for curl that names the server', async () => {
    const { body } = await server.anyone('GET', '/openapi.json')
    const { post } = body.paths['/v1/tickets']
    expect(post.requestBody.content['application/json'].example).toEqual({ model_id: 'm_door', sn: 'door-1' })
    expect(post.responses['200'].content['application/json'].example.expires_in).toBe(300)
    expect(post['x-codeSamples'][0].source).toBe(
      [
        `curl -X POST 'http://127.0.0.1:7100/v1/tickets' \\`,
        `  -u "$CALLGRANT_APPID:$CALLGRANT_SECRET" \\`,
        `  -H 'content-type: application/json' \\`,
        `  -d '{"model_id":"m_door","sn":"door-1"}'`,
      ].join('\n'),
    )
    expect(body.servers).toEqual([{ url: 'http://127.0.0.1:7100' }])
  })
})

describe('the pages', () => {
  it('have an entry for every error, to which each refusal of an operation leads', async () => {
    const ids = idsOf(await page('/docs/errors'))
    expect(ids).toEqual(Object.keys(ERRORS))
    const { body } = await server.anyone('GET', '/openapi.json')
    const links = [...JSON.stringify(body.paths).matchAll(/\(\/docs\/errors#([a-z_]+)\)/g)].map(
      ([, id]) => id,
    )
    expect(links.length).toBeGreaterThan(300)
    for (const id of new Set(links)) expect(ids).toContain(id)
  })

  it('show every message of the WebSocket with its example, and load nothing', async () => {
    const html = await page('/docs/socket')
    const ids = idsOf(html)
    for (const type of Object.keys(REQUESTS)) expect(ids).toContain(type)
    for (const type of Object.keys(NOTICES)) expect(ids).toContain(`notice.${type}`)
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(html).toContain('door-1-main')
    expect(html).not.toMatch(/<script|<link|src=/)
  })
})

/** With every id and secret as one word, and no times: what another run has otherwise. */
function steady(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, part: unknown) => {
      if (typeof part === 'number') return part > 1e9 || name === 'duration_ms' ? 0 : part
      if (typeof part !== 'string') return part
      const word = part.startsWith('/') ? /[0-9A-Za-z_-]{16,}/g : /[0-9A-Za-z_+/=.-]{16,}/g
      return part.replace(word, (found) => (/[0-9A-Z]/.test(found) ? '…' : found))
    }),
  )
}

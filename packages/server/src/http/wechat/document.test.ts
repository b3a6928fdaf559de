/** What /openapi.json says of WeChat's calls is what they do. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestServer, testServer } from '../../../test/test-server.ts'
import { errcodeOf, WECHAT_CODES } from './codes.ts'
import { errcodesOf } from './route.ts'

let server: TestServer
// biome-ignore lint/suspicious/noExplicitAny: a JSON document
let paths: any
beforeAll(async () => {
  server = await testServer()
  paths = (await server.anyone('GET', '/openapi.json')).body.paths
})
afterAll(() => server.stop())

const operations = () =>
  server.app.wechatRoutes.map((route) => ({
    route,
    operation: paths[route.url]?.[route.method.toLowerCase()],
  }))

describe('the document', () => {
  it('has every call under its own tag, once, with one answer: HTTP 200', () => {
    for (const { route, operation } of operations()) {
      expect(operation, route.url).toMatchObject({ tags: ['wechat'], summary: route.summary })
      expect(Object.keys(operation.responses)).toEqual(['200'])
      expect(Object.keys(paths[route.url])).toEqual([route.method.toLowerCase()])
    }
  })

  it('says where the access token goes, and shows a request and an answer with their fields described', () => {
    const { operation } = operations().find(({ route }) => route.url === '/wxa/getsnticket') ?? {}
    expect(operation.parameters).toMatchObject([{ name: 'access_token', in: 'query', required: true }])
    const { schema, example } = operation.requestBody.content['application/json']
    expect(example).toEqual({ sn: 'door-1', model_id: 'm_door' })
    expect(schema.properties.sn.description).toMatch(/1 to 128 bytes/)
    const [good] = operation.responses[200].content['application/json'].schema.anyOf
    expect(good.examples).toEqual([
      { errcode: 0, errmsg: 'ok', sn_ticket: expect.stringMatching(/^[0-9A-Za-z]{32}$/) },
    ])
  })

  it('lists every number that a call can answer, with WeChat’s words', () => {
    for (const { route, operation } of operations()) {
      for (const code of errcodesOf(route)) {
        expect(operation.responses[200].description, route.url).toContain(`\`${code}\``)
      }
    }
  })
})

describe('the table of numbers', () => {
  it('has each number with words and what to do, and each code of ours once', () => {
    const ours = Object.values(WECHAT_CODES).flatMap(({ of = [] }) => of)
    expect(new Set(ours).size).toBe(ours.length)
    for (const { errmsg, todo } of Object.values(WECHAT_CODES)) {
      expect(errmsg).not.toMatch(/[:.]$|rid/)
      expect(todo).toMatch(/^\S.*[^.]$/)
    }
  })

  it('has every number that any call can answer, and WeChat’s words for those of calls (2, 7, 9, 19, 20, 1005)', () => {
    const answered = new Set(server.app.wechatRoutes.flatMap((route) => errcodesOf(route)))
    expect([...answered].filter((code) => !WECHAT_CODES[code])).toEqual([])
    expect([2, 7, 9, 19, 20, 1005].map((code) => WECHAT_CODES[code]?.errmsg)).toEqual([
      'deviceId is wrong',
      'openid is wrong',
      'openid has not authorized device',
      'openid does not belong to this appid',
      'openid is invalid',
      'another call is in progress',
    ])
  })

  it('falls back to the number that code written for WeChat knows from elsewhere, then to -1', () => {
    expect([errcodeOf('not_authorized'), errcodeOf('call_in_progress'), errcodeOf('app_exists')]).toEqual([
      9, 1005, -1,
    ])
  })
})

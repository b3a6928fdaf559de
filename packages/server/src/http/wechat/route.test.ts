import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../../test/test-server.ts'
import { signAccessToken } from '../../credentials/access-token.ts'

let server: TestServer
let token: string
beforeEach(async () => {
  server = await testServer()
  const row = await server.ctx.store.accessTokens.renew(
    { appid: server.appid, kind: 'stable' },
    'due',
    server.clock.now,
  )
  token = await signAccessToken(server.ctx.keys, row as NonNullable<typeof row>, row?.issued_at ?? 0)
})
afterEach(() => server.stop())

const good = { sn: 'door-1', model_id: MODEL }
const ask = (
  options: { method?: string; query?: string; body?: unknown; headers?: Record<string, string> } = {},
) => {
  const { method = 'POST', query = `?access_token=${token}`, body, headers } = options
  return server.anyone(method, `/wxa/getsnticket${query}`, {
    ...(method !== 'GET' && { body: 'body' in options ? body : good }),
    ...(headers && { headers }),
  })
}

describe('a call of WeChat’s host', () => {
  it('answers errcode 0, ok and its fields', async () => {
    const { status, body } = await ask()
    expect(status).toBe(200)
    expect(body).toEqual({ errcode: 0, errmsg: 'ok', sn_ticket: expect.stringMatching(/^[0-9A-Za-z]{32}$/) })
  })

  it.each([
    ['text/plain'],
    ['application/json; charset=utf-8'],
    ['application/json;charset=UTF-8'],
    ['application/x-www-form-urlencoded'],
    ['text/xml'],
    ['nonsense'],
    [''],
  ])('reads JSON whatever the content type: %s', async (type) => {
    expect((await ask({ headers: { 'content-type': type } })).body).toMatchObject({ errcode: 0 })
  })

  it.each([['text/xml'], ['nonsense'], ['']])(
    'answers 40066 for a call that is not there, whatever the content type: %s',
    async (type) => {
      const headers = { 'content-type': type }
      const { status, body } = await server.anyone('POST', '/wxa/nothing', { body: good, headers })
      expect([status, body.errcode]).toEqual([200, 40066])
    },
  )

  it('passes over fields that it does not know, and a byte order mark', async () => {
    expect((await ask({ body: { ...good, appid: 'x', access_token: 'y' } })).body.errcode).toBe(0)
    expect((await ask({ body: `\ufeff${JSON.stringify(good)}` })).body.errcode).toBe(0)
  })

  it.each([
    ['no token', { query: '' }, 41001, /^access_token missing: put it into the query/],
    ['an empty token', { query: '?access_token=' }, 41001, /^access_token missing/],
    [
      'a token in a header',
      { query: '', headers: { authorization: 'Bearer x' } },
      41001,
      /header is not looked at/,
    ],
    [
      'a token of nobody',
      { query: '?access_token=x' },
      40001,
      /^invalid credential, access_token is invalid or not latest/,
    ],
    ['another method', { method: 'GET' }, 43002, /^require POST method/],
    ['another method and no token', { method: 'GET', query: '' }, 41001, /^access_token missing/],
    ['nothing posted', { body: undefined }, 44002, /^empty post data/],
    ['an empty body', { body: '' }, 44002, /^empty post data/],
    ['blanks', { body: ' \n' }, 44002, /^empty post data/],
    [
      'a form',
      { body: 'sn=door-1&model_id=m_door' },
      47001,
      /^data format error: the body is a form; send one JSON/,
    ],
    ['broken JSON', { body: '{"sn":' }, 47001, /^data format error: the body is no JSON/],
    ['XML', { body: '<xml/>' }, 47001, /^data format error: the body is XML/],
    ['bytes that are no UTF-8', { body: Buffer.from([123, 255, 125]) }, 47001, /not UTF-8/],
    [
      'JSON in a string',
      { body: JSON.stringify(JSON.stringify(good)) },
      47001,
      /turned into a string once more/,
    ],
    ['an array', { body: [good] }, 47001, /should be one JSON object/],
    ['a number for a string', { body: { ...good, sn: 1 } }, 47001, /sn should be String instead of Number/],
    ['too much', { body: `"${'x'.repeat(70_000)}"` }, 45002, /^content size out of limit/],
    ['no sn', { body: { model_id: MODEL } }, 9800002, /sn is missing/],
    ['no model', { body: { sn: 'a' } }, 9800003, /model_id is missing/],
    ['a long sn', { body: { ...good, sn: 'x'.repeat(129) } }, 9800001, /at most 128 bytes, and this has 129/],
    ['a wrong sn', { body: { ...good, sn: 'door 1' } }, 9800002, /digits, letters/],
    [
      'an unknown model',
      { body: { ...good, model_id: 'm_x' } },
      9800003,
      /^model_id check failed: the app has no model/,
    ],
  ])('refuses %s', async (_, options, errcode, words) => {
    const { status, body } = await ask(options)
    expect(status).toBe(200)
    expect(body).toEqual({ errcode, errmsg: expect.stringMatching(words) })
    expect(body.errmsg).toMatch(/ rid: [0-9a-f-]{36}$/)
  })

  it('is counted by its errcode, since its HTTP status says nothing', async () => {
    await ask()
    await ask({ query: '' })
    await ask({ method: 'GET' })
    const { body } = await server.anyone('GET', '/metrics')
    for (const errcode of [0, 41001, 43002]) {
      expect(body).toContain(
        `callgrant_wechat_answers_total{route="/wxa/getsnticket",errcode="${errcode}"} 1`,
      )
    }
  })

  it('promises nothing while the store is away (-1)', async () => {
    await server.ctx.store.close()
    const { status, body } = await ask()
    expect(status).toBe(200)
    expect(body).toEqual({
      errcode: -1,
      errmsg: expect.stringMatching(/^system error: \S.*[Tt]ry again.* rid: /),
    })
  })
})

/**
 * Requests as public clients of many languages put them on the wire: method, address, order of the query, headers and
 * bytes. And the answers as those clients read them: which fields, of which JSON type.
 */

import { type IncomingHttpHeaders, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MODEL, type TestServer, testServer } from '../../../test/test-server.ts'

let server: TestServer
let token: string
beforeAll(async () => {
  server = await testServer({ listen: true, now: Date.now })
  // Of the stable kind, which the tests of the other kind leave good.
  const body = { grant_type: 'client_credential', appid: server.appid, secret: server.secret }
  token = (await wire('POST', '/cgi-bin/stable_token', {}, JSON.stringify(body))).json.access_token
})
afterAll(() => server.stop())

interface Wire {
  status: number
  headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what an answer holds
  json: any
}

/** Sends exactly these headers (and `host`) and these bytes over a socket. */
function wire(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const chunked = headers['transfer-encoding'] === 'chunked'
    const length = body === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(body) }
    const sent = request(`${server.address}${path}`, { method, headers: { ...headers, ...length } })
    sent.on('error', reject)
    sent.on('response', async (response) => {
      let text = ''
      for await (const part of response.setEncoding('utf8')) text += part
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        json: JSON.parse(text),
      })
    })
    if (headers.expect) sent.on('continue', () => sent.end(body)).flushHeaders()
    else sent.end(body)
  })
}

const values: Record<string, () => string> = {
  grant_type: () => 'client_credential',
  appid: () => server.appid,
  secret: () => server.secret,
}
function tokenPath(order: string[]): string {
  return `/cgi-bin/token?${order.map((name) => `${name}=${values[name]?.()}`).join('&')}`
}

describe('getAccessToken', () => {
  it.each([
    ['WxJava, EasyWeChat, Senparc, the official Android demo', ['grant_type', 'appid', 'secret'], {}],
    ['PowerWeChat, which sorts the query', ['appid', 'grant_type', 'secret'], {}],
    [
      'a browser-like client with a body type on a GET',
      ['secret', 'appid', 'grant_type'],
      { 'content-type': 'application/json' },
    ],
    [
      'the HTTP client of Java 11, which offers HTTP/2',
      ['grant_type', 'appid', 'secret'],
      {
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      },
    ],
  ])('as %s', async (_, order, headers) => {
    const { status, json } = await wire('GET', tokenPath(order), headers)
    expect(status).toBe(200)
    // EasyWeChat takes `intval`, PowerWeChat a float, WxJava an int; none wants `errcode` here.
    expect(
      z.strictObject({ access_token: z.string().max(512), expires_in: z.int() }).parse(json),
    ).toBeTruthy()
  })
})

describe('getStableAccessToken', () => {
  const fields = () => ({ grant_type: 'client_credential', appid: server.appid, secret: server.secret })
  it.each([
    [
      'silenceper/wechat',
      'application/json;charset=utf-8',
      () => `${JSON.stringify({ ...fields(), force_refresh: false })}\n`,
    ],
    ['axios and fetch', 'application/json', () => JSON.stringify(fields())],
    [
      'a field of a client’s own',
      'application/json',
      () => JSON.stringify({ ...fields(), force_update: true }),
    ],
    [
      'a field that nobody set',
      'application/json',
      () => JSON.stringify({ ...fields(), force_refresh: null }),
    ],
    ['curl -d', 'application/x-www-form-urlencoded', () => JSON.stringify(fields())],
    ['WxJava (Apache, JoddHttp)', 'text/plain; charset=UTF-8', () => JSON.stringify(fields())],
  ])('as %s', async (_, type, body) => {
    const { json } = await wire('POST', '/cgi-bin/stable_token', { 'content-type': type }, body())
    expect(
      z.strictObject({ access_token: z.string(), expires_in: z.int().positive() }).parse(json),
    ).toBeTruthy()
  })
})

/** How each client posts JSON: its headers, and the bytes it makes of an object. */
const CLIENTS: [string, Record<string, string>, (value: object) => string | Buffer][] = [
  ['WxJava (Java, Apache), older', { 'content-type': 'text/plain; charset=UTF-8' }, JSON.stringify],
  ['WxJava (Java, Apache), newer', { 'content-type': 'application/json; charset=utf-8' }, JSON.stringify],
  [
    'the official Android demo (OkHttp)',
    { 'content-type': 'application/json; charset=utf-8' },
    JSON.stringify,
  ],
  ['wechatpy (Python, requests with bytes)', {}, (value) => Buffer.from(JSON.stringify(value))],
  ['Python’s requests with json=', { 'content-type': 'application/json' }, (value) => spaced(value)],
  [
    'silenceper/wechat (Go)',
    { 'content-type': 'application/json;charset=utf-8' },
    (value) => `${JSON.stringify(value)}\n`,
  ],
  ['PowerWeChat (Go)', { 'content-type': 'application/json' }, JSON.stringify],
  ['EasyWeChat (PHP)', { 'content-type': 'application/json' }, (value) => phpEscaped(value)],
  [
    'PHP’s curl with CURLOPT_POSTFIELDS',
    { 'content-type': 'application/x-www-form-urlencoded' },
    JSON.stringify,
  ],
  [
    'SKIT.FlurlHttpClient.Wechat (.NET)',
    { 'content-type': 'application/json; charset=UTF-8' },
    JSON.stringify,
  ],
  [
    '.NET’s JsonContent, in chunks',
    { 'content-type': 'application/json; charset=utf-8', 'transfer-encoding': 'chunked' },
    JSON.stringify,
  ],
  [
    '.NET Framework’s HttpWebRequest, which waits for 100 Continue',
    { 'content-type': 'application/x-www-form-urlencoded', expect: '100-continue' },
    JSON.stringify,
  ],
  [
    'a .NET StreamWriter, with a byte order mark',
    { 'content-type': 'application/octet-stream' },
    (value) => Buffer.from(`\ufeff${JSON.stringify(value)}`),
  ],
  [
    'co-wechat-api (Node)',
    { 'content-type': 'application/json', accept: 'application/json' },
    JSON.stringify,
  ],
]

/** As Python's `json.dumps` writes it. */
function spaced(value: object): string {
  return JSON.stringify(value, null, 1)
    .replace(/\n */g, '')
    .replaceAll('","', '", "')
    .replaceAll('":"', '": "')
}

/** As PHP's `json_encode` writes it with no flags: slashes and everything but ASCII escaped. */
function phpEscaped(value: object): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

// What the clients read, strictly: WxJava and SKIT fail on a wrong type, WxJava also on an `errcode` that is absent.
const ok = { errcode: z.literal(0), errmsg: z.string() }
const device = { model_id: z.string(), sn: z.string() }
const SnTicket = z.object({ ...ok, sn_ticket: z.string().length(32) })
const Created = z.object({ ...ok, group_id: z.string().min(1) })
const Changed = z.object({ ...ok, device_list: z.array(z.strictObject({ ...device, errcode: z.int32() })) })
const Info = z.object({
  ...ok,
  group_name: z.string(),
  model_id: z.string(),
  model_type: z.string(),
  device_list: z.array(z.strictObject(device)),
  max_device_count: z.int32(),
})
const Packages = z.object({
  ...ok,
  pkg_list: z.array(
    z.strictObject({
      pkg_id: z.string(),
      pkg_type: z.int32(),
      start_time: z.int(),
      end_time: z.int(),
      pkg_status: z.literal(1),
      used: z.int32(),
      all: z.int32(),
    }),
  ),
  max_active_number: z.int32(),
})
const forever = { expire_time: z.literal(1893427200) }
const Activated = z.object({
  ...ok,
  device_list: z.array(z.strictObject({ ...device, ...forever, errcode: z.literal(0) })),
})
const Licensed = z.object({ ...ok, device_list: z.array(z.strictObject({ ...device, ...forever })) })

describe.each(CLIENTS)('%s', (name, headers, bytes) => {
  const post = async (path: string, value: object, more = '') => {
    const { status, json } = await wire('POST', `${path}?access_token=${token}${more}`, headers, bytes(value))
    expect(status).toBe(200)
    return json
  }
  const sn = `sn-${CLIENTS.findIndex(([other]) => other === name)}`
  const one = { model_id: MODEL, sn }

  it('gets a ticket, whatever the order of the fields', async () => {
    expect(SnTicket.parse(await post('/wxa/getsnticket', one)).errmsg).toBe('ok')
    expect(SnTicket.parse(await post('/wxa/getsnticket', { sn, model_id: MODEL })).errmsg).toBe('ok')
  })

  it('makes a group, changes it and reads it', async () => {
    const group_name = '三年级/2班'
    const { group_id } = Created.parse(
      await post('/wxa/business/group/createid', { model_id: MODEL, group_name }),
    )
    const add = await post('/wxa/business/group/adddevice', { group_id, device_list: [one], force_add: true })
    expect(Changed.parse(add).device_list).toEqual([{ ...one, errcode: 0 }])
    const info = Info.parse(await post('/wxa/business/group/getinfo', { group_id }))
    expect(info).toMatchObject({ group_name, device_list: [one], max_device_count: 50 })
    // WxJava has one class for both requests, so that force_add comes here as well.
    const remove = { group_id, device_list: [one], force_add: null }
    expect(Changed.parse(await post('/wxa/business/group/removedevice', remove)).device_list).toEqual([
      { ...one, errcode: 0 },
    ])
  })

  it('finds every device licensed', async () => {
    const list = { pkg_type: 0, device_list: [{ ...one, active_number: 1 }] }
    expect(
      Packages.parse(await post('/wxa/business/license/getpkglist', { pkg_type: 3 })).pkg_list,
    ).toHaveLength(1)
    expect(Packages.parse(await post('/wxa/business/license/getpkglist', {})).pkg_list).toHaveLength(1)
    Activated.parse(await post('/wxa/business/license/activedevice', list))
    Licensed.parse(await post('/wxa/business/license/getdeviceinfo', { device_list: [one] }))
  })

  it('reads a refusal by `errcode` and `errmsg`, HTTP 200', async () => {
    const refused = await post('/wxa/getsnticket', { ...one, sn: 'a b' })
    expect(z.strictObject({ errcode: z.literal(9800002), errmsg: z.string() }).parse(refused)).toBeTruthy()
  })

  it('may have more in the query, in any order', async () => {
    // The official Android demo sends grant_type with every request.
    const path = `/wxa/getsnticket?grant_type=client_credential&lang=zh_CN&access_token=${token}`
    expect((await wire('POST', path, headers, bytes(one))).json.errcode).toBe(0)
  })
})

describe('a token that is no longer good', () => {
  it.each([
    ['WxJava, wechatpy and SKIT get a new one on 40001, 40014 and 42001', 'x'],
    ['a token of WeChat’s own, kept from before the host name changed', '72_kZ0nQbYxL-_AbCdEf0123456789'],
  ])('%s', async (_, old) => {
    const { status, json } = await wire('POST', `/wxa/getsnticket?access_token=${old}`, {}, '{}')
    expect(status).toBe(200)
    expect(json.errcode).toBe(40001)
    expect(json.errmsg).toMatch(/^invalid credential, access_token is invalid or not latest.* rid: \S+$/)
  })
})

describe('code2Session', () => {
  it.each([
    ['WxJava', ['appid', 'secret', 'js_code', 'grant_type']],
    ['PowerWeChat, which sorts the query', ['appid', 'grant_type', 'js_code', 'secret']],
  ])('as %s', async (_, order) => {
    const { body } = await (await server.person()).send('POST', '/v1/me/code')
    const given: Record<string, string> = {
      appid: server.appid,
      secret: server.secret,
      js_code: body.code,
      grant_type: 'authorization_code',
    }
    const query = order.map((name) => `${name}=${encodeURIComponent(given[name] ?? '')}`).join('&')
    const { json, headers } = await wire('GET', `/sns/jscode2session?${query}`)
    expect(z.strictObject({ openid: z.literal('alice'), session_key: z.base64() }).parse(json)).toBeTruthy()
    // Spring's RestTemplate picks the converter by this.
    expect(headers['content-type']).toMatch(/^text\/plain/)
  })
})

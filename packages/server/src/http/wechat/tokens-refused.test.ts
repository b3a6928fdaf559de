/** What is answered instead of an access token or an openid; what is counted, and what is logged. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TestServer, testServer } from '../../../test/test-server.ts'
import { wechatTokens } from '../../../test/wechat-tokens.ts'

let server: TestServer
const { credential, stable, plain, opens } = wechatTokens(() => server)

describe('what is missing or wrong', () => {
  beforeEach(async () => {
    server = await testServer({ settings: { wrongCredentialLimit: 0 } })
  })
  afterEach(() => server.stop())

  it.each([
    [{ grant_type: '' }, 40002, /^invalid grant_type: send grant_type client_credential/],
    [{ grant_type: 'authorization_code' }, 40002, /^invalid grant_type/],
    [{ appid: '' }, 41002, /^appid missing/],
    [{ secret: '' }, 41004, /^appsecret missing/],
    [{ appid: 'wx_nobody' }, 40013, /^invalid appid: no app has this appid; create it/],
    [{ appid: 'a b' }, 40013, /^invalid appid/],
    [{ secret: 'wrong' }, 40125, /^invalid appsecret/],
  ])('%j is the same number for both kinds of token', async (wrong, errcode, words) => {
    for (const answer of [await plain(wrong), await stable(wrong)]) {
      expect(answer).toEqual({ errcode, errmsg: expect.stringMatching(words) })
    }
  })

  it('is WeChat’s own number for a parameter that is not there at all', async () => {
    const get = async (path: string) => (await server.anyone('GET', path)).body.errcode
    expect(await get('/cgi-bin/token')).toBe(40002)
    expect(await get('/cgi-bin/token?grant_type=client_credential')).toBe(41002)
    expect(await get(`/cgi-bin/token?grant_type=client_credential&appid=${server.appid}`)).toBe(41004)
    expect(await get('/sns/jscode2session?grant_type=authorization_code&appid=a&secret=b')).toBe(41008)
    expect(await get('/sns/jscode2session?grant_type=authorization_code&appid=a&secret=b&js_code=c')).toBe(
      40013,
    )
  })

  it('is the method, or the type of force_refresh', async () => {
    expect((await server.anyone('GET', '/cgi-bin/stable_token')).body.errcode).toBe(43002)
    expect((await server.anyone('POST', '/cgi-bin/token', { body: {} })).body.errcode).toBe(43001)
    expect(await stable({ force_refresh: 'true' })).toMatchObject({
      errcode: 47001,
      errmsg: expect.stringMatching(/force_refresh should be Boolean instead of String/),
    })
  })

  it('is HEAD, which makes no token and uses up no code', async () => {
    const first = (await plain()).access_token
    const { code } = (await (await server.person()).send('POST', '/v1/me/code')).body
    const query = (more: Record<string, string>) => new URLSearchParams({ ...credential(), ...more })
    const code2Session = `/sns/jscode2session?${query({ grant_type: 'authorization_code', js_code: code })}`
    for (const path of [`/cgi-bin/token?${query({ grant_type: 'client_credential' })}`, code2Session]) {
      const answer = await server.app.inject({ method: 'HEAD', url: path })
      // Over a network Node leaves the body of the answer away.
      expect(answer.json()).toMatchObject({ errcode: 43001 })
    }
    const rows = await server.store.db.selectFrom('access_token').select('serial').execute()
    expect(rows).toEqual([{ serial: 1 }])
    expect(await opens(first)).toBe(0)
    expect((await server.anyone('GET', code2Session)).body).toContain('"openid":"alice"')
  })

  it('is a call that WeChat has and we have not', async () => {
    for (const path of ['/cgi-bin/ticket/getticket', '/wxa/getwxacode', '/sns/oauth2/access_token']) {
      expect(await server.anyone('GET', path)).toMatchObject({
        status: 200,
        body: { errcode: 40066, errmsg: expect.stringMatching(/^invalid url/) },
      })
    }
  })
})

describe('limits', () => {
  afterEach(() => server.stop())
  it('slow down who guesses secrets, tokens or codes, and let right ones pass from the same address', async () => {
    server = await testServer({ settings: { wrongCredentialLimit: 3 } })
    const codes = []
    for (let i = 0; i < 5; i++) codes.push((await stable({ secret: `guess-${i}` })).errcode)
    expect(codes).toEqual([40125, 40125, 40125, 45011, 45011])
    expect((await plain({ appid: 'wx_nobody' })).errcode).toBe(45011)
    const tokens = []
    for (let i = 0; i < 4; i++) tokens.push(await opens(`guess-${i}`))
    expect(tokens).toEqual([40001, 40001, 40001, 45011])
    const sessions = []
    const query = new URLSearchParams({ ...credential(), grant_type: 'authorization_code' })
    for (let i = 0; i < 2; i++) {
      const guess = `/sns/jscode2session?${query}&js_code=guess-${i}`
      sessions.push((await server.anyone('GET', guess)).body.errcode)
    }
    expect(sessions).toEqual([45011, 45011])
    expect(await opens((await stable()).access_token)).toBe(0)
  })

  it('do not count a token that was good once: whoever has it must hear 40001, and get a new one', async () => {
    server = await testServer({ settings: { wrongCredentialLimit: 1 } })
    const replaced = (await stable()).access_token
    const latest = (await stable({ force_refresh: true })).access_token
    for (let i = 0; i < 4; i++) expect(await opens(replaced)).toBe(40001)
    expect([await opens('guess'), await opens('guess')]).toEqual([40001, 45011])
    expect([await opens(replaced), await opens(latest)]).toEqual([40001, 0])
  })

  it('are of each address, and say when to come back', async () => {
    server = await testServer({ settings: { credentialRateLimit: 2 } })
    await plain()
    await plain()
    const query = new URLSearchParams({ grant_type: 'client_credential', ...credential() })
    const answer = await server.anyone('GET', `/cgi-bin/token?${query}`)
    expect(answer).toMatchObject({ status: 200, body: { errcode: 45011 } })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})

it('writes no secret, token or code of an address or a body into the log', async () => {
  const lines: string[] = []
  server = await testServer({ onLog: (line) => lines.push(line) })
  const { access_token } = await stable()
  const another = (await plain()).access_token
  const { code } = (await (await server.person()).send('POST', '/v1/me/code')).body
  await opens(access_token)
  await server.anyone('GET', `/sns/jscode2session?secret=${server.secret}&js_code=${code}`)
  await server.anyone('GET', `/cgi-bin/nothing?secret=${server.secret}&access_token=${access_token}`)
  await server.anyone('GET', `/nothing?secret=${server.secret}&js_code=${code}`)
  await server.store.db.schema.dropTable('access_token').execute()
  expect(await opens(access_token)).toBe(-1)
  expect(await plain()).toMatchObject({ errcode: -1, errmsg: expect.stringMatching(/^system error: /) })
  // Even a line that somebody writes with a whole address in it.
  server.ctx.log.info(
    { url: `/x?secret=${server.secret}&a=1&js_code=${code}` },
    `?access_token=${another}&b=2`,
  )
  const all = lines.join('\n')
  for (const secret of [server.secret, access_token, another, code]) expect(all).not.toContain(secret)
  expect(all).toContain('access_token=[secret]&b=2')
  expect(lines.length).toBeGreaterThan(5)
  await server.stop()
})

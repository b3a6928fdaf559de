/** Access tokens and login codes, as WeChat hands them out. */

import { beforeEach, describe, expect, it } from 'vitest'
import { eachStore, type TestStore } from '../../../test/each-store.ts'
import { type TestServer, testServer } from '../../../test/test-server.ts'
import { wechatTokens } from '../../../test/wechat-tokens.ts'
import { type IssuedAccessToken, issueAccessToken } from '../../acts/apps/wechat/issue-access-token.ts'

let server: TestServer

const { credential, stable, plain, opens, seconds } = wechatTokens(() => server)

eachStore((open) => {
  let store: TestStore
  beforeEach(async () => {
    store = await open()
    server = await testServer({ store, settings: { wrongCredentialLimit: 0 } })
  })

  describe('/cgi-bin/token', () => {
    it('answers a token of at most 512 characters, good for two hours', async () => {
      const answer = await plain()
      expect(answer).toEqual({ access_token: expect.any(String), expires_in: 7200 })
      expect(answer.access_token.length).toBeLessThanOrEqual(512)
      expect(await opens(answer.access_token)).toBe(0)
      seconds(7199)
      expect(await opens(answer.access_token)).toBe(0)
      seconds(1)
      expect(await opens(answer.access_token)).toBe(42001)
    })

    it('makes a new one each time, and the one before is good for five minutes more', async () => {
      const first = (await plain()).access_token
      const second = (await plain()).access_token
      expect(second).not.toBe(first)
      seconds(299)
      expect([await opens(first), await opens(second)]).toEqual([0, 0])
      seconds(1)
      expect([await opens(first), await opens(second)]).toEqual([40001, 0])
    })

    it('knows of the one before only, so that a third makes the first bad', async () => {
      const first = (await plain()).access_token
      await plain()
      await plain()
      expect(await opens(first)).toBe(40001)
    })
  })

  describe('/cgi-bin/stable_token', () => {
    it('answers the same token with the seconds that it has left', async () => {
      const first = await stable()
      expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 })
      seconds(6855)
      expect(await stable()).toEqual({ access_token: first.access_token, expires_in: 345 })
    })

    it('makes a new one in the last five minutes, and the one before is good to its end', async () => {
      const first = (await stable()).access_token
      seconds(6900)
      const second = await stable()
      expect(second.expires_in).toBe(7200)
      expect(second.access_token).not.toBe(first)
      expect([await opens(first), await opens(second.access_token)]).toEqual([0, 0])
      seconds(300)
      expect([await opens(first), await opens(second.access_token)]).toEqual([42001, 0])
    })

    it('has nothing to do with /cgi-bin/token: neither makes the other’s token bad', async () => {
      const stableOne = (await stable()).access_token
      const plainOne = (await plain()).access_token
      expect(plainOne).not.toBe(stableOne)
      await stable({ force_refresh: true })
      expect([await opens(stableOne), await opens(plainOne)]).toEqual([40001, 0])
      const newest = (await stable()).access_token
      await plain()
      await plain()
      expect([await opens(newest), await opens(plainOne)]).toEqual([0, 40001])
    })

    it('with force_refresh makes a new one at once, and the one before is refused at once', async () => {
      const first = (await stable()).access_token
      const second = await stable({ force_refresh: true })
      expect(second.expires_in).toBe(7200)
      expect([await opens(first), await opens(second.access_token)]).toEqual([40001, 0])
      expect((await stable()).access_token).toBe(second.access_token)
    })

    it('takes forced refreshes 30 s apart, and says how long to wait (45011)', async () => {
      const first = await stable({ force_refresh: true })
      seconds(29)
      const refused = await stable({ force_refresh: true })
      expect(refused).toMatchObject({
        errcode: 45011,
        errmsg: expect.stringMatching(/must slower.*wait 1 s/),
      })
      const body = { grant_type: 'client_credential', ...credential(), force_refresh: true }
      const { headers } = await server.anyone('POST', '/cgi-bin/stable_token', { body })
      expect(headers['retry-after']).toBe('1')
      expect(await opens(first.access_token)).toBe(0)
      seconds(1)
      expect((await stable({ force_refresh: true })).expires_in).toBe(7200)
    })

    it('takes 20 forced refreshes a day of Beijing, then the token that is good stays so (45009)', async () => {
      server.clock.now = Date.parse('2026-11-21T00:00:00+08:00')
      for (let i = 0; i < 20; i++) {
        expect((await stable({ force_refresh: true })).expires_in).toBe(7200)
        seconds(60)
      }
      expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 })
      const normal = await stable()
      expect(await opens(normal.access_token)).toBe(0)
      server.clock.now = Date.parse('2026-11-22T00:00:00+08:00') - 1
      expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 })
      server.clock.now += 1
      expect((await stable({ force_refresh: true })).expires_in).toBe(7200)
    })

    it('gives many that ask at once, on several nodes, the same token', async () => {
      const nodes = [server.ctx, { ...server.ctx, store: await store.secondNode() }]
      const ask = { ...credential(), kind: 'stable', force: false } as const
      for (const wait of [0, 7000]) {
        seconds(wait)
        const all = await Promise.all(
          Array.from({ length: 30 }, (_, i) => issueAccessToken(nodes[i % 2] as typeof server.ctx, ask)),
        )
        const tokens = new Set(all.map((one) => ('refused' in one ? one.refused : one.access_token)))
        expect(tokens.size).toBe(1)
        expect(await opens([...tokens][0] as string)).toBe(0)
      }
    })

    it('lets one of many forced refreshes through that come at once', async () => {
      const nodes = [server.ctx, { ...server.ctx, store: await store.secondNode() }]
      await stable()
      const ask = { ...credential(), kind: 'stable', force: true } as const
      const all: IssuedAccessToken[] = await Promise.all(
        Array.from({ length: 10 }, (_, i) => issueAccessToken(nodes[i % 2] as typeof server.ctx, ask)),
      )
      const made = all.filter((one) => 'access_token' in one)
      expect(made).toHaveLength(1)
      expect(all.filter((one) => 'refused' in one && one.refused === 'too_soon')).toHaveLength(9)
      expect((await stable()).access_token).toBe(made[0]?.access_token)
    })

    it('gives many that ask /cgi-bin/token at once each its own, of which the last two are good', async () => {
      const nodes = [server.ctx, { ...server.ctx, store: await store.secondNode() }]
      const ask = { ...credential(), kind: 'token', force: false } as const
      const all = await Promise.all(
        Array.from({ length: 10 }, (_, i) => issueAccessToken(nodes[i % 2] as typeof server.ctx, ask)),
      )
      const tokens = all.map((one) => ('refused' in one ? one.refused : one.access_token))
      expect(new Set(tokens).size).toBe(10)
      const codes = []
      for (const token of tokens) codes.push(await opens(token))
      expect(codes.filter((code) => code === 0)).toHaveLength(2)
      expect(codes.filter((code) => code === 40001)).toHaveLength(8)
    })
  })

  describe('an access token', () => {
    it('is refused once the secret was replaced, whichever kind it is', async () => {
      const tokens = [
        (await stable()).access_token,
        (await plain()).access_token,
        (await plain()).access_token,
      ]
      const { body } = await server.backend('POST', '/v1/app/secret')
      for (const token of tokens) expect(await opens(token)).toBe(40001)
      expect(await stable()).toMatchObject({ errcode: 40125 })
      const fresh = (await stable({ secret: body.secret })).access_token
      expect(tokens).not.toContain(fresh)
      expect(await opens(fresh)).toBe(0)
    })

    it('is refused also when it was asked for, with the old secret, while that was being replaced', async () => {
      const nodes = [server.ctx, { ...server.ctx, store: await store.secondNode() }]
      const old = credential()
      await plain()
      await plain()
      const asked = Array.from({ length: 24 }, async (_, i) => {
        const kind = i % 3 === 0 ? 'stable' : 'token'
        try {
          return await issueAccessToken(nodes[i % 2] as typeof server.ctx, { ...old, kind, force: false })
        } catch (error) {
          return error
        }
      })
      await server.backend('POST', '/v1/app/secret')
      for (const answer of await Promise.all(asked)) {
        if (answer instanceof Error) expect(answer).toMatchObject({ code: 'unauthenticated' })
        else expect(await opens((answer as { access_token: string }).access_token)).toBe(40001)
      }
    })

    it('opens its own app only', async () => {
      const other = await server.newApp()
      const token = (await stable({ appid: other.appid, secret: other.secret })).access_token
      // The other app has no model at all, then no such model.
      expect(await opens(token)).toBe(48001)
      await server.backendOf(other)('POST', '/v1/models', { body: { model_id: 'm_tv', model_type: 'TV' } })
      expect(await opens(token)).toBe(9800003)
    })

    it('opens nothing of /v1, and what opens /v1 opens nothing here', async () => {
      const token = (await stable()).access_token
      const alice = await server.person()
      const door = await server.device()
      for (const authorization of [`Bearer ${token}`, `Basic ${btoa(`${server.appid}:${token}`)}`]) {
        for (const path of ['/v1/app', '/v1/apps', '/v1/me/authorizations']) {
          const { status } = await server.anyone('GET', path, { headers: { authorization } })
          expect([path, status]).toEqual([path, 401])
        }
      }
      expect((await server.anyone('GET', `/v1/app?access_token=${token}`)).status).toBe(401)
      for (const other of [alice.session, door.token]) expect(await opens(other)).toBe(40014)
      for (const other of [server.secret, server.adminToken]) expect(await opens(other)).toBe(40001)
    })

    it('is refused when it was changed, or is of another server', async () => {
      const token: string = (await stable()).access_token
      const [head, claims = '', signature] = token.split('.')
      const more = JSON.parse(Buffer.from(claims, 'base64url').toString())
      const forged = Buffer.from(JSON.stringify({ ...more, serial: more.serial + 1 })).toString('base64url')
      expect(await opens(`${head}.${forged}.${signature}`)).toBe(40001)
      const there = await testServer()
      const body = { grant_type: 'client_credential', appid: there.appid, secret: there.secret }
      const foreign = await there.anyone('POST', '/cgi-bin/stable_token', { body })
      expect(await opens(foreign.body.access_token)).toBe(40001)
      await there.stop()
    })
  })

  describe('a login code', () => {
    const session = async (js_code: string, more: Record<string, string> = {}) => {
      const query = new URLSearchParams({
        ...credential(),
        js_code,
        grant_type: 'authorization_code',
        ...more,
      })
      return server.anyone('GET', `/sns/jscode2session?${query}`)
    }
    const login = async (openid = 'alice') =>
      (await (await server.person(openid)).send('POST', '/v1/me/code')).body

    it('says who called wx.login, once; the answer is called plain text, as WeChat’s', async () => {
      const { code, expires_in } = await login()
      expect(expires_in).toBe(300)
      const answer = await session(code)
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
      const { openid, session_key, ...rest } = JSON.parse(answer.body)
      expect([openid, rest]).toEqual(['alice', {}])
      expect(Buffer.from(session_key, 'base64')).toHaveLength(16)
      expect((await session(code)).body).toMatchObject({
        errcode: 40163,
        errmsg: expect.stringMatching(/^code been used: .*wx\.login again rid: /),
      })
    })

    it('is exchanged by one of many that try at once, on several nodes', async () => {
      const { code } = await login()
      const all = await Promise.all(Array.from({ length: 10 }, () => session(code)))
      const codes = all.map(({ body }) => (typeof body === 'string' ? 0 : body.errcode))
      expect(codes.sort()).toEqual([0, ...Array(9).fill(40163)])
    })

    it('is good for five minutes', async () => {
      const [early, late] = [await login(), await login()]
      seconds(299)
      expect((await session(early.code)).status).toBe(200)
      expect(JSON.parse((await session((await login()).code)).body).openid).toBe('alice')
      seconds(1)
      expect((await session(late.code)).body).toMatchObject({ errcode: 40029 })
    })

    it('is for its own app, and not used up by another that tries it', async () => {
      const { code } = await login()
      const other = await server.newApp()
      const stolen = await session(code, { appid: other.appid, secret: other.secret })
      expect(stolen.body).toMatchObject({ errcode: 40029 })
      expect((await session(code, { secret: 'guess' })).body).toMatchObject({ errcode: 40125 })
      expect(JSON.parse((await session(code)).body).openid).toBe('alice')
    })

    it('is nothing but a code: no session, question or access token is one', async () => {
      const alice = await server.person()
      for (const other of [alice.session, (await stable()).access_token, 'x', `${'x'.repeat(2000)}`]) {
        expect((await session(other)).body).toMatchObject({ errcode: 40029 })
      }
      const { code } = await login()
      expect(await opens(code)).toBe(40014)
      const headers = { authorization: `Bearer ${code}` }
      expect((await server.anyone('GET', '/v1/me/authorizations', { headers })).status).toBe(401)
    })
  })
})

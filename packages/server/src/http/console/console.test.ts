/** The console's door: off by default, who gets in, what each role may do, and what other sites cannot. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBackend, createOperator } from '@callgrant/sdk/backend'
import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, MODEL, type TestServer, testServer } from '../../../test/test-server.ts'
import { createConsoleLink } from '../../acts/console/create-console-link.ts'
import {
  CONSOLE_IDLE_MS,
  CONSOLE_LINK_MS,
  CONSOLE_SESSION_MS,
  type ConsoleRole,
} from '../../rules/console.ts'
import { isShown } from './api.ts'
import { CONSOLE_ROLES } from './roles.ts'

let server: TestServer
afterEach(() => server.stop())

const SESSION = '/console/api/session'
const start = async (settings: Parameters<typeof testServer>[0] = {}) => {
  server = await testServer({ ...settings, settings: { console: true, ...settings.settings } })
}
const cookieIn = ({ headers }: Answer) => /callgrant_console=([^;]*)/.exec(String(headers['set-cookie']))?.[1]

interface Signed {
  cookie: string
  csrf: string
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

async function signIn(role: ConsoleRole = 'owner', who = 'anna', headers = {}): Promise<Signed> {
  const { token } = await createConsoleLink(server.ctx, { role, who })
  const answer = await server.anyone('POST', SESSION, { body: { token }, headers })
  expect(answer.status).toBe(200)
  const cookie = cookieIn(answer) ?? ''
  const { csrf } = answer.body
  return {
    cookie,
    csrf,
    send: (method, path, body, more = {}) =>
      server.anyone(method, path, {
        ...(body !== undefined && { body }),
        headers: {
          cookie: `callgrant_console=${cookie}`,
          'callgrant-app': server.appid,
          ...(method !== 'GET' && { 'x-csrf-token': csrf }),
          ...more,
        },
      }),
  }
}

/** A path of a route with ids that nothing has. */
const concrete = (url: string) => url.replace(/:(\w+)/g, 'x_1')

describe('off', () => {
  it('is what it is by default: no address of it is there', async () => {
    server = await testServer()
    const paths = [
      '/console',
      '/console/',
      '/console/calls',
      SESSION,
      '/console/api/audit',
      '/console/api/v1/app',
    ]
    for (const path of [...paths, '/console/api/oidc/start', '/console/api/oidc/callback']) {
      const answer = await server.anyone('GET', path)
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 404, 'not_found'])
    }
    const before = await server.dump()
    const refused = await server.operator('POST', '/v1/console/links', { body: {} })
    expect([refused.status, refused.body.error.code]).toEqual([404, 'not_found'])
    expect(refused.body.error.message).toContain('--console')
    expect(await server.dump()).toBe(before)
  })
})

describe('the link', () => {
  it('signs in once, to a cookie that only this server’s pages send and no script reads', async () => {
    await start()
    const { body: made } = await server.operator('POST', '/v1/console/links', {
      body: { role: 'viewer', who: 'Bo' },
    })
    expect(made.expires_at).toBe(server.clock.now + CONSOLE_LINK_MS)
    expect(await server.dump()).not.toContain(made.token)
    const answer = await server.anyone('POST', SESSION, { body: { token: made.token } })
    expect(answer.body).toEqual({
      signed_in: true,
      oidc: false,
      who: 'Bo',
      role: 'viewer',
      csrf: expect.stringMatching(/^[\w-]{43}$/),
      expires_at: server.clock.now + CONSOLE_SESSION_MS,
      apps: [{ appid: server.appid, name: 'Greenfield School' }],
    })
    const set = String(answer.headers['set-cookie'])
    expect(set).toMatch(/^callgrant_console=[\w-]{43}; Path=\/console; HttpOnly; SameSite=Strict$/)
    const cookie = cookieIn(answer) ?? ''
    const dump = await server.dump()
    for (const secret of [cookie, answer.body.csrf, made.token]) expect(dump).not.toContain(secret)
    const again = await server.anyone('POST', SESSION, { body: { token: made.token } })
    expect([again.status, again.body.error.code]).toEqual([401, 'console_link_invalid'])
    expect(again.headers['set-cookie']).toBeUndefined()
    const session = await server.anyone('GET', SESSION, {
      headers: { cookie: `callgrant_console=${cookie}` },
    })
    expect(session.body).toEqual(answer.body)
  })

  it('two uses at once sign in one', async () => {
    await start()
    const { token } = await createConsoleLink(server.ctx, { role: 'owner', who: 'anna' })
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => server.anyone('POST', SESSION, { body: { token } })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)])
  })

  it('is over after 10 minutes', async () => {
    await start()
    const { token } = await createConsoleLink(server.ctx, { role: 'owner', who: 'anna' })
    server.clock.now += CONSOLE_LINK_MS
    const before = await server.dump()
    const answer = await server.anyone('POST', SESSION, { body: { token } })
    expect(answer.body.error.code).toBe('console_link_invalid')
    expect(await server.dump()).toBe(before)
  })

  it('is made by the operator alone', async () => {
    await start()
    const owner = await signIn('owner')
    const before = await server.dump()
    const alice = await server.person()
    const without = await server.dump()
    for (const [send, status] of [
      [server.anyone, 401],
      [server.backend, 403],
      [alice.send, 403],
    ] as const) {
      expect((await send('POST', '/v1/console/links', { body: {} })).status).toBe(status)
    }
    expect(await server.dump()).toBe(without)
    // Nor by an owner in the console, who could become somebody else in the log.
    const answer = await owner.send('POST', '/console/api/v1/console/links', {})
    expect(answer.status).toBe(403)
    expect(before).not.toBe('')
  })

  it('no token and no cookie is in the log, at its finest', async () => {
    const lines: string[] = []
    await start({ onLog: (line) => lines.push(line) })
    const { token } = (await server.operator('POST', '/v1/console/links', { body: {} })).body
    const answer = await server.anyone('POST', SESSION, { body: { token } })
    await server.anyone('POST', SESSION, { body: { token } })
    const cookie = cookieIn(answer) ?? ''
    await server.anyone('GET', '/console/api/v1/app', {
      headers: { cookie: `callgrant_console=${cookie}`, 'callgrant-app': server.appid },
    })
    const log = lines.join('')
    expect(log).toContain('a wrong credential')
    for (const secret of [token, cookie, answer.body.csrf]) expect(log).not.toContain(secret)
  })

  it('is tried 30 times a minute from one address', async () => {
    await start()
    const statuses = []
    for (let n = 0; n < 31; n++)
      statuses.push((await server.anyone('POST', SESSION, { body: { token: `wrong-${n}` } })).status)
    expect(statuses).toEqual([...Array(30).fill(401), 429])
  })
})

describe('the session', () => {
  it('is Secure where the address is https', async () => {
    await start({ settings: { publicUrl: 'https://call.example.com' } })
    const { token } = await createConsoleLink(server.ctx, { role: 'owner', who: 'anna' })
    const answer = await server.anyone('POST', SESSION, { body: { token } })
    expect(String(answer.headers['set-cookie'])).toContain('; Secure')
  })

  it('a cookie that was planted is never signed in (session fixation), and the one before ends', async () => {
    await start()
    const planted = 'A'.repeat(43)
    const { token } = await createConsoleLink(server.ctx, { role: 'owner', who: 'anna' })
    const headers = { cookie: `callgrant_console=${planted}` }
    const answer = await server.anyone('POST', SESSION, { body: { token }, headers })
    expect(cookieIn(answer)).not.toBe(planted)
    expect((await server.anyone('GET', SESSION, { headers })).body).toEqual({ signed_in: false, oidc: false })
    const first = await signIn()
    const second = await signIn('viewer', 'bo', { cookie: `callgrant_console=${first.cookie}` })
    expect((await first.send('GET', SESSION)).body.signed_in).toBe(false)
    expect((await second.send('GET', SESSION)).body.who).toBe('bo')
  })

  it('ends after an hour without a request, after 12 hours, and when one signs out', async () => {
    await start()
    const idle = await signIn()
    const busy = await signIn()
    for (let at = 0; at < CONSOLE_SESSION_MS - CONSOLE_IDLE_MS; at += CONSOLE_IDLE_MS / 2) {
      server.clock.now += CONSOLE_IDLE_MS / 2
      expect((await busy.send('GET', SESSION)).body.signed_in).toBe(true)
    }
    expect((await idle.send('GET', '/console/api/v1/app')).status).toBe(401)
    server.clock.now += CONSOLE_IDLE_MS - 1
    expect((await busy.send('GET', SESSION)).body.signed_in).toBe(true)
    server.clock.now += 1
    expect((await busy.send('GET', SESSION)).body.signed_in).toBe(false)
    const out = await signIn()
    const answer = await out.send('DELETE', SESSION)
    expect(answer.body).toEqual({ signed_in: false, oidc: false })
    expect(String(answer.headers['set-cookie'])).toMatch(/^callgrant_console=; .*Path=\/console/)
    expect((await out.send('GET', '/console/api/v1/app')).status).toBe(401)
  })

  it('is no credential of /v1, and a credential of /v1 is none of the console', async () => {
    await start()
    const { cookie, csrf } = await signIn()
    const headers = {
      cookie: `callgrant_console=${cookie}`,
      'x-csrf-token': csrf,
      'callgrant-app': server.appid,
    }
    for (const path of ['/v1/app', '/v1/apps', '/v1/events', '/v1/devices', '/v1/me/settings'])
      expect([path, (await server.anyone('GET', path, { headers })).status]).toEqual([path, 401])
    for (const send of [server.backend, server.operator]) {
      const answer = await send('GET', '/console/api/v1/app', { headers: { 'callgrant-app': server.appid } })
      expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthenticated'])
      // A browser would ask for a name and password by itself.
      expect(answer.headers['www-authenticate']).not.toContain('Basic')
    }
  })
})

describe('other sites', () => {
  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one of another session', 'other'],
    ['the cookie itself', 'cookie'],
  ])('nothing is done with %s as the token against forgery', async (_, kind) => {
    await start()
    const anna = await signIn()
    const other = await signIn('owner', 'other')
    const token = kind === 'other' ? other.csrf : kind === 'cookie' ? anna.cookie : kind
    const before = await server.dump()
    const headers = {
      cookie: `callgrant_console=${anna.cookie}`,
      'callgrant-app': server.appid,
      ...(token !== undefined && { 'x-csrf-token': token }),
    }
    for (const [method, path, body] of [
      ['PATCH', '/console/api/v1/app', { name: 'Mine' }],
      ['POST', '/console/api/v1/app/secret', undefined],
      ['POST', '/console/api/v1/models', { model_type: 'x' }],
      ['DELETE', '/console/api/v1/people/alice', undefined],
      ['DELETE', SESSION, undefined],
      ['POST', '/console/api/v1/authorizations/check', { questions: [] }],
    ] as const) {
      const answer = await server.anyone(method, path, { ...(body && { body }), headers })
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 403, 'forbidden'])
    }
    expect(await server.dump()).toBe(before)
  })

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:9999' }],
    [{ origin: 'https://app.example.com' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('are refused, with all that a session has: %j', async (headers) => {
    // Origins that may call the API may not call the console.
    await start({ settings: { allowedOrigins: ['https://app.example.com'], dev: true } })
    const anna = await signIn()
    const { token } = await createConsoleLink(server.ctx, { role: 'owner', who: 'anna' })
    const before = await server.dump()
    const answers = [
      await anna.send('GET', SESSION, undefined, headers as never),
      await anna.send('GET', '/console/api/v1/app', undefined, headers as never),
      await anna.send('GET', '/console/api/v1/events', undefined, headers as never),
      await anna.send('GET', '/console/api/audit', undefined, headers as never),
      await anna.send('PATCH', '/console/api/v1/app', { name: 'Mine' }, headers as never),
      // Signing somebody in to a session of the attacker’s own (login CSRF).
      await server.anyone('POST', SESSION, { body: { token }, headers: headers as never }),
    ]
    for (const answer of answers) expect(answer.status).toBe(403)
    expect(await server.dump()).toBe(before)
  })

  it('a form of another site cannot sign in: its body is no JSON', async () => {
    await start()
    const { token } = await createConsoleLink(server.ctx, { role: 'owner', who: 'anna' })
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { 'content-type': type }
      const answer = await server.anyone('POST', SESSION, { body: JSON.stringify({ token }), headers })
      expect([type, answer.status]).toEqual([type, 415])
    }
  })

  it('the page’s own requests are let through', async () => {
    await start()
    const anna = await signIn()
    const headers = {
      host: 'call.example.com',
      origin: 'http://call.example.com',
      'sec-fetch-site': 'same-origin',
    }
    const answer = await anna.send('PATCH', '/console/api/v1/app', { name: 'Renamed' }, headers)
    expect([answer.status, answer.body.name]).toEqual([200, 'Renamed'])
  })
})

describe('roles', () => {
  it('every route of /v1 that the console shows is in the table, and nothing else is', async () => {
    await start()
    const shown = server.app.apiRoutes.filter(isShown).map(({ method, url }) => `${method} ${url}`)
    // Written without `addRoute`.
    expect(Object.keys(CONSOLE_ROLES).sort()).toEqual([...shown, 'GET /v1/events'].sort())
  })

  it('the table is what the contract says: a viewer reads, secrets are the owner’s', () => {
    for (const [route, needed] of Object.entries(CONSOLE_ROLES)) {
      const reads = route.startsWith('GET ') || route === 'POST /v1/authorizations/check'
      if (reads) expect([route, needed?.role]).toEqual([route, 'viewer'])
      else expect([route, needed?.role]).not.toEqual([route, 'viewer'])
      if (/secret|sessions|POST \/v1\/(webhooks|apps)$/.test(route))
        expect([route, needed?.role]).toEqual([route, 'owner'])
    }
  })

  it('every route refuses the role below, with the role’s name, and lets the role itself pass', async () => {
    await start({ settings: { rateLimit: 0 } })
    const as = {
      viewer: await signIn('viewer'),
      operator: await signIn('operator'),
      owner: await signIn('owner'),
    }
    const below = { viewer: null, operator: as.viewer, owner: as.operator }
    for (const [route, needed] of Object.entries(CONSOLE_ROLES)) {
      const [method = '', url = ''] = route.split(' ')
      if (route === 'GET /v1/events') continue
      // Refused for its body, or because there is no such thing: but not for the role.
      const path = `/console/api${concrete(url)}`
      const body = method === 'GET' ? undefined : { unknown: 1 }
      if (needed === null) {
        const answer = await as.owner.send(method, path, body)
        expect([route, answer.status, answer.body.error.code]).toEqual([route, 403, 'forbidden'])
        continue
      }
      const lower = below[needed.role]
      if (lower) {
        const refused = await lower.send(method, path, body)
        expect([route, refused.status, refused.body.error.code]).toEqual([route, 403, 'forbidden'])
        expect(refused.body.error.message).toContain(needed.role)
        const inChinese = await lower.send(method, path, body, { 'accept-language': 'zh-CN' })
        expect(inChinese.body.error.message).toMatch(/角色/)
      }
      const passed = await as[needed.role].send(method, path, body)
      expect([route, passed.status]).not.toEqual([route, 403])
      expect([route, passed.status]).not.toEqual([route, 401])
    }
  })

  it('an operator changes an app, but not who signs its people in and where calls are asked', async () => {
    await start()
    const operator = await signIn('operator')
    const owner = await signIn('owner')
    const app = `/console/api/v1/apps/${server.appid}`
    const before = JSON.stringify((await server.backend('GET', '/v1/app')).body)
    for (const path of ['/console/api/v1/app', app]) {
      for (const body of [
        { oidc_issuers: [] },
        { message_push: null },
        { name: 'x', oidc_issuers: [{ issuer: 'https://evil.example', audience: 'a' }] },
      ]) {
        const answer = await operator.send('PATCH', path, body)
        expect([path, answer.status, answer.body.error.code]).toEqual([path, 403, 'forbidden'])
      }
    }
    expect(JSON.stringify((await server.backend('GET', '/v1/app')).body)).toBe(before)
    expect((await operator.send('PATCH', '/console/api/v1/app', { name: 'New' })).body.name).toBe('New')
    expect((await owner.send('PATCH', app, { oidc_issuers: [] })).status).toBe(200)
  })

  it('asks for an app that there is', async () => {
    await start()
    const anna = await signIn()
    const none = await anna.send('GET', '/console/api/v1/app', undefined, { 'callgrant-app': '' })
    expect(none.body.error).toMatchObject({ code: 'bad_request', faults: [{ parameter: 'callgrant-app' }] })
    const other = await anna.send('GET', '/console/api/v1/app', undefined, { 'callgrant-app': 'nobody' })
    expect(other.body.error.code).toBe('app_unknown')
    // Those of the operator need none.
    const apps = await anna.send('GET', '/console/api/v1/apps', undefined, { 'callgrant-app': '' })
    expect(apps.body.items).toHaveLength(1)
  })
})

describe('the log', () => {
  const logOf = async ({ send }: Signed) =>
    (await send('GET', '/console/api/audit')).body.rows.map(
      ({ who, role, act, target, status }: Record<string, unknown>) => ({ who, role, act, target, status }),
    )

  it('has every act with who, what about and how it ended, and no read', async () => {
    await start()
    const anna = await signIn('owner', 'anna')
    const vic = await signIn('viewer', 'vic')
    await server.person('alice')
    for (const path of ['app', 'devices', 'people', 'events/none'])
      await anna.send('GET', `/console/api/v1/${path}`)
    await anna.send('POST', '/console/api/v1/authorizations/check', {
      questions: [{ openid: 'alice', model_id: MODEL, sn: 'door-1' }],
    })
    expect(await logOf(anna)).toHaveLength(2)
    await anna.send('PATCH', '/console/api/v1/app', { name: 'a new name that is nobody’s business here' })
    await anna.send('POST', `/console/api/v1/devices/${MODEL}/none/reset`)
    await vic.send('POST', `/console/api/v1/devices/${MODEL}/door-1/reset`)
    await anna.send('POST', '/console/api/v1/sessions', { openid: 'alice' })
    await vic.send('DELETE', '/console/api/session')
    const by = { who: 'anna', role: 'owner' }
    expect(await logOf(anna)).toEqual([
      { who: 'vic', role: 'viewer', act: 'DELETE /console/api/session', target: null, status: 200 },
      { ...by, act: 'POST /v1/sessions', target: expect.objectContaining({ openid: 'alice' }), status: 200 },
      {
        ...{ who: 'vic', role: 'viewer', act: 'POST /v1/devices/:model_id/:sn/reset', status: 403 },
        target: { model_id: MODEL, sn: 'door-1' },
      },
      {
        ...by,
        act: 'POST /v1/devices/:model_id/:sn/reset',
        target: { model_id: MODEL, sn: 'none' },
        status: 404,
      },
      { ...by, act: 'PATCH /v1/app', target: { fields: ['name'] }, status: 200 },
      { who: 'vic', role: 'viewer', act: 'POST /console/api/session', target: null, status: 200 },
      { ...by, act: 'POST /console/api/session', target: null, status: 200 },
    ])
    expect(
      await server.store.db.selectFrom('console_audit').select('target').execute().then(JSON.stringify),
    ).not.toContain('business')
  })

  it('does not name a person who was forgotten from the console itself', async () => {
    await start()
    const anna = await signIn('owner', 'anna')
    await server.person('alice-the-forgotten')
    await anna.send('POST', '/console/api/v1/sessions', { openid: 'alice-the-forgotten' })
    expect(await server.dump()).toContain('alice-the-forgotten')
    expect((await anna.send('DELETE', '/console/api/v1/people/alice-the-forgotten')).status).toBe(200)
    // Again, and by somebody who may not.
    await anna.send('DELETE', '/console/api/v1/people/alice-the-forgotten')
    const vic = await signIn('viewer', 'vic')
    await vic.send('DELETE', '/console/api/v1/people/alice-the-forgotten')
    expect(await server.dump()).not.toContain('alice-the-forgotten')
    const [refused, again, first] = await logOf(anna).then((rows) =>
      rows.filter(({ act }: { act: string }) => act === 'DELETE /v1/people/:openid'),
    )
    expect([refused.status, again.status, first.status]).toEqual([403, 200, 200])
    expect(first.target).toEqual({ openid: null })
  })
})

describe('the pages', () => {
  it('are at /console/, deep links too, and nothing beside them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-console-'))
    mkdirSync(join(folder, 'dist/assets'), { recursive: true })
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    writeFileSync(join(folder, 'dist/index.html'), '<title>Console</title>')
    writeFileSync(join(folder, 'dist/assets/main-1a2b.js'), 'start()')
    writeFileSync(join(folder, 'dist/.env'), 'secret')
    await start({ settings: { consoleDir: join(folder, 'dist') } })
    expect((await server.anyone('GET', '/console')).headers.location).toBe('/console/')
    for (const path of ['/console/', '/console/calls', '/console/people/alice/decisions?x=1.2']) {
      const page = await server.anyone('GET', path)
      expect([path, page.status, page.body]).toEqual([path, 200, '<title>Console</title>'])
      expect(page.headers['cache-control']).toBe('no-store')
      const csp = String(page.headers['content-security-policy'])
      expect(csp).toContain("script-src 'self';")
      expect(csp).toContain("frame-ancestors 'none'")
      expect(csp).not.toContain('unsafe')
    }
    const script = await server.anyone('GET', '/console/assets/main-1a2b.js')
    expect([script.status, script.body]).toEqual([200, 'start()'])
    expect(script.headers['cache-control']).toContain('immutable')
    for (const path of [
      '/console/../secret.txt',
      '/console/%2e%2e/secret.txt',
      '/console/..%2fsecret.txt',
      '/console/assets/..%2f..%2fsecret.txt',
      '/console/.env',
      '/console/assets/none.js',
      '/console/api/none',
      '/console/api/v1/none',
    ]) {
      const answer = await server.anyone('GET', path)
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 404, 'not_found'])
    }
    rmSync(folder, { recursive: true })
  })

  it('stand beside the try page', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-console-'))
    writeFileSync(join(folder, 'index.html'), '<title>Pages</title>')
    await start({ settings: { consoleDir: folder, pagesDir: folder, dev: true } })
    for (const path of ['/', '/console/', '/console/calls'])
      expect([path, (await server.anyone('GET', path)).body]).toEqual([path, '<title>Pages</title>'])
    expect((await server.anyone('GET', '/console/api/none')).status).toBe(404)
    rmSync(folder, { recursive: true })
  })

  it('that are not built say so', async () => {
    await start({ settings: { consoleDir: '/nowhere' } })
    const answer = await server.anyone('GET', '/console/')
    expect(answer.status).toBe(404)
    expect(answer.body.error.message).toContain('npm run build')
  })
})

it('the SDK’s clients work from the page, the events too, and end with the session', async () => {
  await start({ listen: true })
  const anna = await signIn()
  const options = {
    server: `${server.address}/console/api`,
    console: { csrf: () => anna.csrf },
    headers: () => ({ cookie: `callgrant_console=${anna.cookie}` }),
    retries: 0,
  }
  const backend = createBackend({ ...options, appid: server.appid })
  const operator = createOperator(options)
  expect((await backend.app.get()).appid).toBe(server.appid)
  expect((await Array.fromAsync(operator.apps.list())).map(({ appid }) => appid)).toEqual([server.appid])
  const heard = Promise.withResolvers<string>()
  const opened = Promise.withResolvers<void>()
  const ending = new AbortController()
  const listening = (async () => {
    for await (const { type } of backend.events({ signal: ending.signal, onOpen: () => opened.resolve() }))
      heard.resolve(type)
  })()
  await Promise.race([opened.promise, listening])
  const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Gate' })
  await backend.groups.addDevices(group_id, { device_list: [{ model_id: MODEL, sn: 'door-1' }] })
  expect(await heard.promise).toBe('group.changed')
  ending.abort()
  await listening
  expect((await backend.groups.get(group_id)).group_name).toBe('Gate')
  const made = await backend.app.rotateSecret()
  expect((await server.backendOf(made)('GET', '/v1/app')).status).toBe(200)
  // It still signs in by the cookie.
  expect((await backend.app.get()).appid).toBe(server.appid)
  await anna.send('DELETE', SESSION)
  await expect(backend.app.get()).rejects.toMatchObject({ code: 'unauthenticated' })
})

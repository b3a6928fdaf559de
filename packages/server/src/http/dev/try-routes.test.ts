import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type TestServer, testServer } from '../../../test/test-server.ts'
import { announceEvents } from '../../acts/events/announce-events.ts'
import { callChanged, groupChanged } from '../../acts/events/app-events.ts'
import { newCall } from '../../rules/call/fixture.ts'
import { openStore } from '../../store/store.ts'
import { TRY_APP, TRY_MODEL } from './try-app.ts'

let server: TestServer
afterEach(() => server.stop())
const LOCAL = { host: 'localhost:7100' }

const ROUTES = [
  ['GET', '/try/config', undefined],
  ['POST', '/try/session', { openid: 'alice' }],
  ['POST', '/try/ticket', { model_id: TRY_MODEL, sn: 'door-1' }],
  ['GET', '/try/state?openid=alice&sn=door-1', undefined],
  ['GET', '/try/events', undefined],
  ['POST', '/try/reset-device', { sn: 'door-1' }],
  ['POST', '/try/group', { group_name: 'Gate', sns: ['door-1'] }],
  ['POST', '/try/group/remove', { group_id: 'g_1', sns: ['door-1'] }],
] as const

describe('in production', () => {
  it('there are no try routes and no app of the try page', async () => {
    server = await testServer()
    const before = await server.dump()
    for (const [method, path, body] of ROUTES) {
      for (const send of [server.anyone, server.backend, server.operator]) {
        const answer = await send(method, path, { body, headers: LOCAL })
        expect([path, answer.status, answer.body.error.code]).toEqual([path, 404, 'not_found'])
      }
    }
    expect(server.app.apiRoutes.filter(({ url }) => url.startsWith('/try'))).toEqual([])
    expect(
      (await server.operator('GET', '/v1/apps')).body.items.map((app: { appid: string }) => app.appid),
    ).toEqual([server.appid])
    expect(await server.dump()).toBe(before)
  })

  it('no page is served, and `/` says what this is', async () => {
    server = await testServer({ settings: { pagesDir: import.meta.dirname } })
    expect((await server.anyone('GET', '/')).body).toEqual({
      name: 'callgrant',
      version: '0.1.0',
      docs: '/docs/',
    })
    expect((await server.anyone('GET', '/phone.html')).status).toBe(404)
    expect((await server.anyone('GET', '/try-routes.ts')).status).toBe(404)
  })
})

describe('with --dev', () => {
  const dev = async (more = {}) => {
    server = await testServer({ settings: { dev: true, ...more } })
  }
  const local = (method: string, path: string, body?: unknown, headers = {}) =>
    server.anyone(method, path, { body, headers: { ...LOCAL, ...headers } })

  it('plays the whole story as the maker’s back end would', async () => {
    await dev()
    const { body: config } = await local('GET', '/try/config')
    expect(config).toMatchObject({
      appid: 'cg_try',
      model_id: 'm_door',
      model_type: 'door phone',
      model_type_zh: '门铃',
      lan_urls: [],
    })
    const { body: ticket } = await local('POST', '/try/ticket', { model_id: config.model_id, sn: 'door-1' })
    const { body: session } = await local('POST', '/try/session', { openid: 'alice' })
    const headers = { authorization: `Bearer ${session.session}` }
    const ask = { sn: 'door-1', sn_ticket: ticket.sn_ticket, model_id: config.model_id, device_name: 'Front' }
    const inChinese = { ...headers, 'accept-language': 'zh-CN' }
    expect((await local('POST', '/v1/me/ask', ask, inChinese)).body.display_name).toBe('Front门铃')
    const asked = await local('POST', '/v1/me/ask', ask, headers)
    expect(asked.body).toMatchObject({ display_name: 'Front door phone', app_name: config.app_name })
    const decision = { ask: asked.body.ask, decision: 'allow', words: 'May it?', sdk: 'test/1' }
    expect((await local('POST', '/v1/me/decide', decision, headers)).status).toBe(200)
    const { body: state } = await local('GET', '/try/state?openid=alice&sn=door-1')
    expect(state).toMatchObject({
      authorizations: [{ sn: 'door-1', status: 1, display_name: 'Front door phone' }],
      records: [{ act: 'authorized', words: 'May it?' }, { act: 'asked' }, { act: 'asked' }],
      check: { allowed: true, decided_by: 'device' },
      calls: [],
      device: null,
      group: null,
    })
    const { body: group } = await local('POST', '/try/group', {
      group_name: 'Gate',
      sns: ['door-1', 'door-2'],
    })
    expect(group).toMatchObject({ device_count: 2, group_name: 'Gate' })
    const removed = await local('POST', '/try/group/remove', { group_id: group.group_id, sns: ['door-1'] })
    expect(removed.body.device_list).toEqual([{ model_id: 'm_door', sn: 'door-2' }])
  })

  it('refuses wrong requests with their faults', async () => {
    await dev()
    const before = await server.dump()
    expect(await local('POST', '/try/session', {})).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request' } },
    })
    expect(await local('POST', '/try/reset-device', { sn: 'nobody' })).toMatchObject({ status: 404 })
    expect(await local('GET', '/try/state?openid=alice')).toMatchObject({ status: 400 })
    expect(await server.dump()).toBe(before)
  })

  it('finds its app again after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-try-'))
    const url = `sqlite:${join(folder, 'a.db')}`
    for (let start = 0; start < 2; start++) {
      server = await testServer({ store: await openStore(url), settings: { dev: true } })
      expect((await local('GET', '/try/config')).status).toBe(200)
      await server.stop()
    }
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://localhost:9999' }],
    ['a page with no origin', { origin: 'null' }],
    ['a link from another site', { 'sec-fetch-site': 'cross-site' }],
    [
      'a name that was pointed here (DNS rebinding)',
      { host: 'evil.example:7100', origin: 'http://evil.example:7100' },
    ],
    ['a name that only begins like ours', { host: 'localhost.evil.example' }],
    ['an address of the network, while it listens on loopback only', { host: '192.0.2.2:7100' }],
  ])('is shut to %s', async (_, headers) => {
    await dev()
    const before = await server.dump()
    for (const [method, path, body] of ROUTES) {
      const answer = await local(method, path, body, headers)
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 403, 'forbidden'])
    }
    expect(await server.dump()).toBe(before)
  })

  it.each([
    [{ host: '127.0.0.1:7100', origin: 'http://127.0.0.1:7100' }],
    [{ host: '[::1]:7100', origin: 'http://[::1]:7100' }],
    [{ host: 'localhost', 'sec-fetch-site': 'same-origin' }],
  ])('is open to its own page at %j', async (headers) => {
    await dev()
    expect((await local('GET', '/try/config', undefined, headers)).status).toBe(200)
  })

  it('with --lan is open at an address or this machine’s name, and to no other name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-lan-'))
    await dev({ lan: true, dataDir: folder })
    const at = async (host: string) => (await local('GET', '/try/config', undefined, { host })).status
    expect(await at('192.0.2.2:7100')).toBe(200)
    expect(await at(`${hostname()}:7100`)).toBe(200)
    expect(await at(`${hostname()}.local:7100`)).toBe(200)
    expect(await at('evil.example:7100')).toBe(403)
    rmSync(folder, { recursive: true })
  })

  it('streams what happens in the app of the try page only', async () => {
    server = await testServer({ settings: { dev: true }, listen: true })
    const stop = new AbortController()
    const response = await fetch(`${server.address}/try/events`, { signal: stop.signal })
    let heard = ''
    const ended = (async () => {
      for await (const chunk of response.body ?? []) heard += Buffer.from(chunk as Uint8Array)
    })()
    const { ctx } = server
    await ctx.store.events.append(server.appid, [groupChanged('g', {}, 1)])
    await ctx.store.events.append(TRY_APP.appid, callChanged(newCall(), 1))
    for (const appid of [server.appid, TRY_APP.appid]) announceEvents(ctx, appid)
    await vi.waitFor(() => expect(heard).toContain('event: call.changed'))
    expect(heard).not.toContain('group.changed')
    stop.abort()
    await Promise.allSettled([ended])
  })

  it('serves the pages, and nothing beside them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-pages-'))
    mkdirSync(join(folder, 'pages'))
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    writeFileSync(join(folder, 'pages/index.html'), '<h1>Try</h1>')
    writeFileSync(join(folder, 'pages/phone.html'), '<h1>Phone</h1>')
    writeFileSync(join(folder, 'pages/.env'), 'secret')
    await dev({ pagesDir: join(folder, 'pages') })
    const page = await local('GET', '/')
    expect(page.body).toBe('<h1>Try</h1>')
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    expect((await local('GET', '/phone.html')).body).toBe('<h1>Phone</h1>')
    expect((await local('GET', '/phone')).body).toBe('<h1>Phone</h1>')
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/.env',
      '/nothing.html',
    ]) {
      const answer = await local('GET', path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.body.error.code).toBe('not_found')
    }
    rmSync(folder, { recursive: true })
  })
})

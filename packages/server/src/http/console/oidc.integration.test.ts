/** Signing in to the console at a real issuer, and what it does not fall for. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Browser, CLIENT, type Issuer, startIssuer } from '../../../test/oidc-issuer.ts'
import { type TestServer, testServer } from '../../../test/test-server.ts'
import { PENDING_MS } from '../../acts/console/sign-in-at-issuer.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let issuer: Issuer
let server: TestServer
let log: string[]
let address: string
const PEOPLE = {
  consoleOwners: ['olga@example.com'],
  consoleOperators: ['u-operator'],
  consoleViewers: ['vera@example.com', 'olga@example.com'],
}

async function start(settings: Parameters<typeof testServer>[0] = {}) {
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  issuer = await startIssuer(`${address}/console/api/oidc/callback`)
  log = []
  server = await testServer({
    listen: true,
    onLog: (line) => log.push(line),
    now: Date.now(),
    ...settings,
    settings: {
      console: true,
      port,
      publicUrl: address,
      consoleIssuer: issuer.url,
      consoleClientId: CLIENT.id,
      consoleClientSecret: CLIENT.secret,
      ...PEOPLE,
      ...settings.settings,
    },
  })
}
beforeEach(() => start())
afterEach(async () => {
  await server.stop()
  await issuer.stop()
})

const startAddress = () => `${address}/console/api/oidc/start`
const isConsole = (at: string) => at.startsWith(`${address}/console/`) && !at.includes('/api/')
const isCallback = (at: string) => at.startsWith(`${address}/console/api/oidc/callback`)
const signIn = (browser = new Browser()) => browser.open(startAddress(), isConsole)
const sessionOf = async (browser: Browser) =>
  (await browser.fetch(`${address}/console/api/session`)).json() as Promise<Record<string, unknown>>

describe('somebody whom the settings name', () => {
  it.each([
    [{ sub: 'u-1', email: 'olga@example.com', email_verified: true }, 'olga@example.com', 'owner'],
    [{ sub: 'u-1', email: 'Vera@Example.com', email_verified: true }, 'Vera@Example.com', 'viewer'],
    [{ sub: 'u-operator' }, 'u-operator', 'operator'],
  ])('is let in: %j', async (somebody, who, role) => {
    issuer.somebody = somebody
    const browser = new Browser()
    expect(await signIn(browser)).toBe(`${address}/console/`)
    expect(await sessionOf(browser)).toMatchObject({ signed_in: true, oidc: true, who, role })
    // What it kept while it was at the issuer is gone.
    expect([...(browser.jar.get(new URL(address).host)?.keys() ?? [])]).toEqual(['callgrant_console'])
  })

  it('the issuer is asked with PKCE, state and nonce, and neither code nor token is in the log', async () => {
    issuer.somebody = { sub: 'u-operator' }
    const browser = new Browser()
    await signIn(browser)
    const asked = new URL(browser.visited.find((at) => at.startsWith(`${issuer.url}/auth?`)) ?? '')
      .searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    for (const name of ['code_challenge', 'state', 'nonce'])
      expect(asked.get(name)?.length).toBeGreaterThanOrEqual(43)
    const back = new URL(browser.visited.find(isCallback) ?? '').searchParams
    const cookie = browser.jar.get(new URL(address).host)?.get('callgrant_console') ?? 'none'
    const text = log.join('')
    expect(text).toContain('/console/api/oidc/callback')
    for (const secret of [back.get('code'), back.get('state'), cookie, CLIENT.secret])
      expect(text).not.toContain(secret)
  })

  it('is let out as soon as they are named no more', async () => {
    issuer.somebody = { sub: 'u-operator' }
    const browser = new Browser()
    await signIn(browser)
    expect((await sessionOf(browser)).role).toBe('operator')
    server.ctx.settings.consoleOperators = []
    server.ctx.settings.consoleViewers = ['u-operator']
    expect((await sessionOf(browser)).role).toBe('viewer')
    server.ctx.settings.consoleViewers = []
    expect((await sessionOf(browser)).signed_in).toBe(false)
  })
})

describe('nobody else', () => {
  it.each([
    ['a stranger', { sub: 'u-9', email: 'mallory@example.com', email_verified: true }],
    ['an address that was not verified', { sub: 'u-9', email: 'olga@example.com', email_verified: false }],
    ['an address of which nothing is said', { sub: 'u-9', email: 'olga@example.com' }],
    ['a name chosen to look like an address that is let in', { sub: 'olga@example.com' }],
  ])('%s', async (_, somebody) => {
    issuer.somebody = somebody
    const browser = new Browser()
    expect(await signIn(browser)).toBe(`${address}/console/#error=forbidden`)
    expect(await sessionOf(browser)).toEqual({ signed_in: false, oidc: true })
    expect(await server.store.db.selectFrom('console_session').selectAll().execute()).toEqual([])
  })
})

describe('a sign-in', () => {
  const failed = () => `${address}/console/#error=console_sign_in_failed`
  const nobodyIsIn = async () =>
    expect(await server.store.db.selectFrom('console_session').selectAll().execute()).toEqual([])
  beforeEach(() => {
    issuer.somebody = { sub: 'u-operator' }
  })

  it('that another browser began is refused (login CSRF)', async () => {
    const attacker = await new Browser().open(startAddress(), isCallback)
    const victim = new Browser()
    expect(await victim.open(attacker, isConsole)).toBe(failed())
    // Also one that is itself about to sign in.
    const busy = new Browser()
    await busy.open(startAddress(), isCallback)
    expect(await busy.open(attacker, isConsole)).toBe(failed())
    await nobodyIsIn()
  })

  it('with another state, no state, no code, or a wrong code is refused', async () => {
    for (const change of [
      (query: URLSearchParams) => query.set('state', 'x'.repeat(43)),
      (query: URLSearchParams) => query.delete('state'),
      (query: URLSearchParams) => query.delete('code'),
      (query: URLSearchParams) => query.set('code', 'x'.repeat(43)),
      (query: URLSearchParams) => query.set('iss', 'https://evil.example'),
    ]) {
      const browser = new Browser()
      const back = new URL(await browser.open(startAddress(), isCallback))
      change(back.searchParams)
      expect(await browser.open(back.href, isConsole)).toBe(failed())
    }
    await nobodyIsIn()
  })

  it('that took over 10 minutes is refused, and so is one that was used', async () => {
    const browser = new Browser()
    const late = await browser.open(startAddress(), isCallback)
    server.clock.now += PENDING_MS
    expect(await browser.open(late, isConsole)).toBe(failed())
    await nobodyIsIn()
    const back = await browser.open(startAddress(), isCallback)
    expect(await browser.open(back, isConsole)).toBe(`${address}/console/`)
    expect(await browser.open(back, isConsole)).toBe(failed())
  })

  it('with what the browser kept changed, or made elsewhere, is refused', async () => {
    const browser = new Browser()
    const back = await browser.open(startAddress(), isCallback)
    const cookies = browser.jar.get(new URL(address).host) as Map<string, string>
    const kept = cookies.get('callgrant_console_oidc') ?? ''
    for (const forged of [`${kept.slice(0, -2)}AA`, `9${kept.slice(1)}`, 'e30', '']) {
      cookies.set('callgrant_console_oidc', forged)
      expect(await browser.open(back, isConsole)).toBe(failed())
    }
    await nobodyIsIn()
  })

  it('ends the session before it, and begins one with a cookie of its own', async () => {
    const browser = new Browser()
    await signIn(browser)
    const cookies = browser.jar.get(new URL(address).host) as Map<string, string>
    const first = cookies.get('callgrant_console') ?? ''
    await signIn(browser)
    expect(cookies.get('callgrant_console')).not.toBe(first)
    const old = await fetch(`${address}/console/api/session`, {
      headers: { cookie: `callgrant_console=${first}` },
    })
    expect(await old.json()).toMatchObject({ signed_in: false })
  })

  it('is begun 30 times a minute from one address, and ended as often', async () => {
    const statuses = []
    for (let n = 0; n < 31; n++) {
      const { status } = await fetch(`${address}/console/api/oidc/callback`, { redirect: 'manual' })
      statuses.push(status)
    }
    expect(statuses).toEqual([...Array(30).fill(302), 429])
  })
})

it('an issuer that is away is told to the page, and asked again', async () => {
  await issuer.stop()
  expect(await signIn()).toBe(`${address}/console/#error=unavailable`)
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

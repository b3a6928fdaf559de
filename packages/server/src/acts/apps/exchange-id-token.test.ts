import { generateKeyPair, type JWTPayload } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  expectRefusal,
  NOON,
} from '../../../test/consent-testbed.ts'
import { startTokenIssuer } from '../../../test/token-issuer.ts'
import { openStore } from '../../store/store.ts'
import { authenticateToken } from './authenticate-token.ts'
import { exchangeIdToken } from './exchange-id-token.ts'
import { updateApp } from './update-app.ts'

describe('a session by an OIDC issuer of the app', () => {
  let issuer: Awaited<ReturnType<typeof startTokenIssuer>>
  let second: Awaited<ReturnType<typeof startTokenIssuer>>
  let testbed: ConsentTestbed
  const exchange = (id_token: string, appid = 'app') => exchangeIdToken(testbed.ctx, { appid, id_token })

  beforeAll(async () => {
    issuer = await startTokenIssuer(NOON)
    second = await startTokenIssuer(NOON)
  })
  afterAll(async () => {
    await issuer.stop()
    await second.stop()
  })
  beforeEach(async () => {
    const store = await openStore('sqlite::memory:')
    testbed = await createConsentTestbed(store)
    await updateApp(testbed.ctx, 'app', { oidc_issuers: [{ issuer: issuer.url, audience: 'web' }] })
    issuer.asked.length = 0
    return () => store.close()
  })

  it('is of the person whom the token names', async () => {
    const { session, openid, expires_in } = await exchange(await issuer.token())
    expect([openid, expires_in]).toEqual(['alice', 3600])
    const { caller } = await authenticateToken(testbed.ctx, session)
    expect(caller).toEqual({ role: 'person', appid: 'app', openid: 'alice' })
  })

  it('gives a `sub` that is no openid one of its own, always the same', async () => {
    const token = await issuer.token({ sub: 'auth0|alice@example.com' })
    const { openid } = await exchange(token)
    expect(openid).toMatch(/^[0-9A-Za-z_-]{43}$/)
    expect((await exchange(token)).openid).toBe(openid)
  })

  it('never takes the people of two issuers for one', async () => {
    const oidc_issuers = [issuer, second].map(({ url }) => ({ issuer: url, audience: 'web' }))
    await updateApp(testbed.ctx, 'app', { oidc_issuers })
    const openids = [await exchange(await issuer.token()), await exchange(await second.token())].map(
      ({ openid }) => openid,
    )
    expect(new Set([...openids, 'alice']).size).toBe(3)
  })

  it('takes each audience that the app has configured', async () => {
    const oidc_issuers = ['web', 'ios'].map((audience) => ({ issuer: issuer.url, audience }))
    await updateApp(testbed.ctx, 'app', { oidc_issuers })
    expect((await exchange(await issuer.token({ aud: 'ios' }))).openid).toBe('alice')
    await expectRefusal(exchange(await issuer.token({ aud: 'tv' })), 'oidc_token_wrong')
  })

  it.each<[string, JWTPayload]>([
    ['another audience', { aud: 'other' }],
    ['an issuer that is not configured', { iss: 'https://evil.example.com' }],
    ['no issuer', { iss: undefined }],
    ['no person', { sub: undefined }],
    ['a time that is over', { exp: NOON / 1000 - 31 }],
    ['no end', { exp: undefined }],
    ['a time to come', { nbf: NOON / 1000 + 31 }],
  ])('is refused for a token with %s', async (_words, claims) => {
    await expectRefusal(exchange(await issuer.token(claims)), 'oidc_token_wrong')
  })

  it('is refused for another app, an unknown app, and one with no issuer', async () => {
    const other = await createConsentTestbed(testbed.store, 'other')
    expect(other.backend.appid).toBe('other')
    for (const appid of ['other', 'nobody']) {
      await expectRefusal(exchange(await issuer.token(), appid), 'oidc_token_wrong')
    }
    expect(issuer.asked).toEqual([])
  })

  it('is refused for another key, under a known id or its own, and for what is no token', async () => {
    const forger = await generateKeyPair('ES256')
    await expectRefusal(exchange(await issuer.token({}, forger.privateKey)), 'oidc_token_wrong')
    await expectRefusal(exchange(await issuer.token({}, forger.privateKey, 'k2')), 'oidc_token_wrong')
    for (const text of ['x', 'a.b.c', `${await issuer.token()}x`]) {
      await expectRefusal(exchange(text), 'oidc_token_wrong')
    }
    const unsigned = `${btoa('{"alg":"none"}')}.${(await issuer.token()).split('.')[1]}.`
    await expectRefusal(exchange(unsigned), 'oidc_token_wrong')
  })

  it('follows the clock that it is given', async () => {
    const token = await issuer.token()
    testbed.clock.now = NOON + 630_000
    await expectRefusal(exchange(token), 'oidc_token_wrong')
    testbed.clock.now = NOON + 629_000
    await exchange(token)
  })

  it('reads the issuer’s keys once for many tokens', async () => {
    for (let n = 0; n < 5; n++) await exchange(await issuer.token({ sub: `p${n}` }))
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  it('asks an issuer that fails not again and again, and finds it when it is back', async () => {
    const gone = await startTokenIssuer(NOON)
    await updateApp(testbed.ctx, 'app', { oidc_issuers: [{ issuer: gone.url, audience: 'web' }] })
    const { '/.well-known/openid-configuration': discovery = () => undefined } = gone.paths
    gone.paths['/.well-known/openid-configuration'] = () => undefined
    for (let n = 0; n < 5; n++) await expectRefusal(exchange(await gone.token()), 'unavailable')
    expect(gone.asked).toHaveLength(1)
    gone.paths['/.well-known/openid-configuration'] = discovery
    testbed.clock.now += 10_001
    expect((await exchange(await gone.token())).openid).toBe('alice')
    await gone.stop()
  })

  it.each<[string, (url: string) => Record<string, unknown> | string]>([
    ['of another issuer', (url) => ({ issuer: 'https://other.example.com', jwks_uri: `${url}/keys` })],
    [
      'with keys in the clear on another machine',
      (url) => ({ issuer: url, jwks_uri: 'http://10.0.0.1/keys' }),
    ],
    ['that is too long', (url) => ({ issuer: url, jwks_uri: `${url}/keys`, more: 'x'.repeat(300_000) })],
    ['that is no JSON', () => '<html>'],
    ['with no keys', (url) => ({ issuer: url, jwks_uri: `${url}/none` })],
  ])('is `unavailable` with a discovery document %s', async (_words, document) => {
    const strange = await startTokenIssuer(NOON)
    strange.paths['/.well-known/openid-configuration'] = document
    await updateApp(testbed.ctx, 'app', { oidc_issuers: [{ issuer: strange.url, audience: 'web' }] })
    await expectRefusal(exchange(await strange.token()), 'unavailable')
    await strange.stop()
  })

  it('asks no issuer in the clear, except on this machine', async () => {
    await updateApp(testbed.ctx, 'app', {
      oidc_issuers: [{ issuer: 'http://id.example.com', audience: 'web' }],
    })
    const error = await expectRefusal(
      exchange(await issuer.token({ iss: 'http://id.example.com' })),
      'unavailable',
    )
    expect(error.cause).toMatchObject({ message: expect.stringContaining('not https') })
  })
})

import { afterEach, expect, it } from 'vitest'
import { type TestServer, type TestServerOptions, testServer } from '../../test/test-server.ts'

let server: TestServer
afterEach(() => server.stop())
const limited = async (settings: TestServerOptions['settings']) => {
  server = await testServer({ settings })
}

it('limits the requests of one address, and says when to come back', async () => {
  await limited({ rateLimit: 5 })
  for (let i = 0; i < 5; i++) expect((await server.anyone('GET', '/v1/time')).status).toBe(200)
  const answer = await server.anyone('GET', '/v1/time')
  expect(answer).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect(answer.body.error.retry_after).toBe(Number(answer.headers['retry-after']))
})

it('lets a person and a back end in, whatever others at the address send, and limits each by itself', async () => {
  await limited({ rateLimit: 5 })
  // Each is one request of the back end.
  const alice = await server.person('o_alice')
  const bob = await server.person('o_bob')
  const granted = async (ask: () => Promise<{ status: number }>) => {
    let count = 0
    while ((await ask()).status === 200) count++
    return count
  }
  expect(await granted(() => server.anyone('GET', '/v1/time'))).toBe(5)
  expect(await granted(() => alice.send('GET', '/v1/me/authorizations'))).toBe(5)
  expect(await granted(() => bob.send('GET', '/v1/me/authorizations'))).toBe(5)
  expect(await granted(() => server.backend('GET', '/v1/app'))).toBe(3)
})

it('counts requests to addresses that are not there', async () => {
  await limited({ rateLimit: 3 })
  const statuses = []
  for (let i = 0; i < 4; i++) statuses.push((await server.anyone('GET', `/nothing/${i}`)).status)
  expect(statuses).toEqual([404, 404, 404, 429])
})

it('limits sign-ins more than other requests', async () => {
  await limited({ credentialRateLimit: 2 })
  const body = { appid: server.appid, model_id: 'm', sn: 's' }
  const statuses = []
  for (let i = 0; i < 3; i++)
    statuses.push((await server.anyone('POST', '/v1/device/challenge', { body })).status)
  expect(statuses).toEqual([200, 200, 429])
  expect((await server.anyone('GET', '/v1/time')).status).toBe(200)
})

it('slows down who tries wrong credentials, and lets right ones pass from the same address', async () => {
  await limited({ wrongCredentialLimit: 3 })
  const headers = { authorization: `Basic ${btoa(`${server.appid}:guess`)}` }
  const statuses = []
  for (let i = 0; i < 5; i++) statuses.push((await server.anyone('GET', '/v1/app', { headers })).status)
  expect(statuses).toEqual([401, 401, 401, 429, 429])
  expect((await server.backend('GET', '/v1/app')).status).toBe(200)
})

it('counts wrong tickets and challenges as wrong credentials', async () => {
  await limited({ wrongCredentialLimit: 2 })
  const body = { challenge: 'x', signature: 'x'.repeat(86) }
  const codes = []
  for (let i = 0; i < 3; i++)
    codes.push((await server.anyone('POST', '/v1/device/token', { body })).body.error.code)
  expect(codes).toEqual(['challenge_invalid', 'challenge_invalid', 'rate_limited'])
})

it('counts sign-ins of devices that there are not, so that nobody finds out which there are', async () => {
  await limited({ wrongCredentialLimit: 2 })
  const codes = []
  for (let i = 0; i < 3; i++) {
    const ref = { appid: server.appid, model_id: 'm', sn: `s${i}` }
    const { challenge } = (await server.anyone('POST', '/v1/device/challenge', { body: ref })).body
    const body = { challenge, signature: 'x'.repeat(86) }
    codes.push((await server.anyone('POST', '/v1/device/token', { body })).body.error.code)
  }
  expect(codes).toEqual(['device_unknown', 'device_unknown', 'rate_limited'])
})

it('has no limit where the setting is 0', async () => {
  await limited({ rateLimit: 0 })
  for (let i = 0; i < 50; i++) expect((await server.anyone('GET', '/v1/time')).status).toBe(200)
})

it('believes x-forwarded-for of the proxies that it trusts, and of nobody else', async () => {
  await limited({ rateLimit: 1 })
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  expect((await server.anyone('GET', '/v1/time', from('192.0.2.1'))).status).toBe(200)
  expect((await server.anyone('GET', '/v1/time', from('192.0.2.2'))).status).toBe(429)
  await server.stop()
  await limited({ rateLimit: 1, trustProxy: ['127.0.0.1'] })
  expect((await server.anyone('GET', '/v1/time', from('192.0.2.1'))).status).toBe(200)
  expect((await server.anyone('GET', '/v1/time', from('192.0.2.2'))).status).toBe(200)
  expect((await server.anyone('GET', '/v1/time', from('192.0.2.2'))).status).toBe(429)
})

/** Credentials that were good once. */

import { expect, it } from 'vitest'
import { testServer } from '../../test/test-server.ts'
import { generateMasterKey } from '../credentials/keys.ts'
import { openStore } from '../store/store.ts'

it('refuses a token that has expired, and says so', async () => {
  const late = await testServer()
  const person = await late.person()
  const device = await late.device()
  late.clock.now += 3_601_000
  for (const [send, method, path] of [
    [person.send, 'GET', '/v1/me/authorizations'],
    [device.send, 'POST', '/v1/device/contacts'],
  ] as const) {
    expect(await send(method, path)).toMatchObject({
      status: 401,
      body: { error: { code: 'token_expired' } },
    })
  }
  await late.stop()
})

it("refuses a device's token after its reset", async () => {
  const fresh = await testServer()
  const device = await fresh.device()
  const ask = { body: { sn: device.sn, model_id: device.model_id, openid_list: [] } }
  expect((await device.send('POST', '/v1/device/contacts', ask)).status).toBe(200)
  await fresh.backend('POST', `/v1/devices/${device.model_id}/${device.sn}/reset`)
  expect(await device.send('POST', '/v1/device/contacts', ask)).toMatchObject({
    status: 401,
    body: { error: { code: 'unauthenticated' } },
  })
  await fresh.stop()
})

it('refuses the old secret once it was replaced', async () => {
  const fresh = await testServer()
  const { body } = await fresh.backend('POST', '/v1/app/secret')
  expect((await fresh.backend('GET', '/v1/app')).status).toBe(401)
  expect((await fresh.backendOf(body)('GET', '/v1/app')).status).toBe(200)
  await fresh.stop()
})

it('lets no token of one server into another', async () => {
  const here = await testServer()
  const there = await testServer()
  const { session } = await there.person()
  const answer = await here.anyone('GET', '/v1/me/authorizations', {
    headers: { authorization: `Bearer ${session}` },
  })
  expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
  await here.stop()
  await there.stop()
})

it('lets no token pass that was changed, or that says it needs no signature', async () => {
  const server = await testServer()
  const { session } = await server.person()
  const [head = '', claims = '', signature = ''] = session.split('.')
  const other = Buffer.from(JSON.stringify({ ...JSON.parse(atob(claims)), sub: 'bob' })).toString('base64url')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const forged of [
    `${head}.${other}.${signature}`,
    `${none}.${claims}.`,
    `${none}.${claims}.${signature}`,
    `${head}.${claims}.`,
  ]) {
    const answer = await server.anyone('GET', '/v1/me/authorizations', {
      headers: { authorization: `Bearer ${forged}` },
    })
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
  }
  await server.stop()
})

it('says which scheme a route asks for', async () => {
  const server = await testServer()
  expect((await server.anyone('GET', '/v1/app')).headers['www-authenticate']).toMatch(/^Basic /)
  expect((await server.anyone('GET', '/v1/me/authorizations')).headers['www-authenticate']).toMatch(
    /^Bearer /,
  )
  await server.stop()
})

it('takes nothing but the whole admin token for the operator', async () => {
  const server = await testServer()
  expect(server.adminToken).toHaveLength(43)
  for (const authorization of [
    'Bearer ',
    'Bearer null',
    'Bearer undefined',
    `Bearer ${server.adminToken.slice(1)}`,
  ]) {
    expect((await server.anyone('GET', '/v1/apps', { headers: { authorization } })).status).toBe(401)
  }
  await server.stop()
})

it('has no operator at all where several nodes share a store and no admin token is set', async () => {
  const server = await testServer({
    settings: { databaseUrl: 'postgres://shared.example/callgrant', keys: generateMasterKey() },
    store: await openStore('sqlite::memory:'),
  })
  expect(server.service.adminToken).toBeNull()
  for (const authorization of ['Bearer ', 'Bearer null', 'Bearer 0', `Bearer ${server.secret}`]) {
    expect((await server.anyone('GET', '/v1/apps', { headers: { authorization } })).status).toBe(401)
  }
  await server.stop()
})

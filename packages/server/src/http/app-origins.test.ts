import { CLOSE } from '@callgrant/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGatewayTestbed } from '../../test/gateway-testbed.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { MODEL, testServer } from '../../test/test-server.ts'

const PAGE = 'https://app.example.com'
const from = (origin: string) => ({ headers: { origin } })
const REFUSED = { status: 403, body: { error: { code: 'origin_not_allowed' } } }

async function started(options: Parameters<typeof testServer>[0] = {}) {
  const server = await testServer(options)
  onTestFinished(() => server.stop())
  return server
}

describe('the origins of an app', () => {
  it('are none at first; exact ones are taken, nothing else is', async () => {
    const { backend } = await started()
    expect((await backend('GET', '/v1/app')).body.origins).toEqual([])
    for (const origin of [
      '*',
      'null',
      'https://*.example.com',
      'https://app.example.com/',
      'https://app.example.com:443',
      'https://App.example.com',
      'https://user@app.example.com',
      'app.example.com',
      `https://${'a'.repeat(260)}.example`,
    ]) {
      const answer = await backend('PATCH', '/v1/app', { body: { origins: [origin] } })
      expect(answer, origin).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } })
    }
    const many = Array.from({ length: 21 }, (_, n) => `https://a${n}.example.com`)
    expect((await backend('PATCH', '/v1/app', { body: { origins: many } })).status).toBe(400)
    const origins = [PAGE, 'capacitor://localhost', PAGE]
    expect((await backend('PATCH', '/v1/app', { body: { origins } })).body.origins).toEqual(
      origins.slice(0, 2),
    )
  })

  it('let a page in with that app’s people and devices, and with nothing else', async () => {
    const server = await started()
    const other = await server.newApp()
    const alice = await server.person()
    const door = await server.device()
    const list = '/v1/me/authorizations'
    expect(await alice.send('GET', list, from(PAGE))).toMatchObject(REFUSED)
    await server.backend('PATCH', '/v1/app', { body: { origins: [PAGE] } })
    expect(await alice.send('GET', list, from(PAGE))).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': PAGE },
    })
    const contacts = { body: { sn: 'door-1', model_id: MODEL, openid_list: ['alice'] }, ...from(PAGE) }
    expect((await door.send('POST', '/v1/device/contacts', contacts)).status).toBe(200)
    // What asks for no credential, and what is asked to get one of that app.
    expect((await server.anyone('GET', '/v1/time', from(PAGE))).status).toBe(200)
    const challenge = (appid: string) =>
      server.anyone('POST', '/v1/device/challenge', {
        body: { appid, model_id: MODEL, sn: 'door-1' },
        ...from(PAGE),
      })
    expect((await challenge(server.appid)).status).toBe(200)
    expect(await challenge(other.appid)).toMatchObject(REFUSED)
    // No page has an app's secret, the operator's token, or another app's people; nor are other pages let in.
    expect(await server.backend('GET', '/v1/app', from(PAGE))).toMatchObject(REFUSED)
    expect(await server.operator('GET', '/v1/apps', from(PAGE))).toMatchObject(REFUSED)
    expect(await server.anyone('GET', '/no/such/route', from(PAGE))).toMatchObject(REFUSED)
    expect(await alice.send('GET', list, from('https://app.example.com.evil.example'))).toMatchObject(REFUSED)
    expect(await alice.send('GET', list, from('null'))).toMatchObject(REFUSED)
    const bob = await server.backendOf(other)('POST', '/v1/sessions', { body: { openid: 'bob' } })
    const headers = { origin: PAGE, authorization: `Bearer ${bob.body.session}` }
    expect(await server.anyone('GET', list, { headers })).toMatchObject(REFUSED)
    expect((await server.anyone('GET', list, { headers: { ...headers, origin: '' } })).status).toBe(403)
    // Taken away, it counts at once.
    await server.backend('PATCH', '/v1/app', { body: { origins: [] } })
    expect(await alice.send('GET', list, from(PAGE))).toMatchObject(REFUSED)
  })

  it('of the server’s own list stay good for all that a page has a credential for', async () => {
    const server = await started({ settings: { allowedOrigins: [PAGE] } })
    const alice = await server.person()
    expect((await alice.send('GET', '/v1/me/authorizations', from(PAGE))).status).toBe(200)
    expect((await server.backend('GET', '/v1/app', from(PAGE))).status).toBe(200)
  })

  it('let a page sign in at the WebSocket as that app’s people, and as nobody else', async () => {
    const testbed = await createGatewayTestbed()
    const { ctx } = testbed
    const person = testbed.person()
    const { appid } = person
    const open = () => SocketClient.connect(testbed.url, { origin: PAGE })
    const asked = async (client: SocketClient, token: string) =>
      client.ask('sign_in', { token, client_id: person.clientId })
    expect(await (await open()).ends()).toBe(CLOSE.ORIGIN_NOT_ALLOWED)
    await ctx.store.apps.update(appid, { origins: JSON.stringify([PAGE]) })
    const alice = await open()
    expect(await asked(alice, await testbed.token(person))).toMatchObject({ ok: true })
    // The page of one app with somebody of another.
    await ctx.store.apps.update(appid, { origins: '[]' })
    await ctx.store.apps.insert({
      ...((await ctx.store.apps.find(appid)) ?? expect.fail()),
      ...{ appid: 'cg_elsewhere', origins: JSON.stringify([PAGE]) },
    })
    const stranger = await open()
    expect(await asked(stranger, await testbed.token(person))).toMatchObject({
      ok: false,
      error: { code: 'origin_not_allowed' },
    })
    expect(await stranger.ends()).toBe(CLOSE.ORIGIN_NOT_ALLOWED)
    alice.kill()
  })
})

/** Who is let in, how long, and how often. */

import { get } from 'node:http'
import { CLIENTS_PER_DEVICE, CLOSE } from '@callgrant/protocol'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { APP, MODEL, OTHER_APP } from '../../test/call-testbed.ts'
import { createGatewayTestbed } from '../../test/gateway-testbed.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { testServer } from '../../test/test-server.ts'
import { resetDevice } from '../acts/devices/reset-device.ts'

const HOUR = 3_600_000
const video = { room_type: 'video' } as const
const client_id = 'client-x1'

/** The HTTP status that an upgrade is refused with. */
async function refusedUpgrade(
  url: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  const socket = new WebSocket(url, { headers })
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode)
      socket.terminate()
    })
    socket.on('open', () => reject(new Error('it was let in')))
    socket.on('error', () => {})
  })
}

describe('sign-in', () => {
  test('answers who one is, until when, and the ICE servers', async () => {
    const turn = { turnUrls: ['turn:turn.example.com'], turnSecret: 'north' }
    const testbed = await createGatewayTestbed({ settings: turn })
    const client = await SocketClient.connect(testbed.url)
    const reply = await client.granted('sign_in', { token: await testbed.token(testbed.person()), client_id })
    expect(reply).toMatchObject({
      role: 'person',
      expires_in: 3600,
      calls: [],
      server_time: testbed.clock.now,
    })
    expect(reply.ice_servers[0]?.username).toMatch(/^\d+:app\.alice$/)
  })

  test('refuses a wrong token, and closes', async () => {
    const testbed = await createGatewayTestbed()
    const client = await SocketClient.connect(testbed.url)
    expect(await client.refused('sign_in', { token: 'forged', client_id })).toBe('unauthenticated')
    expect(await client.ends()).toBe(CLOSE.UNAUTHENTICATED)
  })

  test('refuses an expired session', async () => {
    const testbed = await createGatewayTestbed()
    const token = await testbed.token(testbed.person())
    testbed.clock.now += HOUR + 60_000
    const client = await SocketClient.connect(testbed.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('token_expired')
  })

  test('refuses a device whose key was reset since its token was made', async () => {
    const testbed = await createGatewayTestbed()
    const token = await testbed.token(testbed.door())
    await testbed.store.db
      .updateTable('device')
      .set({ public_key: null })
      .where('sn', '=', 'door-1')
      .execute()
    const client = await SocketClient.connect(testbed.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('unauthenticated')
  })

  test('while the store is away asks to try again later, and for no other token', async () => {
    const testbed = await createGatewayTestbed()
    const token = await testbed.token(testbed.door())
    await sql`pragma query_only = on`.execute(testbed.store.db)
    const client = await SocketClient.connect(testbed.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('unavailable')
    expect(await client.ends()).toBe(1013)
  })

  test('past the rate is told so by the close as well', async () => {
    const testbed = await createGatewayTestbed({ settings: { credentialRateLimit: 1 } })
    const token = await testbed.token(testbed.person())
    await testbed.signIn(testbed.person())
    // Whoever else is at the same address is not counted with her.
    await testbed.signIn(testbed.person('bob'))
    const client = await SocketClient.connect(testbed.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('rate_limited')
    expect(await client.ends()).toBe(CLOSE.TOO_MANY)
  })

  test('ends for a device that is reset: it rings nobody, and is rung no more', async () => {
    const testbed = await createGatewayTestbed()
    await testbed.decide('alice', 'door-1', 1)
    const door = await testbed.signIn(testbed.door())
    const neighbour = await testbed.signIn(testbed.door('door-2'))
    const alice = await testbed.signIn(testbed.person())
    await resetDevice(testbed.ctx, { appid: APP }, { model_id: MODEL, sn: 'door-1' })
    expect(await door.ends()).toBe(CLOSE.UNAUTHENTICATED)
    const to = { model_id: MODEL, sn: 'door-1' }
    const wish = { to, ...video, needs_authorization: false }
    expect(await alice.refused('call.start', wish)).toBe('device_unknown')
    expect(door.notices).toEqual([])
    await testbed.decide('alice', 'door-2', 1)
    await neighbour.granted('call.start', { to: { openid: 'alice' }, ...video })
  })

  test('comes first: anything else is refused, and the connection closed', async () => {
    const testbed = await createGatewayTestbed()
    const client = await SocketClient.connect(testbed.url)
    expect(await client.refused('call.join', { room_id: 'r_1' })).toBe('unauthenticated')
    expect(await client.ends()).toBe(CLOSE.UNAUTHENTICATED)
  })

  test('must come in time', async () => {
    const testbed = await createGatewayTestbed({ limits: { signInMs: 20 } })
    const client = await SocketClient.connect(testbed.url)
    expect(await client.ends()).toBe(CLOSE.SIGN_IN_TIMEOUT)
  })

  test('must come in time, or the connection is cut, also where nobody answers the close', async () => {
    const testbed = await createGatewayTestbed({ limits: { signInMs: 20 } })
    const client = await SocketClient.connect(testbed.url)
    // Paused, it reads no close frame and so answers none.
    client.socket.pause()
    const began = performance.now()
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(0), { timeout: 30_000 })
    expect(performance.now() - began).toBeLessThan(1_900)
  })

  test('notes when a device was last seen', async () => {
    const testbed = await createGatewayTestbed()
    const { db } = testbed.store
    const door = db.selectFrom('device').selectAll().where('sn', '=', 'door-1')
    const namesake = await door.executeTakeFirstOrThrow()
    await db
      .insertInto('device')
      .values({ ...namesake, appid: OTHER_APP })
      .execute()
    await testbed.signIn(testbed.door())
    expect(await door.select(['appid', 'last_seen_at']).orderBy('appid').execute()).toMatchObject([
      { appid: APP, last_seen_at: testbed.clock.now },
      { appid: OTHER_APP, last_seen_at: null },
    ])
  })

  test('says what is wrong with its fields', async () => {
    const testbed = await createGatewayTestbed()
    const client = await SocketClient.connect(testbed.url)
    const reply = await client.ask('sign_in', { token: 'x', client_id: 'short' })
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'bad_request', faults: [{ parameter: 'client_id' }] },
    })
  })
})

describe('the end of a session', () => {
  test('leaves the calls that are open, and nothing else, until it is renewed', async () => {
    const testbed = await createGatewayTestbed()
    await testbed.decide('alice', 'door-1', 1)
    const door = await testbed.signIn(testbed.door())
    const alice = await testbed.signIn(testbed.person())
    const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
    const room = { room_id: call.room_id }
    await alice.sees(call.room_id, 'created')
    testbed.clock.now += HOUR
    await door.granted('call.join', room)
    await alice.granted('call.accept', room)
    await door.granted('call.hang_up', room)
    await alice.sees(call.room_id, 'ended')
    expect(await door.refused('call.start', { to: { openid: 'alice' }, ...video })).toBe('token_expired')
    await door.granted('sign_in', { token: await testbed.token(testbed.door()), client_id: 'client-door-1' })
    await door.granted('call.start', { to: { openid: 'alice' }, ...video })
    // Alice has not renewed: she is rung no more here.
    expect(await alice.refused('call.join', { room_id: 'r_none' })).toBe('token_expired')
    expect(alice.notices.filter((notice) => notice.type === 'call').at(-1)?.call).toMatchObject(room)
  })

  test('refuses to renew with the token of somebody else', async () => {
    const testbed = await createGatewayTestbed()
    const alice = await testbed.signIn(testbed.person())
    const token = await testbed.token(testbed.person('bob'))
    expect(await alice.refused('sign_in', { token, client_id: 'client-alice' })).toBe('forbidden')
    await alice.granted('sign_in', {
      token: await testbed.token(testbed.person()),
      client_id: 'client-alice',
    })
  })

  test('closes a connection that nobody renews', async () => {
    const testbed = await createGatewayTestbed({ limits: { pingMs: 200 } })
    const alice = await testbed.signIn(testbed.person())
    testbed.clock.now += HOUR
    expect(await alice.ends()).toBe(CLOSE.UNAUTHENTICATED)
  })
})

describe('who is let in', () => {
  test('lets in pages of its own origin and of the list, and what is no browser', async () => {
    const testbed = await createGatewayTestbed({ settings: { allowedOrigins: ['https://app.example.com'] } })
    const own = new URL(testbed.url).host
    for (const origin of [`http://${own}`, `https://${own}`, 'https://app.example.com']) {
      ;(await SocketClient.connect(testbed.url, { origin })).kill()
    }
    for (const origin of ['https://evil.example.com', 'https://app.example.com.evil.com', 'null']) {
      const client = await SocketClient.connect(testbed.url, { origin })
      expect(await client.ends()).toBe(CLOSE.ORIGIN_NOT_ALLOWED)
      const error = {
        code: 'origin_not_allowed',
        message: expect.stringContaining('CALLGRANT_ALLOWED_ORIGINS'),
      }
      expect(client.notices).toEqual([{ type: 'error', error: expect.objectContaining(error) }])
    }
    // It is not even a connection: nothing that it sends is read.
    expect(testbed.gateway.connections()).toBeLessThanOrEqual(3)
  })

  test('answers a request that offers HTTP/2 as any other', async () => {
    const server = await testServer({ listen: true })
    onTestFinished(() => server.stop())
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' }
    const status = await new Promise((resolve, reject) => {
      get(`${server.address}/v1/time`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).on('error', reject)
    })
    expect(status).toBe(200)
  })

  test('answers 404 to upgrades elsewhere', async () => {
    const testbed = await createGatewayTestbed()
    expect(await refusedUpgrade(testbed.url.replace('socket', 'other'))).toBe(404)
  })

  test('holds no more clients than it may', async () => {
    const few = await createGatewayTestbed({ settings: { maxSockets: 1 } })
    const late = await SocketClient.connect(few.url)
    const alice = await few.signIn(few.person())
    expect(await refusedUpgrade(few.url)).toBe(429)
    // One that was let in before is refused at its sign-in.
    const token = await few.token(few.person('bob'))
    expect(await late.refused('sign_in', { token, client_id })).toBe('rate_limited')
    expect(await late.ends()).toBe(CLOSE.TOO_MANY)
    alice.kill()
    await vi.waitFor(() => expect(few.gateway.connections()).toBe(0))
    await few.signIn(few.person('bob'))
  })

  test('closes the oldest silent connection of an address for the newest, so that they lock nobody out', async () => {
    const testbed = await createGatewayTestbed({ limits: { notSignedInPerAddress: 3 } })
    const bob = await testbed.signIn(testbed.person('bob'))
    const silent = []
    for (let n = 0; n < 3; n++) silent.push(await SocketClient.connect(testbed.url))
    // They do not even read.
    for (const client of silent) client.socket.pause()
    for (let n = 0; n < 20; n++) {
      await testbed.signIn(testbed.person(n % 2 ? 'alice' : 'bob', `client-at-home-${n}`))
      silent.push(await SocketClient.connect(testbed.url))
    }
    silent.at(-4)?.socket.resume()
    expect(await silent.at(-4)?.ends()).toBe(CLOSE.TOO_MANY)
    expect(bob.closed).toBeNull()
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(21 + 3))
  })

  test('counts an address behind a proxy only when the proxy is trusted', async () => {
    const testbed = await createGatewayTestbed({
      settings: { maxSocketsPerAddress: 1, trustProxy: ['127.0.0.1'] },
    })
    const signIn = async (from: typeof testbed, address: string) => {
      const client = await SocketClient.connect(from.url, { 'x-forwarded-for': address })
      await client.granted('sign_in', { token: await from.token(from.person()), client_id })
    }
    await signIn(testbed, '203.0.113.1')
    await signIn(testbed, '203.0.113.2')
    expect(await refusedUpgrade(testbed.url, { 'x-forwarded-for': '203.0.113.1' })).toBe(429)

    const wary = await createGatewayTestbed({ settings: { maxSocketsPerAddress: 1 } })
    await signIn(wary, '203.0.113.1')
    expect(await refusedUpgrade(wary.url, { 'x-forwarded-for': '203.0.113.2' })).toBe(429)
  })

  test('closes the oldest idle client of a device that has too many, never one in a call', async () => {
    const testbed = await createGatewayTestbed()
    await testbed.decide('alice', 'door-1', 1)
    const inCall = await testbed.signIn(testbed.door('door-1', 'client-0'))
    await inCall.granted('call.start', { to: { openid: 'alice' }, ...video })
    const { call } = await inCall
      .rings()
      .then(async (call) => inCall.granted('call.cancel', { room_id: call.room_id }))
    await inCall.sees(call.room_id, 'ended')
    const others = []
    for (let n = 1; n < CLIENTS_PER_DEVICE; n++)
      others.push(await testbed.signIn(testbed.door('door-1', `client-${n}`)))
    await testbed.signIn(testbed.door('door-1', 'client-new'))
    expect(await inCall.ends()).toBe(CLOSE.TOO_MANY)

    const [ringer] = others
    await ringer?.granted('call.start', { to: { openid: 'alice' }, ...video })
    await Promise.all(others.map((client) => client.rings()))
    // All of them hear the call, so none is idle, and the new one has to wait.
    const late = await SocketClient.connect(testbed.url)
    const token = await testbed.token(testbed.door())
    expect(await late.refused('sign_in', { token, client_id: 'client-late' })).toBe('rate_limited')
    expect(ringer?.closed).toBeNull()
  })
})

describe('a graceful stop', () => {
  test('tells clients to reconnect, closes with 1012, and leaves the calls open', async () => {
    const testbed = await createGatewayTestbed()
    await testbed.decide('alice', 'door-1', 1)
    const door = await testbed.signIn(testbed.door())
    const alice = await testbed.signIn(testbed.person())
    const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
    const stopped = testbed.gateway.stop()
    expect(await Promise.all([door.ends(), alice.ends()])).toEqual([1012, 1012])
    await stopped
    expect(door.notices).toContainEqual({ type: 'reconnect', after_ms: expect.any(Number) })
    const row = await testbed.store.db.selectFrom('call').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ room_id: call.room_id, state: 'created' })
  })

  test('answers what is under way before it closes', async () => {
    const testbed = await createGatewayTestbed()
    await testbed.decide('alice', 'door-1', 1)
    const door = await testbed.signIn(testbed.door())
    const started = door.ask('call.start', { to: { openid: 'alice' }, ...video })
    await vi.waitFor(async () => {
      expect(await testbed.store.db.selectFrom('call').selectAll().execute()).toHaveLength(1)
    })
    await testbed.gateway.stop()
    expect(await started).toMatchObject({ ok: true })
  })

  test('does not wait for clients that are gone', async () => {
    const testbed = await createGatewayTestbed({ limits: { stopMs: 50 } })
    const alice = await testbed.signIn(testbed.person())
    alice.socket.pause()
    await testbed.gateway.stop()
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(0))
  })
})

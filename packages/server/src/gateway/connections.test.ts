/** Who is let in, how long, and how often. */

import { get } from 'node:http'
import { CLIENTS_PER_DEVICE, CLOSE, FRAME_MAX_BYTES } from '@callgrant/protocol'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { APP, MODEL, OTHER_APP } from '../../test/call-world.ts'
import { gatewayWorld } from '../../test/gateway-world.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { testServer } from '../../test/test-server.ts'
import { resetDevice } from '../acts/reset-device.ts'

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
    const world = await gatewayWorld({ settings: turn })
    const client = await SocketClient.connect(world.url)
    const reply = await client.granted('sign_in', { token: await world.token(world.person()), client_id })
    expect(reply).toMatchObject({ role: 'person', expires_in: 3600, calls: [], server_time: world.clock.now })
    expect(reply.ice_servers[0]?.username).toMatch(/^\d+:app\.alice$/)
  })

  test('refuses a wrong token, and closes', async () => {
    const world = await gatewayWorld()
    const client = await SocketClient.connect(world.url)
    expect(await client.refused('sign_in', { token: 'forged', client_id })).toBe('unauthenticated')
    expect(await client.ends()).toBe(CLOSE.UNAUTHENTICATED)
  })

  test('refuses an expired session', async () => {
    const world = await gatewayWorld()
    const token = await world.token(world.person())
    world.clock.now += HOUR + 60_000
    const client = await SocketClient.connect(world.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('token_expired')
  })

  test('refuses a device whose key was reset since its token was made', async () => {
    const world = await gatewayWorld()
    const token = await world.token(world.door())
    await world.store.db.updateTable('device').set({ public_key: null }).where('sn', '=', 'door-1').execute()
    const client = await SocketClient.connect(world.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('unauthenticated')
  })

  test('while the store is away asks to try again later, and for no other token', async () => {
    const world = await gatewayWorld()
    const token = await world.token(world.door())
    await sql`pragma query_only = on`.execute(world.store.db)
    const client = await SocketClient.connect(world.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('unavailable')
    expect(await client.ends()).toBe(1013)
  })

  test('past the rate is told so by the close as well', async () => {
    const world = await gatewayWorld({ settings: { credentialRateLimit: 1 } })
    const token = await world.token(world.person())
    await world.signIn(world.person('bob'))
    const client = await SocketClient.connect(world.url)
    expect(await client.refused('sign_in', { token, client_id })).toBe('rate_limited')
    expect(await client.ends()).toBe(CLOSE.TOO_MANY)
  })

  test('ends for a device that is reset: it rings nobody, and is rung no more', async () => {
    const world = await gatewayWorld()
    await world.decide('alice', 'door-1', 1)
    const door = await world.signIn(world.door())
    const neighbour = await world.signIn(world.door('door-2'))
    const alice = await world.signIn(world.person())
    await resetDevice(world.ctx, { appid: APP }, { model_id: MODEL, sn: 'door-1' })
    expect(await door.ends()).toBe(CLOSE.UNAUTHENTICATED)
    const to = { model_id: MODEL, sn: 'door-1' }
    const wish = { to, ...video, needs_authorization: false }
    expect(await alice.refused('call.start', wish)).toBe('device_unknown')
    expect(door.notices).toEqual([])
    await world.decide('alice', 'door-2', 1)
    await neighbour.granted('call.start', { to: { openid: 'alice' }, ...video })
  })

  test('comes first: anything else is refused, and the connection closed', async () => {
    const world = await gatewayWorld()
    const client = await SocketClient.connect(world.url)
    expect(await client.refused('call.join', { room_id: 'r_1' })).toBe('unauthenticated')
    expect(await client.ends()).toBe(CLOSE.UNAUTHENTICATED)
  })

  test('must come in time', async () => {
    const world = await gatewayWorld({ limits: { signInMs: 20 } })
    const client = await SocketClient.connect(world.url)
    expect(await client.ends()).toBe(CLOSE.SIGN_IN_TIMEOUT)
  })

  test('notes when a device was last seen', async () => {
    const world = await gatewayWorld()
    const { db } = world.store
    const door = db.selectFrom('device').selectAll().where('sn', '=', 'door-1')
    const namesake = await door.executeTakeFirstOrThrow()
    await db
      .insertInto('device')
      .values({ ...namesake, appid: OTHER_APP })
      .execute()
    await world.signIn(world.door())
    expect(await door.select(['appid', 'last_seen_at']).orderBy('appid').execute()).toMatchObject([
      { appid: APP, last_seen_at: world.clock.now },
      { appid: OTHER_APP, last_seen_at: null },
    ])
  })

  test('says what is wrong with its fields', async () => {
    const world = await gatewayWorld()
    const client = await SocketClient.connect(world.url)
    const reply = await client.ask('sign_in', { token: 'x', client_id: 'short' })
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'bad_request', faults: [{ parameter: 'client_id' }] },
    })
  })
})

describe('the end of a session', () => {
  test('leaves the calls that are open, and nothing else, until it is renewed', async () => {
    const world = await gatewayWorld()
    await world.decide('alice', 'door-1', 1)
    const door = await world.signIn(world.door())
    const alice = await world.signIn(world.person())
    const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
    const room = { room_id: call.room_id }
    await alice.sees(call.room_id, 'created')
    world.clock.now += HOUR
    await door.granted('call.join', room)
    await alice.granted('call.accept', room)
    await door.granted('call.hang_up', room)
    await alice.sees(call.room_id, 'ended')
    expect(await door.refused('call.start', { to: { openid: 'alice' }, ...video })).toBe('token_expired')
    await door.granted('sign_in', { token: await world.token(world.door()), client_id: 'client-door-1' })
    await door.granted('call.start', { to: { openid: 'alice' }, ...video })
    // Alice has not renewed: she is rung no more here.
    expect(await alice.refused('call.join', { room_id: 'r_none' })).toBe('token_expired')
    expect(alice.notices.filter((notice) => notice.type === 'call').at(-1)?.call).toMatchObject(room)
  })

  test('refuses to renew with the token of somebody else', async () => {
    const world = await gatewayWorld()
    const alice = await world.signIn(world.person())
    const token = await world.token(world.person('bob'))
    expect(await alice.refused('sign_in', { token, client_id: 'client-alice' })).toBe('forbidden')
    await alice.granted('sign_in', { token: await world.token(world.person()), client_id: 'client-alice' })
  })

  test('closes a connection that nobody renews', async () => {
    const world = await gatewayWorld({ limits: { pingMs: 10 } })
    const alice = await world.signIn(world.person())
    world.clock.now += HOUR
    expect(await alice.ends()).toBe(CLOSE.UNAUTHENTICATED)
  })
})

describe('who is let in', () => {
  test('lets in pages of its own origin and of the list, and what is no browser', async () => {
    const world = await gatewayWorld({ settings: { allowedOrigins: ['https://app.example.com'] } })
    const own = new URL(world.url).host
    for (const origin of [`http://${own}`, `https://${own}`, 'https://app.example.com']) {
      ;(await SocketClient.connect(world.url, { origin })).kill()
    }
    for (const origin of ['https://evil.example.com', 'https://app.example.com.evil.com', 'null']) {
      expect(await refusedUpgrade(world.url, { origin })).toBe(403)
    }
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
    const world = await gatewayWorld()
    expect(await refusedUpgrade(world.url.replace('socket', 'other'))).toBe(404)
  })

  test('holds no more sockets than it may, and no more of one address that have not signed in', async () => {
    const few = await gatewayWorld({ settings: { maxSockets: 1 } })
    await few.signIn(few.person())
    expect(await refusedUpgrade(few.url)).toBe(429)

    const world = await gatewayWorld({ limits: { unsignedPerAddress: 2 } })
    const first = await SocketClient.connect(world.url)
    await SocketClient.connect(world.url)
    expect(await refusedUpgrade(world.url)).toBe(429)
    await first.granted('sign_in', { token: await world.token(world.person()), client_id })
    await SocketClient.connect(world.url)
  })

  test('counts an address behind a proxy only when the proxy is trusted', async () => {
    const world = await gatewayWorld({ settings: { maxSocketsPerAddress: 1, trustProxy: ['127.0.0.1'] } })
    await SocketClient.connect(world.url, { 'x-forwarded-for': '203.0.113.1' })
    await SocketClient.connect(world.url, { 'x-forwarded-for': '203.0.113.2' })
    expect(await refusedUpgrade(world.url, { 'x-forwarded-for': '203.0.113.1' })).toBe(429)

    const wary = await gatewayWorld({ settings: { maxSocketsPerAddress: 1 } })
    await SocketClient.connect(wary.url, { 'x-forwarded-for': '203.0.113.1' })
    expect(await refusedUpgrade(wary.url, { 'x-forwarded-for': '203.0.113.2' })).toBe(429)
  })

  test('closes the oldest idle client of a device that has too many, never one in a call', async () => {
    const world = await gatewayWorld()
    await world.decide('alice', 'door-1', 1)
    const inCall = await world.signIn(world.door('door-1', 'client-0'))
    await inCall.granted('call.start', { to: { openid: 'alice' }, ...video })
    const { call } = await inCall
      .rings()
      .then(async (call) => inCall.granted('call.cancel', { room_id: call.room_id }))
    await inCall.sees(call.room_id, 'ended')
    const others = []
    for (let n = 1; n < CLIENTS_PER_DEVICE; n++)
      others.push(await world.signIn(world.door('door-1', `client-${n}`)))
    await world.signIn(world.door('door-1', 'client-new'))
    expect(await inCall.ends()).toBe(CLOSE.TOO_MANY)

    const [ringer] = others
    await ringer?.granted('call.start', { to: { openid: 'alice' }, ...video })
    await Promise.all(others.map((client) => client.rings()))
    // All of them hear the call, so none is idle, and the new one has to wait.
    const late = await SocketClient.connect(world.url)
    const token = await world.token(world.door())
    expect(await late.refused('sign_in', { token, client_id: 'client-late' })).toBe('rate_limited')
    expect(ringer?.closed).toBeNull()
  })
})

describe('too much', () => {
  test('refuses frames past the rate, and closes who goes on', async () => {
    const world = await gatewayWorld({ limits: { framesPer10s: 5, rateRefusals: 3 } })
    const alice = await world.signIn(world.person())
    for (let n = 0; n < 4; n++)
      expect(await alice.refused('call.join', { room_id: 'r_1' })).toBe('room_unknown')
    const reply = await alice.ask('call.join', { room_id: 'r_1' })
    expect(reply).toMatchObject({ error: { code: 'rate_limited', retry_after: expect.any(Number) } })
    for (let n = 0; n < 2; n++) await alice.refused('call.join', { room_id: 'r_1' })
    alice.socket.send(JSON.stringify({ id: 'x', type: 'call.join', room_id: 'r_1' }))
    expect(await alice.ends()).toBe(CLOSE.TOO_MANY)
  })

  test('slows down an address that tries wrong tokens, and still lets right ones in', async () => {
    const world = await gatewayWorld({ settings: { wrongCredentialLimit: 2 } })
    const codes = []
    for (let n = 0; n < 3; n++) {
      const client = await SocketClient.connect(world.url)
      codes.push(await client.refused('sign_in', { token: `guess-${n}`, client_id }))
    }
    expect(codes).toEqual(['unauthenticated', 'unauthenticated', 'rate_limited'])
    await world.signIn(world.person())
  })

  test('closes a frame that is too large with 1009', async () => {
    const world = await gatewayWorld()
    const client = await SocketClient.connect(world.url)
    client.socket.send(JSON.stringify({ id: 1, type: 'x'.repeat(FRAME_MAX_BYTES) }))
    expect(await client.ends()).toBe(1009)
  })

  test('cuts a client that does not read', async () => {
    const world = await gatewayWorld({ limits: { bufferedBytes: 64 * 1024, framesPer10s: 0 } })
    const alice = await world.signIn(world.person())
    alice.socket.pause()
    const payload = { type: 'call', call: { room_id: 'r_1', state: 'ended', filler: 'x'.repeat(60_000) } }
    await vi.waitFor(
      async () => {
        for (let n = 0; n < 50; n++) await world.ctx.bus.send('person.app.alice', payload)
        expect(world.gateway.connections()).toBe(0)
      },
      { interval: 1, timeout: 5000 },
    )
  })

  test('reads no faster than it answers, and answers everything in its order', async () => {
    const world = await gatewayWorld({ limits: { queuedFrames: 4 } })
    const alice = await world.signIn(world.person())
    const asked = Array.from({ length: 200 }, () => alice.refused('call.join', { room_id: 'r_none' }))
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['room_unknown']))
  })
})

describe('dead connections', () => {
  test('cuts a client that answers no ping', async () => {
    const world = await gatewayWorld({ limits: { pingMs: 20 } })
    const alice = await SocketClient.connect(world.url)
    const bob = await world.signIn(world.person('bob'))
    // Paused, it answers no ping.
    alice.socket.pause()
    await vi.waitFor(() => expect(world.gateway.connections()).toBe(1))
    expect(bob.closed).toBeNull()
  })

  test('cuts the dead connection of a client that came back, so that it swallows no signals', async () => {
    const world = await gatewayWorld({ limits: { proofMs: 50 } })
    await world.decide('alice', 'door-1', 1)
    const dead = await world.signIn(world.person())
    dead.socket.pause()
    const back = await world.signIn(world.person())
    await vi.waitFor(() => expect(world.gateway.connections()).toBe(1))
    expect(back.closed).toBeNull()
  })
})

describe('a graceful stop', () => {
  test('tells clients to reconnect, closes with 1012, and leaves the calls open', async () => {
    const world = await gatewayWorld()
    await world.decide('alice', 'door-1', 1)
    const door = await world.signIn(world.door())
    const alice = await world.signIn(world.person())
    const { call } = await door.granted('call.start', { to: { openid: 'alice' }, ...video })
    const stopped = world.gateway.stop()
    expect(await Promise.all([door.ends(), alice.ends()])).toEqual([1012, 1012])
    await stopped
    expect(door.notices).toContainEqual({ type: 'reconnect', after_ms: expect.any(Number) })
    const row = await world.store.db.selectFrom('call').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ room_id: call.room_id, state: 'created' })
  })

  test('answers what is under way before it closes', async () => {
    const world = await gatewayWorld()
    await world.decide('alice', 'door-1', 1)
    const door = await world.signIn(world.door())
    const started = door.ask('call.start', { to: { openid: 'alice' }, ...video })
    await vi.waitFor(async () => {
      expect(await world.store.db.selectFrom('call').selectAll().execute()).toHaveLength(1)
    })
    await world.gateway.stop()
    expect(await started).toMatchObject({ ok: true })
  })

  test('does not wait for clients that are gone', async () => {
    const world = await gatewayWorld({ limits: { stopMs: 50 } })
    const alice = await world.signIn(world.person())
    alice.socket.pause()
    await world.gateway.stop()
    await vi.waitFor(() => expect(world.gateway.connections()).toBe(0))
  })
})

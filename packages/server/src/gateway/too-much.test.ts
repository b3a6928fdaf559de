/** Floods, frames that are too large or too many, and clients that do not read or are gone. */

import { CLOSE, FRAME_MAX_BYTES } from '@callgrant/protocol'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { APP, addressOf } from '../../test/call-testbed.ts'
import { createGatewayTestbed } from '../../test/gateway-testbed.ts'
import { SocketClient } from '../../test/socket-client.ts'

const client_id = 'client-x1'

describe('too much', () => {
  test('refuses frames past the rate, and closes who goes on', async () => {
    const testbed = await createGatewayTestbed({ limits: { framesPer10s: 5, rateRefusals: 3 } })
    const alice = await testbed.signIn(testbed.person())
    for (let n = 0; n < 4; n++)
      expect(await alice.refused('call.join', { room_id: 'r_1' })).toBe('room_unknown')
    const reply = await alice.ask('call.join', { room_id: 'r_1' })
    expect(reply).toMatchObject({ error: { code: 'rate_limited', retry_after: expect.any(Number) } })
    for (let n = 0; n < 2; n++) await alice.refused('call.join', { room_id: 'r_1' })
    alice.socket.send(JSON.stringify({ id: 'x', type: 'call.join', room_id: 'r_1' }))
    expect(await alice.ends()).toBe(CLOSE.TOO_MANY)
  })

  test('lets a person in, whatever others at the address send', async () => {
    const testbed = await createGatewayTestbed({ settings: { rateLimit: 2 }, limits: { rateRefusals: 3 } })
    const flooder = await SocketClient.connect(testbed.url)
    for (let n = 0; n < 30; n++) flooder.socket.ping()
    expect(await flooder.ends()).toBe(CLOSE.TOO_MANY)
    const other = await testbed.signIn(testbed.person('bob'))
    for (let n = 0; n < 19; n++) await other.refused('call.join', { room_id: 'r_1' })
    expect(await other.refused('call.join', { room_id: 'r_1' })).toBe('room_unknown')
    expect(await other.refused('call.join', { room_id: 'r_1' })).toBe('rate_limited')
    const alice = await testbed.signIn(testbed.person())
    expect(await alice.refused('call.join', { room_id: 'r_1' })).toBe('room_unknown')
  })

  test('slows down an address that tries wrong tokens, and still lets right ones in', async () => {
    const testbed = await createGatewayTestbed({ settings: { wrongCredentialLimit: 2 } })
    const codes = []
    for (let n = 0; n < 3; n++) {
      const client = await SocketClient.connect(testbed.url)
      codes.push(await client.refused('sign_in', { token: `guess-${n}`, client_id }))
    }
    expect(codes).toEqual(['unauthenticated', 'unauthenticated', 'rate_limited'])
    await testbed.signIn(testbed.person())
  })

  test('closes a frame that is too large with 1009', async () => {
    const testbed = await createGatewayTestbed()
    const client = await SocketClient.connect(testbed.url)
    client.socket.send(JSON.stringify({ id: 1, type: 'x'.repeat(FRAME_MAX_BYTES) }))
    expect(await client.ends()).toBe(1009)
  })

  for (const when of ['before its sign-in', 'signed in']) {
    test(`answers pings, counts them as frames, and closes a flood of them (${when})`, async () => {
      const testbed = await createGatewayTestbed({
        limits: { framesPer10s: 50, framesBeforeSignIn: 50, rateRefusals: 20 },
      })
      const client =
        when === 'signed in'
          ? await testbed.signIn(testbed.person())
          : await SocketClient.connect(testbed.url)
      const pongs: string[] = []
      client.socket.on('pong', (data) => pongs.push(String(data)))
      client.socket.ping('one')
      await vi.waitFor(() => expect(pongs).toEqual(['one']))
      // Of many at once the last is answered, and not each of them.
      for (let n = 0; n < 40; n++) client.socket.ping(`many-${n}`)
      await vi.waitFor(() => expect(pongs.at(-1)).toBe('many-39'))
      for (let n = 0; n < 40; n++) client.socket.ping('too many')
      expect(await client.ends()).toBe(CLOSE.TOO_MANY)
    })

    test(`closes a flood of pongs, and of what is no request (${when})`, async () => {
      const testbed = await createGatewayTestbed({ limits: { framesPer10s: 20, rateRefusals: 5 } })
      for (const flood of [
        (client: SocketClient) => client.socket.pong('x'),
        (client: SocketClient) => client.socket.send('{}'),
        (client: SocketClient) => client.socket.send('{"id":1,"type":"no such"}'),
      ]) {
        const client =
          when === 'signed in'
            ? await testbed.signIn(testbed.person())
            : await SocketClient.connect(testbed.url)
        for (let n = 0; n < 60; n++) flood(client)
        expect(await client.ends()).toBe(CLOSE.TOO_MANY)
      }
    })
  }

  test('closes at once what sends more frames in one piece than it may in ten seconds', async () => {
    const testbed = await createGatewayTestbed()
    const client = await testbed.signIn(testbed.person())
    // 8,000 frames of 8 bytes, in one write: FIN, text, masked with zeros.
    const frame = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x7b, 0x7d])
    const raw = (client.socket as unknown as { _socket: { write(data: Buffer): void } })._socket
    raw.write(Buffer.concat(Array.from({ length: 8_000 }, () => frame)))
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(0))
  })

  test('closes a message of too many fragments', async () => {
    const testbed = await createGatewayTestbed()
    const client = await testbed.signIn(testbed.person())
    for (let n = 0; n < 100; n++) client.socket.send('x', { fin: false })
    expect(await client.ends()).toBe(1008)
  })

  test('cuts a client that reads nothing from one ping to the next, though it says that it is there', async () => {
    const limits = { pingMs: 300, bufferedBytes: Number.POSITIVE_INFINITY, framesPer10s: 0 }
    const testbed = await createGatewayTestbed({ limits })
    const alice = await testbed.signIn(testbed.person())
    const payload = { type: 'push.message', msg: 'x'.repeat(60_000), appid: APP } as const
    alice.socket.pause()
    // More than the network holds.
    let sent = 0
    const busy = setInterval(() => {
      alice.socket.pong()
      if (sent++ < 200) void testbed.ctx.bus.deliver(addressOf(testbed.person()), payload)
    }, 10)
    onTestFinished(() => clearInterval(busy))
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(0), { timeout: 10_000 })
  })

  test('cuts a client that does not read', async () => {
    const testbed = await createGatewayTestbed({ limits: { bufferedBytes: 64 * 1024, framesPer10s: 0 } })
    const alice = await testbed.signIn(testbed.person())
    alice.socket.pause()
    const payload = { type: 'push.message', msg: 'x'.repeat(60_000), appid: APP } as const
    await vi.waitFor(
      async () => {
        for (let n = 0; n < 50; n++) await testbed.ctx.bus.deliver(addressOf(testbed.person()), payload)
        expect(testbed.gateway.connections()).toBe(0)
      },
      { interval: 1, timeout: 30_000 },
    )
  })

  test('reads no faster than it answers, and answers everything in its order', async () => {
    const testbed = await createGatewayTestbed({ limits: { queuedFrames: 4 } })
    const alice = await testbed.signIn(testbed.person())
    const asked = Array.from({ length: 200 }, () => alice.refused('call.join', { room_id: 'r_none' }))
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['room_unknown']))
  })
})

describe('dead connections', () => {
  test('cuts a client that answers no ping', async () => {
    const testbed = await createGatewayTestbed({ limits: { pingMs: 20 } })
    const alice = await SocketClient.connect(testbed.url)
    const bob = await testbed.signIn(testbed.person('bob'))
    // Paused, it answers no ping.
    alice.socket.pause()
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(1))
    expect(bob.closed).toBeNull()
  })

  test('cuts the dead connection of a client that came back, so that it swallows no signals', async () => {
    const testbed = await createGatewayTestbed({ limits: { supersededPingMs: 50 } })
    await testbed.decide('alice', 'door-1', 1)
    const dead = await testbed.signIn(testbed.person())
    dead.socket.pause()
    const back = await testbed.signIn(testbed.person())
    await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(1))
    expect(back.closed).toBeNull()
  })
})

/** Anything at all at the gateway: it stays up, its memory stays bounded, and nothing changes in the store. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FRAME_MAX_BYTES, REQUESTS } from '@callgrant/protocol'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createGatewayTestbed, type GatewayTestbed } from '../../test/gateway-testbed.ts'
import { EXAMPLES } from './asyncapi-examples.ts'

const UNLIMITED = {
  settings: { rateLimit: 0, wrongCredentialLimit: 0, credentialRateLimit: 0 },
  limits: { framesPer10s: 0 },
}
const TABLES = ['app', 'person', 'device', 'authorization', 'call', 'busy', 'used_token'] as const

async function dump(testbed: GatewayTestbed): Promise<unknown> {
  return Promise.all(TABLES.map((table) => sql`select * from ${sql.table(table)}`.execute(testbed.store.db)))
}

/** Values that break things: too deep, too long, of the wrong type, with names that objects have already. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('__proto__', 'constructor', '', ' ', '\u0000', '💥'.repeat(40), -1, 1e308, null, [
    [[[]]],
  ]),
  fc.constant('x'.repeat(20_000)),
  fc.dictionary(fc.constantFrom('__proto__', 'toString', 'id', 'type', 'room_id'), fc.jsonValue()),
)
/** A good request with some fields replaced, taken away or added. */
const mutated = fc
  .tuple(
    fc.constantFrom(...Object.values(EXAMPLES.requests)),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'id',
          'type',
          'to',
          'room_id',
          'data',
          'origin',
          'extra',
          'token',
          'push_token',
          'is_cloud',
        ),
        odd,
      ),
    ),
  )
  .map(([request, changes]) => {
    const frame = { ...request, ...Object.fromEntries(changes) } as Record<string, unknown>
    return JSON.stringify(frame)
  })
const typed = fc
  .tuple(fc.constantFrom(...Object.keys(REQUESTS), 'toString', 'call'), odd, odd)
  .map(([type, id, rest]) => JSON.stringify({ ...(typeof rest === 'object' ? rest : { rest }), id, type }))
const frame = fc.oneof(
  mutated,
  typed,
  odd.map((value) => JSON.stringify(value) ?? ''),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.uint8Array({ maxLength: 400 }),
)

test('takes any frames, signed in or not, and goes on', async () => {
  const testbed = await createGatewayTestbed(UNLIMITED)
  await testbed.signIn(testbed.door('door-2'))
  const before = await dump(testbed)
  await fc.assert(
    fc.asyncProperty(
      fc.array(frame, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (frames, signIn) => {
        const socket = new WebSocket(testbed.url)
        socket.on('error', () => {})
        await new Promise((resolve) => socket.once('open', resolve))
        const closed = new Promise((resolve) => socket.once('close', resolve))
        if (signIn) {
          // No door has been authorized by anybody, so that no wish of this one can be granted.
          const token = await testbed.token(testbed.door('door-2'))
          socket.send(JSON.stringify({ id: 0, type: 'sign_in', token, client_id: 'client-fuzz' }))
        }
        for (const bytes of frames) socket.send(bytes)
        socket.close()
        await closed
      },
    ),
    { numRuns: 400 },
  )
  expect(await dump(testbed)).toEqual(before)
  const door = await testbed.signIn(testbed.door())
  expect(await door.refused('call.start', { to: { openid: 'alice' }, room_type: 'voice' })).toBe(
    'not_authorized',
  )
})

test('gives no frame the shape of an internal error', async () => {
  const testbed = await createGatewayTestbed(UNLIMITED)
  const log = vi.spyOn(testbed.ctx.log, 'error')
  const door = await testbed.signIn(testbed.door())
  const answers = async (text: string) => {
    const seen = door.notices.length
    door.socket.send(text)
    await vi.waitFor(() => expect(door.notices.length).toBeGreaterThan(seen), { interval: 1 })
    return door.notices.at(-1) as { error?: { code: string } }
  }
  // Larger ones close the connection, which another test looks at.
  const small = fc.oneof(mutated, typed).filter((text) => Buffer.byteLength(text) < FRAME_MAX_BYTES)
  await fc.assert(
    fc.asyncProperty(small, async (text) => {
      expect((await answers(text)).error?.code).not.toBe('internal')
    }),
    { numRuns: 300 },
  )
  expect(log).not.toHaveBeenCalled()
})

test('holds no memory of connections that came and went', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const testbed = await createGatewayTestbed(UNLIMITED)
  const round = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const client = await testbed.signIn(testbed.person('alice', `client-${n}`))
      client.socket.send('x'.repeat(30_000))
      await client.ends()
    }
    gc()
    return process.memoryUsage().heapUsed
  }
  await round(50)
  const settled = await round(50)
  const later = await round(300)
  // 300 connections with a 30 kB frame each: 9 MB, if anything of them were kept.
  expect(later - settled).toBeLessThan(4_000_000)
  await vi.waitFor(() => expect(testbed.gateway.connections()).toBe(0))
})

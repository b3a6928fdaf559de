import { connect } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../test/test-server.ts'
import { address } from '../bus/bus.ts'

/** Any event: whether somebody hears it says whether the subscription stands. */
const PROBE = { id: 'e', type: 'device.reset', at: 0, data: {} } as const

let server: TestServer
afterEach(() => server.stop())

const basic = () => `Basic ${btoa(`${server.appid}:${server.secret}`)}`

/** Opens the stream and collects what it says. */
async function listen(authorization = basic()) {
  const stop = new AbortController()
  const response = await fetch(`${server.address}/v1/events`, {
    headers: { authorization },
    signal: stop.signal,
  })
  const heard: string[] = []
  const ended = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) heard.push(decoder.decode(chunk as Uint8Array))
  })()
  return { response, heard, ended, close: () => stop.abort() }
}

it('streams what happens to the app, to its own back end only (B2)', async () => {
  server = await testServer({ listen: true })
  const other = await server.newApp()
  const mine = await listen()
  const theirs = await listen(`Basic ${btoa(`${other.appid}:${other.secret}`)}`)
  expect(mine.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const alice = await server.person()
  await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
  await vi.waitFor(() => expect(mine.heard.join('')).toContain('event: authorization.authorized'))
  const data = /event: authorization\.authorized\ndata: (.+)\n\n/.exec(mine.heard.join(''))?.[1]
  expect(JSON.parse(data ?? '')).toMatchObject({
    type: 'authorization.authorized',
    at: server.clock.now,
    data: { openid: 'alice', sn: 'door-1' },
  })
  expect(theirs.heard.join('')).not.toContain('authorization')
  mine.close()
  theirs.close()
  await Promise.allSettled([mine.ended, theirs.ended])
})

it('asks for the back end’s secret', async () => {
  server = await testServer({ listen: true })
  const alice = await server.person()
  for (const [authorization, status] of [
    ['', 401],
    [`Bearer ${alice.session}`, 403],
    [`Bearer ${server.adminToken}`, 403],
  ] as const) {
    const { response, ended } = await listen(authorization)
    expect(response.status).toBe(status)
    await ended
  }
})

it('ends when the server stops, and leaves no subscription when the reader goes', async () => {
  server = await testServer({ listen: true })
  const gone = await listen()
  gone.close()
  await Promise.allSettled([gone.ended])
  const where = address.app(server.appid)
  await vi.waitFor(async () => expect(await server.ctx.bus.deliver(where, PROBE)).toBe(false))
  const stays = await listen()
  await server.stop()
  await stays.ended
})

it('gives one app no more than its share, and others still theirs', async () => {
  server = await testServer({ listen: true })
  const other = await server.newApp()
  const mine = await Promise.all(Array.from({ length: 50 }, () => listen()))
  expect(mine.map(({ response }) => response.status)).toEqual(mine.map(() => 200))
  const tooMany = await listen()
  expect([tooMany.response.status, tooMany.response.headers.get('retry-after')]).toEqual([429, '5'])
  const theirs = await listen(`Basic ${btoa(`${other.appid}:${other.secret}`)}`)
  expect(theirs.response.status).toBe(200)
  // A place that is given back is free again.
  const [first] = mine
  first?.close()
  await Promise.allSettled([first?.ended])
  await vi.waitFor(async () => {
    const next = await listen()
    mine.push(next)
    expect(next.response.status).toBe(200)
  })
  for (const { close } of [...mine, theirs]) close()
  await Promise.allSettled([...mine, theirs, tooMany].map(({ ended }) => ended))
})

it('ends within a heartbeat for a secret that was replaced', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    server = await testServer({ listen: true })
    const old = await listen()
    await server.backend('POST', '/v1/app/secret')
    await vi.advanceTimersByTimeAsync(15_000)
    await old.ended
    await vi.waitFor(async () =>
      expect(await server.ctx.bus.deliver(address.app(server.appid), PROBE)).toBe(false),
    )
  } finally {
    vi.useRealTimers()
  }
})

it('cuts off a reader that does not read', async () => {
  server = await testServer({ listen: true })
  const { port } = new URL(server.address)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`GET /v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: ${basic()}\r\n\r\n`)
  const where = address.app(server.appid)
  await vi.waitFor(async () => expect(await server.ctx.bus.deliver(where, PROBE)).toBe(true))
  socket.pause()
  const event = { ...PROBE, data: { filler: 'y'.repeat(100_000) } }
  // More than the kernel's buffers and our bound together hold.
  await vi.waitFor(async () => {
    for (let i = 0; i < 50; i++) await server.ctx.bus.deliver(where, event)
    expect(await server.ctx.bus.deliver(where, PROBE)).toBe(false)
  })
  socket.destroy()
})

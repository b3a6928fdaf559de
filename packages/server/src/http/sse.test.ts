import { connect } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../test/test-server.ts'
import { announceEvents } from '../acts/events/announce-events.ts'
import { groupChanged } from '../acts/events/app-events.ts'
import { address } from '../bus/bus.ts'

/** Whether somebody hears it says whether the subscription stands. */
const PROBE = { type: 'events' } as const

let server: TestServer
afterEach(() => server.stop())

const basic = () => `Basic ${btoa(`${server.appid}:${server.secret}`)}`

/** Opens the stream and collects what it says. */
async function listen(headers: Record<string, string> = {}) {
  const stop = new AbortController()
  const response = await fetch(`${server.address}/v1/events`, {
    headers: { authorization: basic(), ...headers },
    signal: stop.signal,
  })
  const heard: string[] = []
  const ended = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) heard.push(decoder.decode(chunk as Uint8Array))
  })()
  /** Of the events, in the order in which they came. */
  const ids = () => Array.from(heard.join('').matchAll(/id: (\S+)\nevent: /g), ([, id]) => id)
  return { response, heard, ended, ids, close: () => stop.abort() }
}

it('streams what happens to the app, to its own back end only (B2)', async () => {
  server = await testServer({ listen: true })
  const other = await server.newApp()
  const mine = await listen()
  const theirs = await listen({ authorization: `Basic ${btoa(`${other.appid}:${other.secret}`)}` })
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
    const { response, ended } = await listen({ authorization })
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
  const theirs = await listen({ authorization: `Basic ${btoa(`${other.appid}:${other.secret}`)}` })
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

it('cuts off a reader that does not read, having read little for it; it goes on where it was when it is back', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    server = await testServer({ listen: true })
    const { ctx, appid } = server
    const { port } = new URL(server.address)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`GET /v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: ${basic()}\r\n\r\n`)
    const where = address.app(appid)
    await vi.waitFor(async () => expect(await ctx.bus.deliver(where, PROBE)).toBe(true))
    socket.pause()
    const reads = vi.spyOn(ctx.store.events, 'after')
    const filler = { filler: 'y'.repeat(50_000) }
    const events = Array.from({ length: 1000 }, (_, n) => ({ ...groupChanged('g', {}, n), data: filler }))
    await ctx.store.events.append(appid, events)
    announceEvents(ctx, appid)
    await vi.waitFor(() => expect(reads).toHaveBeenCalled())
    // One heartbeat to see what waits, one to see that it still does.
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(15_000)
      expect(await ctx.bus.deliver(where, PROBE)).toBe(false)
    })
    // 50 MB wait in the store, not in memory: of ten parts few were read.
    expect(reads.mock.calls.length).toBeLessThan(6)
    socket.destroy()
    const back = await listen({ 'last-event-id': events[996]?.id ?? '' })
    await vi.waitFor(() => expect(back.ids()).toEqual(events.slice(997).map(({ id }) => id)))
    back.close()
    await Promise.allSettled([back.ended])
  } finally {
    vi.useRealTimers()
  }
})

it('tells where it begins, and goes on behind what was read: nothing is missed or told twice (B2)', async () => {
  server = await testServer({ listen: true })
  const first = await listen()
  await vi.waitFor(() => expect(first.heard.join('')).toContain('id: 0\n\n'))
  first.close()
  await Promise.allSettled([first.ended])
  const alice = await server.person()
  for (const sn of ['door-1', 'door-2']) await alice.decide({ model_id: MODEL, sn }, 'allow')
  const second = await listen({ 'last-event-id': '0' })
  await vi.waitFor(() => expect(second.ids()).toHaveLength(4))
  second.close()
  await Promise.allSettled([second.ended])
  const [, , third, last] = second.ids()
  const resumed = await listen({ 'last-event-id': third ?? '' })
  const fromNow = await listen()
  await vi.waitFor(() => expect(resumed.ids()).toEqual([last]))
  await vi.waitFor(() => expect(fromNow.heard.join('')).toContain(`id: ${last}\n\n`))
  await alice.decide({ model_id: MODEL, sn: 'door-3' }, 'reject')
  await vi.waitFor(() => expect(resumed.ids()).toHaveLength(3))
  await vi.waitFor(() => expect(fromNow.ids()).toEqual(resumed.ids().slice(1)))
  for (const { close } of [resumed, fromNow]) close()
  await Promise.allSettled([resumed, fromNow].map(({ ended }) => ended))
})

it.each(['evt_none', '1', 'x'.repeat(64), "' or 1=1 --"])(
  'says that it cannot go on behind %j, and how to begin anew',
  async (id) => {
    server = await testServer({ listen: true })
    const { response, ended } = await listen({ 'last-event-id': id })
    expect(response.status).toBe(410)
    await ended
    // It has left no subscription.
    expect(await server.ctx.bus.deliver(address.app(server.appid), PROBE)).toBe(false)
  },
)

it('goes on behind no event of another app', async () => {
  server = await testServer({ listen: true })
  const other = await server.newApp()
  const event = groupChanged('g', {}, 1)
  await server.ctx.store.events.append(other.appid, [event])
  const { response, ended } = await listen({ 'last-event-id': event.id })
  expect(response.status).toBe(410)
  await ended
})

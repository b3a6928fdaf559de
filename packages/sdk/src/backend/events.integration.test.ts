import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../../server/test/test-server.ts'
import {
  type Backend,
  type BackendEvent,
  CallgrantError,
  createBackend,
  type EventsOptions,
} from './index.ts'

const DOOR = { model_id: MODEL, sn: 'door-1' }

describe('the live stream', () => {
  let folder: string
  let server: TestServer
  let app: { appid: string; secret: string }
  let stop: AbortController
  const start = async (port = 0) => {
    const databaseUrl = `sqlite:${join(folder, 'callgrant.db')}`
    server = await testServer({ listen: true, now: Date.now, settings: { databaseUrl, port } })
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callgrant-events-'))
    stop = new AbortController()
    await start()
    app = { appid: server.appid, secret: server.secret }
  })
  afterEach(async () => {
    stop.abort()
    vi.useRealTimers()
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  const backendOf = ({ appid, secret } = app): Backend =>
    createBackend({ server: server.address, appid, secret })

  /** Reads the stream in the background. */
  function hear(backend = backendOf(), options: EventsOptions = {}) {
    const heard: BackendEvent[] = []
    const opened: boolean[] = []
    const errors: unknown[] = []
    const over = (async () => {
      const events = backend.events({
        signal: stop.signal,
        onOpen: ({ resumed }) => opened.push(resumed),
        onError: (error) => errors.push(error),
        ...options,
      })
      for await (const event of events) heard.push(event)
    })()
    over.catch(() => {}) // looked at by the test
    return { heard, opened, errors, over }
  }

  it('tells what people decide and what happens to groups and devices', async () => {
    const backend = backendOf()
    const { heard, opened, over } = hear(backend)
    await vi.waitFor(() => expect(opened).toEqual([false]))
    const alice = await server.person()
    await alice.decide(DOOR, 'allow')
    const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Gate' })
    await backend.groups.addDevices(group_id, { device_list: [DOOR] })
    await vi.waitFor(() => expect(heard).toHaveLength(3))
    expect(heard).toMatchObject([
      { type: 'authorization.asked', data: { openid: 'alice', ...DOOR } },
      {
        type: 'authorization.authorized',
        data: { record_id: expect.any(String), words: expect.any(String) },
      },
      { type: 'group.changed', data: { group_id, added: [DOOR], removed: [] } },
    ])
    expect(new Set(heard.map(({ id }) => id)).size).toBe(3)
    stop.abort()
    await over
  })

  it('opens again after the server was away, and misses nothing of what happened meanwhile', {
    timeout: 15_000,
  }, async () => {
    const { heard, opened, errors, over } = hear()
    await vi.waitFor(() => expect(opened).toEqual([false]))
    const port = Number(new URL(server.address).port)
    await server.stop()
    await vi.waitFor(() => expect(errors).toHaveLength(1))
    expect(errors[0]).toMatchObject({ code: 'network' })
    await start(port)
    // Before the stream is open again, most likely; and the first event that it ever tells.
    const { group_id } = await backendOf().groups.create({ model_id: MODEL, group_name: 'Gate' })
    await backendOf().groups.addDevices(group_id, { device_list: [DOOR] })
    await vi.waitFor(() => expect(opened).toEqual([false, true]), 10_000)
    await vi.waitFor(() => expect(heard).toMatchObject([{ type: 'group.changed' }]))
    await backendOf().groups.removeDevices(group_id, { device_list: [DOOR] })
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    stop.abort()
    await over
  })

  it('goes on behind an event that was handled before the back end itself was restarted', async () => {
    const backend = backendOf()
    const first = hear(backend)
    await vi.waitFor(() => expect(first.opened).toEqual([false]))
    const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Gate' })
    await backend.groups.addDevices(group_id, { device_list: [DOOR] })
    await vi.waitFor(() => expect(first.heard).toHaveLength(1))
    stop.abort()
    await first.over
    stop = new AbortController()
    await backend.groups.removeDevices(group_id, { device_list: [DOOR] })
    const after = first.heard[0]?.id ?? ''
    const second = hear(backend, { after })
    await vi.waitFor(() => expect(second.heard).toMatchObject([{ data: { removed: [DOOR] } }]))
    stop.abort()
    await second.over
    await expect(
      hear(backend, { after: 'evt_none', signal: new AbortController().signal }).over,
    ).rejects.toMatchObject({
      code: 'events_gone',
    })
  })

  it('ends with the server’s refusal where to try again is no use', async () => {
    const { over, opened } = hear(backendOf({ ...app, secret: 'wrong' }))
    await expect(over).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(opened).toEqual([])
    const notAStream = createBackend({
      server: server.address,
      ...app,
      fetch: async () => new Response('<html>'),
    })
    await expect(hear(notAStream).over).rejects.toMatchObject({ code: 'internal' })
  })

  it('gives its connection back when the loop is left', async () => {
    const backend = backendOf()
    // An app may have 50 streams: 60 that were left behind would be too many.
    let { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Gate' })
    for (let i = 0; i < 60; i++) {
      if (i === 40) ({ group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Hall' }))
      const opened = Promise.withResolvers<void>()
      const events = backend.events({ onOpen: () => opened.resolve() })
      const iterator = events[Symbol.asyncIterator]()
      const first = iterator.next()
      await opened.promise
      await backend.groups.addDevices(group_id, { device_list: [{ ...DOOR, sn: `door-${i}` }] })
      await first
      await iterator.return?.()
    }
  })

  it('does not connect once it is aborted', async () => {
    stop.abort()
    const { over, opened, errors } = hear()
    await over
    expect([opened, errors]).toEqual([[], []])
  })

  it('takes a server for dead that sends nothing for 45 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let connections = 0
    const silent = createBackend({
      server: server.address,
      ...app,
      async fetch(_to, init) {
        connections++
        const body = new ReadableStream({
          start: (stream) => init?.signal?.addEventListener('abort', () => stream.error(init.signal?.reason)),
        })
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
      },
    })
    const { errors, over } = hear(silent)
    await vi.advanceTimersByTimeAsync(44_000)
    expect(connections).toBe(1)
    await vi.advanceTimersByTimeAsync(3_100)
    expect(errors).toMatchObject([{ code: 'network' }])
    expect(connections).toBe(2)
    stop.abort()
    await over
  })

  it('waits as long as the server asks when the app has too many streams', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let connections = 0
    const busy = createBackend({
      server: server.address,
      ...app,
      async fetch() {
        connections++
        const error = { code: 'rate_limited', message: 'too many', retry_after: 5 }
        return Response.json({ error }, { status: 429 })
      },
    })
    const { over, errors } = hear(busy)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(connections).toBe(1)
    expect(errors[0]).toBeInstanceOf(CallgrantError)
    await vi.advanceTimersByTimeAsync(2_001)
    expect(connections).toBe(2)
    stop.abort()
    await over
  })
})

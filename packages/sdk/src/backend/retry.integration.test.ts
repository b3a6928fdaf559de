import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../../server/test/test-server.ts'
import { CallgrantError, createBackend } from './index.ts'

const DOOR = { model_id: MODEL, sn: 'door-1' }
let server: TestServer
const backendOf = (of: { appid: string; secret: string }, more = {}) =>
  createBackend({ server: server.address, appid: of.appid, secret: of.secret, ...more })
const refusal = async (work: Promise<unknown>): Promise<CallgrantError> => {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(CallgrantError)
  return error as CallgrantError
}

beforeAll(async () => {
  server = await testServer({ listen: true, now: Date.now })
})
afterAll(() => server.stop())

describe('what is tried again', () => {
  const unavailable = () =>
    Response.json({ error: { code: 'unavailable', message: 'away' } }, { status: 503 })

  /** Answers the first requests itself, as a proxy does whose server is away, and passes the others on. */
  function flaky(...answers: (() => Response)[]) {
    const sent: string[] = []
    return {
      sent,
      async fetch(to: string, init: RequestInit) {
        sent.push(`${init.method} ${new URL(to).pathname}`)
        const answer = answers.shift()
        return answer ? answer() : fetch(to, init)
      },
    }
  }
  const through = (proxy: { fetch: unknown }, more = {}) => backendOf(server, { ...proxy, ...more })

  it('repeats what does no more when it is sent twice', async () => {
    const broken = () => {
      throw new TypeError('fetch failed')
    }
    for (const failure of [unavailable, broken, () => new Response('', { status: 502 })]) {
      const proxy = flaky(failure)
      expect(await through(proxy).tickets.create(DOOR)).toMatchObject({ expires_in: 300 })
      expect(proxy.sent).toEqual(['POST /v1/tickets', 'POST /v1/tickets'])
    }
    const proxy = flaky(unavailable, unavailable)
    expect(await through(proxy).app.update({ name: 'Front doors' })).toMatchObject({ name: 'Front doors' })
    expect(proxy.sent).toHaveLength(3)
  })

  it('does not repeat what might be done twice', async () => {
    const proxy = flaky(unavailable)
    const group = { model_id: MODEL, group_name: 'Gate' }
    expect(await refusal(through(proxy).groups.create(group))).toMatchObject({ code: 'unavailable' })
    expect(proxy.sent).toHaveLength(1)
  })

  it('does not repeat a refusal', async () => {
    const proxy = flaky()
    await refusal(through(proxy).groups.get('g_none'))
    expect(proxy.sent).toHaveLength(1)
  })

  it('gives up after as many times as it was told', async () => {
    const proxy = flaky(unavailable, unavailable, unavailable)
    expect(await refusal(through(proxy, { retries: 1 }).app.get())).toMatchObject({ code: 'unavailable' })
    expect(proxy.sent).toHaveLength(2)
    expect(await refusal(through(flaky(unavailable), { retries: 0 }).app.get())).toMatchObject({
      code: 'unavailable',
    })
  })

  describe('on a clock of the test', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    })
    afterEach(() => {
      vi.useRealTimers()
    })
    const limited = () =>
      Response.json(
        { error: { code: 'rate_limited', message: 'slow down', retry_after: 4 } },
        { status: 429, headers: { 'retry-after': '4' } },
      )

    it('waits as long as `Retry-After` says, also for what is done each time it is sent', async () => {
      const proxy = flaky(limited, () => Response.json({ group_id: 'g_1' }))
      const made = through(proxy).groups.create({ model_id: MODEL, group_name: 'Gate' })
      await vi.advanceTimersByTimeAsync(3_999)
      expect(proxy.sent).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(1_000)
      expect(await made).toEqual({ group_id: 'g_1' })
      expect(proxy.sent).toHaveLength(2)
    })

    it('ends the wait when it is aborted', async () => {
      const proxy = flaky(limited)
      const stop = new AbortController()
      const waiting = through(proxy).app.get({ signal: stop.signal })
      await vi.advanceTimersByTimeAsync(1_000)
      stop.abort(new Error('enough'))
      await expect(waiting).rejects.toThrow('enough')
      expect(proxy.sent).toHaveLength(1)
    })
  })

  it('does not wait for longer than half a minute: the caller is told how long it would be', async () => {
    const strict = await testServer({ listen: true, settings: { rateLimit: 1 } })
    try {
      const client = createBackend({ server: strict.address, appid: strict.appid, secret: strict.secret })
      await client.time()
      const { code, status, retryAfter } = await refusal(client.time())
      expect([code, status]).toEqual(['rate_limited', 429])
      expect(retryAfter).toBeGreaterThan(30)
    } finally {
      await strict.stop()
    }
  })

  it('ends a request that is aborted, or takes too long', async () => {
    const never = () => new Promise<Response>(() => {})
    const hanging = (_to: string, { signal }: RequestInit) =>
      Promise.race([
        never(),
        new Promise<Response>((_, no) => signal?.addEventListener('abort', () => no(signal.reason))),
      ])
    const client = backendOf(server, { fetch: hanging, retries: 0 })
    const stop = new AbortController()
    const asked = client.app.get({ signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    await expect(client.app.get({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
    await expect(client.app.get({ signal: AbortSignal.abort('no error') })).rejects.toBe('no error')
    const late = await refusal(client.app.get({ timeoutMs: 20 }))
    expect(late).toMatchObject({ code: 'network', cause: { name: 'TimeoutError' } })
  })

  it('gets through to a server that comes back, with any request: it had not been reached', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-backend-'))
    const databaseUrl = `sqlite:${join(folder, 'callgrant.db')}`
    const first = await testServer({ listen: true, settings: { databaseUrl } })
    const { appid, secret, address } = first
    const port = Number(new URL(address).port)
    await first.stop()
    const client = createBackend({ server: address, appid, secret, retries: 10 })
    expect(
      await refusal(createBackend({ server: address, appid, secret, retries: 0 }).app.get()),
    ).toMatchObject({ code: 'network', status: 503 })
    const made = client.groups.create({ model_id: MODEL, group_name: 'Gate' })
    const second = await testServer({ listen: true, settings: { databaseUrl, port } })
    try {
      expect(await made).toMatchObject({ group_name: 'Gate' })
    } finally {
      await second.stop()
      rmSync(folder, { recursive: true })
    }
  })
})

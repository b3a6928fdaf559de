import { connect } from 'node:net'
import { ErrorAnswer, EVENT_TYPES, EVENTS } from '@callgrant/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { type TestServer, type TestServerOptions, testServer } from '../../test/test-server.ts'

let server: TestServer
afterEach(() => server.stop())
const started = async (options?: TestServerOptions) => {
  server = await testServer(options)
  return server
}

describe('an error', () => {
  it('is told in the language that was asked for', async () => {
    await started()
    const answer = await server.anyone('GET', '/nowhere', {
      headers: { 'accept-language': 'zh-CN,en;q=0.1' },
    })
    expect(answer.body.error).toEqual({
      code: 'not_found',
      message: '此地址不存在，接口列表见 /openapi.json。',
    })
    expect((await server.anyone('GET', '/nowhere')).body.error.message).toMatch(/^There is nothing/)
  })

  it('is `not_found` for an unknown address or method, a broken escape, and a path too long', async () => {
    await started()
    for (const [method, path] of [
      ['GET', '/v2/app'],
      ['PUT', '/v1/app'],
      ['GET', '/v1/models/%zz'],
      ['GET', `/v1/models/${'x'.repeat(2000)}`],
      ['GET', '//evil.example'],
    ] as const) {
      const answer = await server.backend(method, path)
      expect([method, path, answer.status, answer.body.error.code]).toEqual([method, path, 404, 'not_found'])
    }
  })

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['headers past all measure', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ])('is `bad_request` for %s', async (_, text) => {
    await started({ listen: true })
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
    socket.write(text)
    let answer = ''
    for await (const data of socket) answer += data
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'bad_request' } })
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
  })

  it('of an act keeps its status, though its answer does not fit the schema of the route', async () => {
    await started()
    const answer = await server.anyone('POST', '/v1/device/token', { body: { challenge: 'x' } })
    expect(answer.status).toBe(400)
    expect(() => ErrorAnswer.parse(answer.body)).not.toThrow()
  })

  it('that nobody foresaw is `internal`, logged once, and tells nothing of the inside', async () => {
    const lines: string[] = []
    await started({ onLog: (line) => lines.push(line) })
    await server.store.db.schema.dropTable('model').execute()
    lines.length = 0
    const answer = await server.backend('GET', '/v1/models')
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'internal' } } })
    expect(JSON.stringify(answer.body)).not.toMatch(/model|sqlite|select/i)
    const errors = lines.filter((line) => JSON.parse(line).level >= 40)
    expect(errors).toHaveLength(1)
    expect(JSON.parse(errors[0] ?? '').reqId).toBe(answer.headers['x-request-id'])
  })
})

describe('a body', () => {
  it('of 100 MB is refused at once, and costs no memory', async () => {
    await started({ listen: true })
    const { port } = new URL(server.address)
    const before = process.memoryUsage().rss
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    // The server may cut us off in the middle: that is as it should be.
    socket.on('error', () => {})
    socket.write(
      `POST /v1/device/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${100 * 2 ** 20}\r\n\r\n`,
    )
    const chunk = Buffer.alloc(2 ** 20, 'x')
    for (let i = 0; i < 100 && !socket.destroyed; i++) {
      if (!socket.write(chunk))
        await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))])
    }
    socket.end()
    await closed
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('payload_too_large')
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 2 ** 20)
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
  })

  it('that grows past the limit with no length given is refused', async () => {
    await started({ listen: true })
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(8192))
      },
    })
    const answer = await fetch(`${server.address}/v1/device/token`, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit).then(
      (response) => response.status,
      // Cut off while still sending: the client sees a reset.
      () => 413,
    )
    expect(answer).toBe(413)
  })

  it('may be left out where none is asked for, with or without a content type', async () => {
    await started()
    const headers = { 'content-type': 'application/json' }
    expect((await server.backend('POST', '/v1/app/secret', { headers })).status).toBe(200)
  })
})

describe('headers', () => {
  it('keep browsers from framing, sniffing, caching and loading from elsewhere', async () => {
    await started()
    const { headers } = await server.anyone('GET', '/v1/time')
    expect(headers['content-security-policy']).toContain("default-src 'self'")
    expect(headers['content-security-policy']).toContain("script-src 'self';")
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers.server).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
  })

  it('pin TLS where the public address has it', async () => {
    await started({ settings: { publicUrl: 'https://call.example.com' } })
    expect((await server.anyone('GET', '/v1/time')).headers['strict-transport-security']).toMatch(/^max-age=/)
  })

  it('let pages of other origins in only where the settings name them', async () => {
    const from = (origin: string) => ({ headers: { origin } })
    await started()
    const closed = await server.anyone('GET', '/v1/time', from('https://app.example'))
    // The refusal can be read by the page, so that its maker learns of it.
    expect(closed).toMatchObject({ status: 403, body: { error: { code: 'origin_not_allowed' } } })
    expect(closed.body.error.message).toContain('CALLGRANT_ALLOWED_ORIGINS')
    expect(closed.headers['access-control-allow-origin']).toBe('https://app.example')
    await server.stop()
    await started({ settings: { allowedOrigins: ['https://app.example'] } })
    const open = await server.anyone('GET', '/v1/time', from('https://app.example'))
    expect(open.headers['access-control-allow-origin']).toBe('https://app.example')
    const other = await server.anyone('GET', '/v1/time', from('https://evil.example'))
    expect(other.body.error.code).toBe('origin_not_allowed')
    const like = await server.anyone('GET', '/v1/time', from('https://app.example/'))
    expect(like.body.error.code).toBe('origin_not_allowed')
    expect(open.headers['access-control-allow-credentials']).toBeUndefined()
  })

  it('refuse a page of another origin before anything is done, whatever the route and its credential', async () => {
    await started({ settings: { allowedOrigins: ['https://app.example'] } })
    const alice = await server.person()
    const before = await server.dump()
    const headers = { origin: 'https://evil.example' }
    for (const [method, path] of [
      ['POST', '/v1/groups'],
      ['GET', '/v1/models'],
      ['GET', '/no/such/route'],
    ] as const) {
      const body = method === 'POST' ? { group_name: 'x', model_id: 'm_door' } : undefined
      const answer = await server.backend(method, path, { headers, ...(body && { body }) })
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'origin_not_allowed' } } })
    }
    expect((await alice.send('GET', '/v1/me/authorizations', { headers })).status).toBe(403)
    expect(await server.dump()).toBe(before)
  })
})

describe('the documents', () => {
  it('describes every event that it sends, with its schema and an example (B2)', async () => {
    server = await testServer()
    const { webhooks, components } = (await server.anyone('GET', '/openapi.json')).body
    expect(Object.keys(webhooks)).toEqual(EVENT_TYPES)
    for (const type of EVENT_TYPES) {
      const { schema, example } = webhooks[type].post.requestBody.content['application/json']
      expect(schema.properties.type).toEqual({ const: type })
      expect(EVENTS[type].data.parse(example.data)).toEqual(example.data)
    }
    const { schema } = webhooks['call.changed'].post.requestBody.content['application/json']
    expect(schema.properties.data.properties.call).toEqual({ $ref: '#/components/schemas/Call' })
    expect(components.schemas.Call.properties).toHaveProperty('room_id')
  })

  it('list every route with its refusals', async () => {
    await started()
    const { body } = await server.anyone('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    for (const { method, url } of server.app.apiRoutes) {
      const operation = body.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      expect(operation?.summary, `${method} ${url}`).toBeTruthy()
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['429', '500', '503']))
    }
    expect(Object.keys(body.components.schemas)).toContain('Asked')
  })

  it('refer to nothing that is not there', async () => {
    await started()
    const text = JSON.stringify((await server.anyone('GET', '/openapi.json')).body)
    const { components } = JSON.parse(text)
    for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/([^"]+)"/g)) {
      expect(components.schemas[name], name).toBeDefined()
    }
  })

  it('describe the WebSocket', async () => {
    await started()
    const { body } = await server.anyone('GET', '/asyncapi.json')
    expect(body.asyncapi).toMatch(/^3\./)
    expect(JSON.stringify(body)).toContain('call.start')
  })

  it('are shown by a page that loads nothing from elsewhere', async () => {
    await started()
    const page = await server.anyone('GET', '/docs/')
    expect(page.status).toBe(200)
    expect(page.body).not.toMatch(/https?:\/\//)
    expect(page.headers['content-security-policy']).not.toMatch(/https:/)
    const script = await server.anyone('GET', '/docs/js/scalar.js')
    expect(script.status).toBe(200)
    expect(script.headers['cache-control']).toContain('max-age')
  })
})

describe('figures', () => {
  it('count requests, sockets, calls, questions and answers', async () => {
    await started()
    const alice = await server.person()
    await alice.decide({ model_id: 'm_door', sn: 'door-1' }, 'reject')
    await alice.send('POST', '/v1/me/ask', { body: { group_id: 'g_none' } })
    const { body } = await server.anyone('GET', '/metrics')
    expect(body).toContain('callgrant_asks_total{result="ok"} 1')
    expect(body).toContain('callgrant_asks_total{result="group_unknown"} 1')
    expect(body).toContain('callgrant_decisions_total{result="reject"} 1')
    expect(body).toContain('callgrant_calls_open 0')
    expect(body).toContain('callgrant_sockets_open 0')
    expect(body).toContain('callgrant_clock_offset_seconds 0')
    expect(body).toMatch(/duration_seconds_count\{method="POST",route="\/v1\/me\/decide",status="200"\} 1/)
    expect(body).toContain('process_resident_memory_bytes')
  })

  it('are for this machine, unless a token is set', async () => {
    await started()
    const proxied = await server.anyone('GET', '/metrics', { headers: { 'x-forwarded-for': '192.0.2.1' } })
    expect(proxied.status).toBe(403)
    await server.stop()
    await started({ settings: { metricsToken: 'figures-please' } })
    expect((await server.anyone('GET', '/metrics')).status).toBe(401)
    const headers = { authorization: 'Bearer figures-please' }
    expect((await server.anyone('GET', '/metrics', { headers })).status).toBe(200)
  })
})

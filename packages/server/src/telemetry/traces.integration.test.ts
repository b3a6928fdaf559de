/** Traces of a real cluster, as a collector gets them: OTLP over HTTP. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBackend } from '@callgrant/sdk/backend'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasNats } from '../../../../scripts/lib/nats.ts'
import { APP, MODEL } from '../../test/call-testbed.ts'
import { type Cluster, startCluster } from '../../test/cluster.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { type WebhookReceiver, webhookReceiver } from '../../test/webhook-receiver.ts'
import { hashSecret } from '../credentials/secret.ts'

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  node: string
  attributes: string
  /** Spans of other traces that it belongs to. */
  links: { traceId: string; spanId: string }[]
}

const SECRET = 's'.repeat(43)
const SOON = { timeout: 20_000, interval: 50 }

describe.skipIf(!hasNats())('traces', () => {
  let collector: Server
  let cluster: Cluster
  let hooks: WebhookReceiver
  const spans: Span[] = []

  beforeAll(async () => {
    collector = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      if (request.url === '/v1/traces') spans.push(...spansOf(Buffer.concat(chunks).toString()))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${(collector.address() as AddressInfo).port}`)
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '100')
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test')
    cluster = await startCluster(2, { webhooksPrivate: true })
    hooks = await webhookReceiver()
    await cluster.store.db
      .updateTable('app')
      .set({ secret_hash: hashSecret(SECRET) })
      .where('appid', '=', APP)
      .execute()
    await cluster.addPairs(2)
  })
  afterAll(async () => {
    await cluster?.stop()
    await hooks?.close()
    collector?.close()
    vi.unstubAllEnvs()
  })

  it('a ring is one trace across two nodes, from the request to the webhook', async () => {
    const server = cluster.nodes[0]?.address ?? ''
    const backend = createBackend({ server, appid: APP, secret: SECRET })
    await backend.webhooks.create({ url: hooks.url, types: ['call.changed'] })
    const person = await SocketClient.signIn(
      cluster.socket(1),
      cluster.testbed,
      cluster.testbed.person('person-x0'),
    )
    const traceId = 'a'.repeat(32)
    const answer = await fetch(`${server}/v1/calls`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${btoa(`${APP}:${SECRET}`)}`,
        // The back end's own trace goes on here.
        traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
      },
      body: JSON.stringify({
        ...{ model_id: MODEL, sn: 'door-x0', openid: 'person-x0', room_type: 'voice' },
        ...{ caller_camera: true, listener_camera: true },
      }),
    })
    expect(answer.status).toBe(201)
    const { room_id } = (await answer.json()) as { room_id: string }
    await person.sees(room_id, 'created')
    await vi.waitFor(() => expect(hooks.received).toHaveLength(1), SOON)

    const ofRing = () => spans.filter((span) => span.traceId === traceId)
    const names = () => ofRing().map(({ name }) => name)
    await vi.waitFor(() => {
      for (const name of ['POST /v1/calls', 'store write', 'bus deliver call', 'bus receive', 'webhook']) {
        expect(names()).toContain(name)
      }
    }, SOON)
    const [root] = ofRing().filter(({ name }) => name === 'POST /v1/calls')
    expect(root?.parentSpanId).toBe('b'.repeat(16))
    // Each span but the first hangs on one that there is.
    const ids = new Set(ofRing().map(({ spanId }) => spanId))
    for (const span of ofRing()) if (span !== root) expect(ids).toContain(span.parentSpanId)
    const received = ofRing().find(({ name, node }) => name === 'bus receive' && node !== root?.node)
    expect(received).toBeDefined()
    const sent = ofRing().find(({ spanId }) => spanId === received?.parentSpanId)
    expect([sent?.name, sent?.node]).toEqual(['bus deliver call', root?.node])
    // The receiver of the webhook can go on with it.
    const webhook = ofRing().find(({ name }) => name === 'webhook')
    expect(hooks.received[0]?.headers.traceparent).toBe(`00-${traceId}-${webhook?.spanId}-01`)
    person.kill()
  })

  it('a request of a client of the WebSocket is a trace of its own, and no span names a person or a device', async () => {
    const { testbed } = cluster
    const door = await SocketClient.signIn(cluster.socket(0), testbed, testbed.door('door-x0'))
    await door.ask('call.start', { to: { openid: 'nobody-here' }, room_type: 'voice' })
    await vi.waitFor(() => expect(spans.map(({ name }) => name)).toContain('socket call.start'), SOON)
    const start = spans.find(({ name }) => name === 'socket call.start')
    expect(start?.parentSpanId ?? '').toBe('')
    expect(start?.attributes).toContain('openid_unknown')
    expect(JSON.stringify(spans)).not.toMatch(/person-x0|door-x0|nobody-here/)
    door.kill()
  })

  it('a statement that requests share is a trace of its own, with a link to each of them', async () => {
    const { testbed } = cluster
    const door = await SocketClient.signIn(cluster.socket(0), testbed, testbed.door('door-x1'))
    const started = await door.granted('call.start', { to: { openid: 'person-x1' }, room_type: 'voice' })
    const { room_id } = started.call
    await door.granted('call.cancel', { room_id, origin: 'manual' })
    await vi.waitFor(() => {
      const cancel = spans.find(({ name }) => name === 'socket call.cancel') ?? expect.fail()
      const linked = spans.filter(({ name, links }) => {
        return name === 'store batch' && links.some(({ traceId }) => traceId === cancel.traceId)
      })
      expect(linked.length).toBeGreaterThan(0)
      for (const { traceId, parentSpanId, links } of linked) {
        expect(traceId).not.toBe(cancel.traceId)
        expect(parentSpanId ?? '').toBe('')
        for (const { spanId } of links) expect(spans.map((span) => span.spanId)).toContain(spanId)
      }
    }, SOON)
    door.kill()
  })
})

/** As OTLP has them in JSON. */
function spansOf(body: string): Span[] {
  interface Attribute {
    key: string
    value: { stringValue?: string }
  }
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: {
      resource: { attributes: Attribute[] }
      scopeSpans: {
        spans: (Omit<Span, 'node' | 'attributes' | 'links'> & {
          attributes: Attribute[]
          links?: Span['links']
        })[]
      }[]
    }[]
  }
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const about = Object.fromEntries(resource.attributes.map(({ key, value }) => [key, value.stringValue]))
    expect(about).toMatchObject({ 'service.name': 'callgrant', 'deployment.environment.name': 'test' })
    const node = about['service.instance.id'] ?? ''
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ links = [], ...span }) => ({
        ...{ ...span, node, links },
        attributes: JSON.stringify(span.attributes),
      })),
    )
  })
}

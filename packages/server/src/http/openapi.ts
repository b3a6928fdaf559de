/** /openapi.json, made from the routes, and /docs, a page to read and try it. */

import { Call, CallPage } from '@callgrant/protocol'
import * as http from '@callgrant/protocol/http'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Settings } from '../config/settings.ts'
import { DEVICE_SIGNATURES } from '../credentials/signature-example.ts'
import { withExamples } from './openapi-examples.ts'
import { webhooksOfDocument } from './openapi-webhooks.ts'
import { DOCS_CSP } from './security-headers.ts'

const TAGS = {
  app: 'For the app’s back end: its own record, sessions of its people.',
  devices: 'For the app’s back end: models, tickets, devices.',
  groups: 'For the app’s back end: groups of devices.',
  authorizations: 'For the app’s back end: what people decided, and whether a device may ring a person.',
  people: 'For the app’s back end: all that is kept of a person, and to forget them.',
  calls: 'For the app’s back end: past calls, and the live stream of events.',
  person: 'For a person: be asked, decide, list, switch, clear.',
  device: 'For a device: register, sign in, contacts.',
  webhooks: 'For the app’s back end: what the server posts to it, and where to.',
  operator: 'For the operator of the server: apps.',
  wechat:
    'WeChat’s own calls, at the paths of its host, for back ends written for it. Always HTTP 200 with an `errcode`.',
  service: 'Whether the server is alive and ready, and its clock.',
}

/** Keeps the description and the examples of fields whose schema is not one of the named ones. */
const zodToJsonConfig: NonNullable<Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig']> = {
  override: ({ zodSchema, jsonSchema }) => {
    if (jsonSchema.$ref === undefined)
      Object.assign(jsonSchema, z.globalRegistry.get(zodSchema as unknown as z.ZodType))
  },
}

/** Registers the collector; before the routes. @param version of the server */
export async function describeApi(app: FastifyInstance, settings: Settings, version: string): Promise<void> {
  const schemaRegistry = namedSchemas()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Callgrant',
        version,
        description:
          'A device rings a person only after that person said yes. The WebSocket is described in [/docs/socket](/docs/socket), for programs in [/asyncapi.json](/asyncapi.json). [Errors](/docs/errors) are `{error: {code, message, faults?, wechat?}}`, in English or Chinese by `accept-language`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(settings.publicUrl !== null && { servers: [{ url: settings.publicUrl }] }),
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          backend: { type: 'http', scheme: 'basic', description: 'appid and secret of the app' },
          person: { type: 'http', scheme: 'bearer', description: 'session of a person' },
          device: { type: 'http', scheme: 'bearer', description: 'token of a device' },
          operator: { type: 'http', scheme: 'bearer', description: 'admin token of the server' },
        },
      },
    },
    transform: createJsonSchemaTransform({ schemaRegistry, zodToJsonConfig }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry, zodToJsonConfig }),
  })
}

/** Texts of the pages from this length on are encoded once; there are two or three of them. */
const SHARED_FROM = 64 * 1024
const SHARED_MAX = 8

/** Adds the document and its page; after the routes. @param address where clients reach the server, once it listens */
export async function serveApiDocument(
  app: FastifyInstance,
  address: () => string | undefined,
): Promise<void> {
  // Bytes, made once: text would be measured and encoded for each answer.
  let document: Buffer | undefined
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    document ??= Buffer.from(
      JSON.stringify(withExamples(withoutUnused(app.swagger()), address() ?? 'http://127.0.0.1:7100')),
    )
    return reply.type('application/json; charset=utf-8').send(document)
  })
  // Loaded here, since it takes a quarter of a second and is not needed where no documents are served.
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  await app.register(async (pages) => {
    // Its script is 4 MB of text, which would be encoded for each connection that does not read it.
    const encoded = new Map<string, Buffer>()
    pages.addHook('onSend', async (_request, _reply, payload) => {
      if (typeof payload !== 'string' || payload.length < SHARED_FROM) return payload
      const bytes = encoded.get(payload) ?? Buffer.from(payload)
      if (encoded.size < SHARED_MAX) encoded.set(payload, bytes)
      return bytes
    })
    await pages.register(scalar, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        pageTitle: 'Callgrant API',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        // These would call services of other hosts.
        agent: { disabled: true },
        mcp: { disabled: true },
        showDeveloperTools: 'never',
      },
      hooks: {
        onRequest: (request, reply, done) => {
          reply.header('content-security-policy', DOCS_CSP)
          if (request.url.endsWith('.js')) reply.header('cache-control', 'public, max-age=86400')
          done()
        },
      },
      logLevel: 'warn',
    })
  })
}

/** Schemas of queries and paths: the document lists their fields one by one and cannot refer to them. */
const NOT_NAMED: ReadonlySet<string> = new Set([
  ...['Page', 'DeviceRef', 'CreateTicket', 'CheckAuthorization'],
  ...['RecordRef', 'ReceiptLanguage', 'VerifyRecords'],
])

/** The schemas of the protocol by their names, so that the document says `Call` once and refers to it. */
function namedSchemas() {
  const registry = z.registry<{ id?: string; [key: string]: unknown }>()
  for (const [name, schema] of Object.entries({ ...http, Call, CallPage })) {
    if (NOT_NAMED.has(name) || name.startsWith('List')) continue
    if (schema instanceof z.ZodType) registry.add(schema, { ...z.globalRegistry.get(schema), id: name })
  }
  return registry
}

/** The document without the schemas that nothing in it refers to, and with the texts that a device signs. */
function withoutUnused(document: ReturnType<FastifyInstance['swagger']>): object {
  const { components, ...rest } = document as { components?: { schemas?: Record<string, unknown> } }
  const all = components?.schemas ?? {}
  const used = new Set<string>()
  const follow = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      follow(all[name])
    }
  }
  const described = { ...rest, webhooks: webhooksOfDocument() }
  follow(described)
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)))
  return { ...described, components: { ...components, schemas }, 'x-device-signatures': DEVICE_SIGNATURES }
}

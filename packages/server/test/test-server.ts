/**
 * A whole service for a test: in-memory store, a clock that the test moves, an app with a model, and callers of each
 * kind. Requests are injected; with `listen: true` it has a real port as well, for WebSockets, streams and the SDK.
 */

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type CreatedApp, type DeviceRef, registrationText, signInText } from '@callgrant/protocol'
import type { FastifyInstance } from 'fastify'
import { createApp } from '../src/acts/apps/create-app.ts'
import { backgroundDone } from '../src/acts/background.ts'
import { createModel } from '../src/acts/devices/create-model.ts'
import { readSettings, type Settings } from '../src/config/settings.ts'
import type { Context } from '../src/context.ts'
import { createService, type Service } from '../src/serve.ts'
import type { Tables } from '../src/store/schema.ts'
import { type Database, openStore } from '../src/store/store.ts'

/** When every test server begins, unless told otherwise: milliseconds since 1970. */
const START = 1_700_000_000_000
export const MODEL = 'm_door'
const MODEL_TYPE = 'door phone'

export interface TestServerOptions {
  settings?: Partial<Settings>
  /** Used instead of a fresh one in memory; closed by `stop`. */
  store?: Database
  /** The first instant of the clock, or a clock of the test's own; `Date.now` for real time. */
  now?: number | (() => number)
  /** Listens on a free port of 127.0.0.1, with the sweeper running. */
  listen?: boolean
  /** Receives the log; without it nothing is logged. */
  onLog?: (line: string) => void
}

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what an answer holds
  body: any
  headers: Record<string, unknown>
}
export interface RequestOptions {
  /** Sent as JSON; a string or a Buffer is sent as it is, with the content type of JSON unless another is given. */
  body?: unknown
  headers?: Record<string, string>
}
/** Sends a request as one caller. */
export type Send = (method: string, path: string, options?: RequestOptions) => Promise<Answer>

export interface TestPerson {
  openid: string
  session: string
  send: Send
  /** Asks with a fresh ticket and answers. */
  decide(ref: DeviceRef, decision: 'allow' | 'reject', deviceName?: string): Promise<Answer>
}
export interface TestDevice extends DeviceRef {
  token: string
  privateKey: KeyObject
  publicKey: string
  send: Send
}

export interface TestServer {
  service: Service
  ctx: Context
  store: Database
  app: FastifyInstance
  /** Move it: `server.clock.now += 60_000`. Of no effect when `now` was a function. */
  clock: { now: number }
  appid: string
  secret: string
  adminToken: string
  /** `http://127.0.0.1:port`; only with `listen`. */
  readonly address: string
  /** With no credential. */
  anyone: Send
  operator: Send
  /** As the back end of the app; of another app when one is given. */
  backend: Send
  backendOf(app: { appid: string; secret: string }): Send
  newApp(name?: string): Promise<CreatedApp>
  ticket(ref: DeviceRef): Promise<string>
  person(openid?: string): Promise<TestPerson>
  /** Registered and signed in. */
  device(sn?: string, modelId?: string): Promise<TestDevice>
  /** All rows of all tables, as JSON: to see that nothing changed. */
  dump(): Promise<string>
  stop(): Promise<void>
}

export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = { now: typeof options.now === 'number' ? options.now : START }
  const now = typeof options.now === 'function' ? options.now : () => clock.now
  const settings: Settings = {
    ...readSettings({ DATABASE_URL: 'sqlite::memory:', PORT: '0' }),
    logLevel: options.onLog ? 'trace' : 'silent',
    ...options.settings,
  }
  const log = options.onLog
  const store = options.store ?? (await openStore(settings.databaseUrl ?? 'sqlite::memory:'))
  const service = await createService(settings, {
    now,
    store,
    ...(log && { log: { write: (line: string) => log(line) } }),
  })
  if (options.listen) await service.start()
  const { ctx, app } = service
  const { appid, secret } = await createApp(ctx, { name: 'Greenfield School' })
  await createModel(ctx, { appid }, { model_id: MODEL, model_type: MODEL_TYPE })

  const sendWith =
    (authorization?: string): Send =>
    async (method, path, { body, headers } = {}) => {
      const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
      const answer = await app.inject({
        method: method as 'GET',
        url: path,
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { payload: raw ? body : JSON.stringify(body) }),
      })
      const isJson = String(answer.headers['content-type']).startsWith('application/json')
      return {
        status: answer.statusCode,
        body: isJson ? answer.json() : answer.body,
        headers: answer.headers,
      }
    }
  const backendOf = (of: { appid: string; secret: string }) =>
    sendWith(`Basic ${Buffer.from(`${of.appid}:${of.secret}`).toString('base64')}`)
  const anyone = sendWith()
  const backend = backendOf({ appid, secret })
  const adminToken = service.adminToken ?? ''
  const good = (answer: Answer) => {
    if (answer.status >= 300) throw new Error(`The test server refused: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const ticket = async (ref: DeviceRef) =>
    good(await backend('POST', '/v1/tickets', { body: ref })).sn_ticket as string

  return {
    service,
    ctx,
    app,
    clock,
    appid,
    secret,
    adminToken,
    get address() {
      return service.address
    },
    anyone,
    operator: sendWith(`Bearer ${adminToken}`),
    backend,
    backendOf,
    newApp: (name = 'Another app') => createApp(ctx, { name }),
    ticket,
    async person(openid = 'alice') {
      const { session } = good(await backend('POST', '/v1/sessions', { body: { openid } }))
      const send = sendWith(`Bearer ${session}`)
      return {
        openid,
        session,
        send,
        async decide(ref, decision, deviceName = 'Front') {
          const body = { ...ref, sn_ticket: await ticket(ref), device_name: deviceName }
          const { ask } = good(await send('POST', '/v1/me/ask', { body }))
          return send('POST', '/v1/me/decide', {
            body: { ask, decision, words: 'Allow it to call you?', sdk: 'test/1' },
          })
        },
      }
    },
    async device(sn = 'door-1', modelId = MODEL) {
      const { privateKey, publicKey: key } = generateKeyPairSync('ed25519')
      const publicKey = key.export({ format: 'jwk' }).x as string
      const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url')
      const ref = { model_id: modelId, sn }
      const unsigned = { appid, ...ref, sn_ticket: await ticket(ref), public_key: publicKey }
      const registration = { ...unsigned, signature: signed(registrationText(unsigned)) }
      good(await anyone('POST', '/v1/device/register', { body: registration }))
      const { challenge } = good(await anyone('POST', '/v1/device/challenge', { body: { appid, ...ref } }))
      const signIn = { challenge, signature: signed(signInText(challenge)) }
      const { token } = good(await anyone('POST', '/v1/device/token', { body: signIn }))
      return { ...ref, token, privateKey, publicKey, send: sendWith(`Bearer ${token}`) }
    },
    store,
    async dump() {
      // Events are numbered after their commit.
      await backgroundDone(ctx)
      return dump(store)
    },
    stop: () => service.stop(),
  }
}

const TABLES: (keyof Tables)[] = [
  'app',
  'model',
  'device_group',
  'device',
  'person',
  'authorization',
  'consent_record',
  'consent_chain',
  'used_token',
  'call',
  'busy',
  'access_token',
  'allowance',
  'wechat_authorization',
  'event',
  'event_counter',
  'webhook',
  'webhook_delivery',
  'console_link',
  'console_session',
  'console_audit',
  'push_subscription',
]

async function dump(store: Database): Promise<string> {
  const all: Record<string, string[]> = {}
  for (const table of TABLES) {
    const rows = await store.db.selectFrom(table).selectAll().execute()
    all[table] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return JSON.stringify(all, null, 1)
}

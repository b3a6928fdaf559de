import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../../server/test/test-server.ts'
import { type Backend, CallgrantError, createBackend, createOperator } from './index.ts'

let server: TestServer
let backend: Backend
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
beforeEach(async () => {
  const { appid, secret } = await server.newApp()
  backend = backendOf({ appid, secret })
  await backend.models.create({ model_id: MODEL, model_type: 'door phone' })
})

const DOOR = { model_id: MODEL, sn: 'door-1' }

describe('what it can do', () => {
  it('reads and changes the app, and goes on with the new secret after it was replaced', async () => {
    expect(await backend.app.get()).toMatchObject({ appid: backend.appid, name: 'Another app' })
    expect(await backend.app.update({ ring_timeout_seconds: 20 })).toMatchObject({ ring_timeout_seconds: 20 })
    const { secret } = await backend.app.rotateSecret()
    expect(secret).toMatch(/.{20,}/)
    expect(await backend.app.get()).toMatchObject({ ring_timeout_seconds: 20 })
  })

  it('makes sessions, tickets, models and groups', async () => {
    expect(await backend.sessions.create({ openid: 'alice', ttl_seconds: 60 })).toMatchObject({
      openid: 'alice',
      expires_in: 60,
    })
    expect((await backend.tickets.create(DOOR)).sn_ticket).toMatch(/^[0-9A-Za-z]{32}$/)
    expect(await backend.models.get(MODEL)).toMatchObject({ model_type: 'door phone' })
    const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Main gate' })
    expect(await backend.groups.addDevices(group_id, { device_list: [DOOR] })).toEqual({
      device_list: [{ ...DOOR, code: 'ok' }],
    })
    expect(await backend.groups.get(group_id)).toMatchObject({ device_list: [DOOR] })
    expect(await backend.devices.get(DOOR)).toMatchObject({ group_id, registered_at: null })
    expect(await backend.devices.reset(DOOR)).toMatchObject(DOOR)
    expect(await backend.groups.removeDevices(group_id, { device_list: [DOOR] })).toEqual({
      device_list: [{ ...DOOR, code: 'ok' }],
    })
    expect((await backend.groups.list().page()).items).toHaveLength(1)
    expect(Math.abs((await backend.time()) - Date.now())).toBeLessThan(5_000)
  })

  it('asks what people agreed to, and what was recorded of it', async () => {
    const own = backendOf(server)
    const alice = await server.person('alice')
    await alice.decide(DOOR, 'allow')
    const nobody = { openid: 'nobody', ...DOOR }
    const answers = await own.authorizations.checkAll([nobody, { openid: 'alice', ...DOOR }])
    expect(answers.map(({ allowed }) => allowed)).toEqual([false, true])
    expect(await own.authorizations.check({ openid: 'alice', ...DOOR })).toMatchObject({
      allowed: true,
      decided_by: 'device',
    })
    const authorized = await Array.fromAsync(own.authorizations.list({ openid: 'alice', status: 1 }))
    expect(authorized).toMatchObject([{ ...DOOR, status: 1, kind: 'device' }])
    expect(await Array.fromAsync(own.authorizations.list({ status: 0 }))).toEqual([])
    const acts = (await Array.fromAsync(own.consentRecords.list({ openid: 'alice' }))).map(({ act }) => act)
    expect(acts.sort()).toEqual(['asked', 'authorized'])
  })

  it('proves what people agreed to: receipts, their page, and that nobody changed a record (B3)', async () => {
    const own = backendOf(server)
    const erin = await server.person('erin')
    await erin.decide(DOOR, 'allow')
    const records = await Array.fromAsync(
      own.consentRecords.list({ openid: 'erin', from: Date.now() - 60_000 }),
    )
    const answer = records.find(({ act }) => act === 'authorized')
    const asked = records.find(({ act }) => act === 'asked')
    const id = answer?.id ?? ''
    const { receipt, jws } = await own.consentRecords.receipt(id)
    expect(receipt).toMatchObject({ record_id: id, pii_principal_id: 'erin' })
    expect(jws.split('.')).toHaveLength(3)
    expect(await own.consentRecords.receiptPage(id, 'zh')).toContain('授权凭证')
    expect(await refusal(own.consentRecords.receipt(asked?.id ?? ''))).toMatchObject({
      code: 'record_unknown',
    })
    expect(await refusal(own.consentRecords.receiptPage('none'))).toMatchObject({ code: 'record_unknown' })
    const { jws: head, chains } = await own.consentRecords.head()
    expect(chains.map(({ chain }) => chain)).toEqual(['answers', 'asked'])
    expect(await own.consentRecords.verify({ head })).toMatchObject({ ok: true, damages: [] })
    await server.store.db.updateTable('consent_record').set({ words: 'No.' }).where('id', '=', id).execute()
    expect(await own.consentRecords.verify()).toMatchObject({
      ok: false,
      damages: [{ kind: 'changed', record_id: id }],
    })
    const words = answer?.words ?? null
    await server.store.db.updateTable('consent_record').set({ words }).where('id', '=', id).execute()
    expect(await refusal(own.consentRecords.verify({ head: 'x' }))).toMatchObject({ code: 'bad_request' })
    expect(await Array.fromAsync(own.consentRecords.list({ openid: 'erin', until: 1 }))).toEqual([])
  })

  it('gives all that is kept of a person, and forgets them', async () => {
    const own = backendOf(server)
    const frank = await server.person('frank')
    await frank.decide(DOOR, 'reject')
    const kept = await Array.fromAsync(own.people.export('frank'))
    expect(kept.map(({ type }) => type)).toEqual([
      'person',
      'authorization',
      'consent_record',
      'consent_record',
    ])
    expect(await own.people.forget('frank')).toMatchObject({ record_id: expect.any(String), records: 2 })
    expect(await own.people.forget('frank')).toMatchObject({ record_id: null, records: 0 })
    expect(await refusal(own.people.export('frank').page())).toMatchObject({ code: 'openid_unknown' })
    expect((await frank.send('GET', '/v1/me/authorizations')).status).toBe(401)
    expect(await own.consentRecords.verify()).toMatchObject({ ok: true })
    expect(await refusal(own.people.forget('no spaces'))).toMatchObject({ code: 'bad_request' })
  })

  it('starts calls, lists them, and sends messages to devices', async () => {
    const own = backendOf(server)
    const bob = await server.person('bob')
    const door = await server.device('door-calls')
    const ref = { model_id: MODEL, sn: door.sn }
    await bob.decide(ref, 'allow')
    const call = await own.calls.start({ ...ref, openid: 'bob', room_type: 'voice' })
    expect(call).toMatchObject({ state: 'created', ...ref, openid: 'bob' })
    expect(await own.calls.get(call.room_id)).toMatchObject({ room_id: call.room_id })
    const open = await own.calls.list({ openid: 'bob', open: true }).page()
    expect(open.items.map(({ room_id }) => room_id)).toEqual([call.room_id])
    expect((await own.calls.list({ openid: 'bob', open: false }).page()).items).toEqual([])
    const refused = await refusal(own.calls.start({ ...ref, openid: 'alice', room_type: 'voice' }))
    const { decided_by, decided_at, explanation } = await own.authorizations.check({
      openid: 'alice',
      ...ref,
    })
    expect(refused).toMatchObject({
      code: 'not_authorized',
      decision: { by: decided_by, at: decided_at, explanation },
    })
    const { token } = (await door.send('POST', '/v1/device/push_token')).body
    expect(await refusal(own.messages.send({ push_token: token, msg: 'hello' }))).toMatchObject({
      code: 'device_offline',
    })
  })

  it('knows whose login code it is, once', async () => {
    const own = backendOf(server)
    const alice = await server.person('alice')
    const { code } = (await alice.send('POST', '/v1/me/code')).body
    expect(await own.sessions.exchangeLoginCode(code)).toMatchObject({ openid: 'alice' })
    expect(await refusal(own.sessions.exchangeLoginCode(code))).toMatchObject({ code: 'login_code_used' })
    expect(await refusal(own.sessions.exchangeLoginCode('guess'))).toMatchObject({
      code: 'login_code_invalid',
    })
    const stranger = backendOf({ appid: server.appid, secret: 'wrong' })
    expect(await refusal(stranger.sessions.exchangeLoginCode(code))).toMatchObject({
      code: 'unauthenticated',
    })
  })

  it('reads and corrects the ledger of what was decided inside WeChat (B5)', async () => {
    const own = backendOf(server)
    const carol = await server.person('carol')
    await carol.send('POST', '/v1/me/wechat/outcome', { body: { ...DOOR, err_code: 0 } })
    const filter = { openid: 'carol' }
    expect(await Array.fromAsync(own.wechatLedger.list(filter))).toMatchObject([{ status: 1 }])
    await own.wechatLedger.reportCall({ openid: 'carol', ...DOOR, err_code: 9 })
    expect(await Array.fromAsync(own.wechatLedger.list(filter))).toMatchObject([
      { status: 0, known_by: 'call_refused' },
    ])
  })

  it('creates and keeps apps as the operator', async () => {
    const operator = createOperator({ server: server.address, token: server.adminToken })
    const { appid, secret } = await operator.apps.create({ name: 'Front doors' })
    expect(await backendOf({ appid, secret }).app.get()).toMatchObject({ name: 'Front doors' })
    expect(await operator.apps.update(appid, { calling: false })).toMatchObject({ calling: false })
    expect(await operator.apps.get(appid)).toMatchObject({ calling: false })
    const replaced = await operator.apps.rotateSecret(appid)
    expect(await refusal(backendOf({ appid, secret }).app.get())).toMatchObject({ code: 'unauthenticated' })
    expect(await backendOf(replaced).app.get()).toMatchObject({ appid })
    const names = (await Array.fromAsync(operator.apps.list())).map(({ name }) => name)
    expect(names).toContain('Front doors')
  })

  it('reads a list page by page, and through all pages', async () => {
    const made = Array.from({ length: 3 }, (_, i) => `g_${i}`)
    for (const group_id of made) {
      await backend.groups.create({ model_id: MODEL, group_name: 'Gate', group_id })
    }
    const groups = backend.groups.list()
    const first = await groups.page({ limit: 2 })
    const rest = await groups.page({ limit: 2, cursor: first.next_cursor ?? '' })
    expect([first.items.length, rest.items.length, rest.next_cursor]).toEqual([2, 1, null])
    // The pages of `for await` are of 200: this many more make a second one.
    const many = Array.from({ length: 200 }, (_, i) => ({ model_id: MODEL, sn: `door-${i}` }))
    for (let i = 0; i < many.length; i += 50) {
      const device_list = many.slice(i, i + 50)
      const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: `Gate ${i}` })
      await backend.groups.addDevices(group_id, { device_list })
    }
    await backend.groups.addDevices('g_0', { device_list: [{ model_id: MODEL, sn: 'door-last' }] })
    const seen = new Set<string>()
    for await (const { sn } of backend.devices.list({ model_id: MODEL })) seen.add(sn)
    expect(seen.size).toBe(201)
  })
})

describe('what is refused', () => {
  it('takes no option that is missing or wrong', () => {
    const good = { server: 'https://calls.example.com', appid: 'a', secret: 's' }
    const faults = (options: object) => {
      try {
        createBackend({ ...good, ...options })
      } catch (error) {
        return (error as CallgrantError).faults?.map(({ parameter }) => parameter)
      }
      return []
    }
    expect(faults({})).toEqual([])
    expect(faults({ server: 'calls.example.com' })).toEqual(['server'])
    expect(faults({ server: 'ftp://calls.example.com' })).toEqual(['server'])
    expect(faults({ secret: undefined, appid: '' })).toEqual(['appid', 'secret'])
    expect(() => createOperator({ server: good.server, token: '' })).toThrow(CallgrantError)
  })

  it('throws the server’s refusal, with its code, its status and its faults', async () => {
    expect(await refusal(backendOf({ appid: backend.appid, secret: 'wrong' }).app.get())).toMatchObject({
      code: 'unauthenticated',
      status: 401,
    })
    const operator = createOperator({ server: server.address, token: 'wrong' })
    expect(await refusal(operator.apps.list().page())).toMatchObject({ code: 'unauthenticated' })
    expect(await refusal(backend.devices.get({ model_id: MODEL, sn: 'none' }))).toMatchObject({
      code: 'device_unknown',
      status: 404,
    })
    expect(await refusal(backend.models.create({ model_id: MODEL, model_type: 'door phone' }))).toMatchObject(
      {
        code: 'model_exists',
      },
    )
    expect(await refusal(backend.groups.get('g_none'))).toMatchObject({ code: 'group_unknown' })
    expect(await refusal(backend.calls.get('r_none'))).toMatchObject({ code: 'room_unknown' })
    expect(await refusal(backend.messages.send({ push_token: 'none', msg: 'x' }))).toMatchObject({
      code: 'push_token_wrong',
    })
    const nobody = { openid: 'nobody', ...DOOR, room_type: 'voice' } as const
    expect(await refusal(backend.calls.start(nobody))).toMatchObject({ code: 'openid_unknown' })
    expect(await refusal(backend.sessions.create({ openid: 'no spaces' }))).toMatchObject({
      code: 'bad_request',
      faults: [{ parameter: 'openid', message: expect.any(String) }],
    })
  })

  it('does not leave its path by an id that has other characters', async () => {
    expect(await refusal(backend.models.get('../apps'))).toMatchObject({ code: 'bad_request' })
    for (const sn of ['..', '.', '']) {
      expect(await refusal(backend.devices.get({ model_id: MODEL, sn }))).toMatchObject({
        code: 'bad_request',
        faults: [{ parameter: 'id' }],
      })
    }
  })

  it('takes no cursor of another list, nor a page without rows', async () => {
    const cursor = 'not-ours.1.2.3'
    expect(await refusal(backend.groups.list().page({ cursor }))).toMatchObject({
      code: 'bad_request',
      faults: [{ parameter: 'cursor' }],
    })
    expect(await refusal(backend.groups.list().page({ limit: 0 }))).toMatchObject({
      faults: [{ parameter: 'limit' }],
    })
  })

  it('speaks Chinese where that was chosen', async () => {
    const { message } = await refusal(
      backendOf({ appid: backend.appid, secret: 'wrong' }, { language: 'zh' }).app.get(),
    )
    expect(message).toMatch(/\p{Script=Han}/u)
  })

  it('says `internal` of an answer that is not the server’s, and follows no redirect', async () => {
    const html = { ...server, address: `${server.address}/docs` }
    const elsewhere = createBackend({ server: html.address, appid: 'a', secret: 's', retries: 0 })
    expect(await refusal(elsewhere.app.get())).toMatchObject({ code: 'not_found' })
    const answer = (response: Response) =>
      createBackend({
        server: server.address,
        appid: 'a',
        secret: 's',
        retries: 0,
        fetch: async () => response,
      })
    expect(await refusal(answer(new Response('<html>')).app.get())).toMatchObject({ code: 'internal' })
    expect(await refusal(answer(new Response('<html>', { status: 502 })).app.get())).toMatchObject({
      code: 'network',
    })
    const limited = new Response('slow down', { status: 429, headers: { 'retry-after': '7' } })
    expect(await refusal(answer(limited).app.get())).toMatchObject({ code: 'rate_limited', retryAfter: 7 })
    const modes: unknown[] = []
    const watched = backendOf(server, {
      fetch: (to: string, init: RequestInit) => {
        modes.push(init.redirect)
        return fetch(to, init)
      },
    })
    await watched.app.get()
    expect(modes).toEqual(['error'])
  })
})

/** The names of all methods: `models.create`. */
function methodsOf(client: object): string[] {
  return Object.entries(client).flatMap(([name, value]) =>
    typeof value === 'function'
      ? [name]
      : typeof value === 'object'
        ? methodsOf(value).map((inner) => `${name}.${inner}`)
        : [],
  )
}

describe('docs/backend.md', () => {
  const root = resolve(import.meta.dirname, '../../../..')
  const page = readFileSync(join(root, 'docs/backend.md'), 'utf8')

  it('has an example that runs', async () => {
    const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? []
    const { appid, secret } = await server.newApp()
    const app = { CALLGRANT_SERVER: server.address, CALLGRANT_APPID: appid, CALLGRANT_SECRET: secret }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=callgrant-source', '--input-type=module', '--eval', code],
      { cwd: root, env: { ...process.env, ...app } },
    )
    expect(stdout).toMatch(/^32 3\nfalse .+\ndevice_unknown 404 .+\n$/)
  })

  it('names every method', () => {
    const options = { server: server.address, appid: 'a', secret: 's', token: 't' }
    const methods = [...methodsOf(createBackend(options)), ...methodsOf(createOperator(options))]
    expect(methods.length).toBeGreaterThan(30)
    expect(methods.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })
})

it('has a method for every route of a back end and of the operator', async () => {
  const { paths } = (await (await fetch(`${server.address}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { security?: Record<string, unknown>[] }>>
  }
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security = [] }]) => {
      const isOurs = security.some((kind) => 'backend' in kind || 'operator' in kind)
      return isOurs ? [`${method.toUpperCase()} ${path}`] : []
    }),
  )
  expect(routes.length).toBeGreaterThan(20)

  const sent: string[] = []
  const options = {
    server: server.address,
    retries: 0,
    fetch: async (to: string | URL | Request, init?: RequestInit) => {
      sent.push(`${init?.method} ${new URL(String(to)).pathname}`)
      return Response.json({ items: [], next_cursor: null })
    },
  }
  const callEach = async (methods: object): Promise<void> => {
    for (const method of Object.values(methods)) {
      if (typeof method === 'object') await callEach(method)
      if (typeof method !== 'function') continue
      const answer = method === everything.events ? method() : method('id', {})
      if ('page' in answer) await answer.page()
      else if (Symbol.asyncIterator in answer) await answer.next().catch(() => {})
      else await answer.catch(() => {})
    }
  }
  const everything = createBackend({ ...options, appid: 'a', secret: 's' })
  await callEach(everything)
  await callEach(createOperator({ ...options, token: 't' }))
  const { devices, calls } = everything
  await Promise.all([devices.get(DOOR), devices.reset(DOOR), calls.get('r_1')])
  const reached = (route: string) => {
    const template = new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`)
    return sent.some((request) => template.test(request))
  }
  expect(routes.filter((route) => !reached(route))).toEqual([])
})

import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registrationText } from '@callgrant/protocol'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pushBackend } from '../../test/push-backend.ts'
import { webhookReceiver } from '../../test/webhook-receiver.ts'
import { callgrant, type Serving, serve } from './test/callgrant.ts'

// Every step is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: Serving
/** What a maker has in the environment after `app create`. */
let maker: Record<string, string>

const json = async (...args: string[]) => {
  const ran = await callgrant([...args, '--json'], { env: maker })
  expect(ran.err).toBe('')
  return { code: ran.code, document: ran.json() }
}

beforeAll(async () => {
  server = await serve([], { CALLGRANT_WEBHOOKS_PRIVATE: '1' })
  const operator = { CALLGRANT_SERVER: server.address, CALLGRANT_DATA_DIR: server.dataDir }
  const made = await callgrant(['app', 'create', '--name', '门铃', '--id', 'doors', '--json'], {
    env: operator,
  })
  expect(made).toMatchObject({ code: 0, err: '' })
  const { secret } = made.json() as { secret: string }
  maker = { ...operator, CALLGRANT_APPID: 'doors', CALLGRANT_SECRET: secret }
})
afterAll(async () => {
  await server?.stop()
})

/** Registers as a device does, so that there is one to show and to reset. */
async function register(sn: string): Promise<number> {
  const { document } = await json('ticket', 'create', `m_door/${sn}`)
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const body = {
    appid: 'doors',
    model_id: 'm_door',
    sn,
    sn_ticket: document.sn_ticket as string,
    public_key: publicKey.export({ format: 'jwk' }).x as string,
  }
  const signature = sign(null, Buffer.from(registrationText(body)), privateKey).toString('base64url')
  const answer = await fetch(`${server.address}/v1/device/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, signature }),
  })
  return answer.status
}

describe('the maker’s commands', () => {
  it('lists, shows and changes the app, as operator and as itself', async () => {
    expect((await json('app', 'list')).document).toMatchObject({ items: [{ appid: 'doors', name: '门铃' }] })
    expect((await json('app', 'show')).document).toMatchObject({ appid: 'doors' })
    expect((await json('app', 'show', 'doors')).document).toMatchObject({ appid: 'doors' })
    const changed = await json(
      'app',
      'update',
      '--ring-timeout',
      '30',
      '--oidc',
      'https://id.example.com,door-app',
    )
    expect(changed.document).toMatchObject({
      ring_timeout_seconds: 30,
      oidc_issuers: [{ issuer: 'https://id.example.com', audience: 'door-app' }],
    })
    const before = ['--preview', 'off', '--early-setup', 'relay']
    expect((await json('app', 'update', ...before)).document).toMatchObject({
      preview: false,
      early_setup: 'relay',
    })
    expect((await json('app', 'update', '--oidc', 'none')).document).toMatchObject({ oidc_issuers: [] })
    expect((await json('app', 'update', 'doors', '--calling', 'off')).document).toMatchObject({
      calling: false,
    })
    expect((await json('app', 'update', 'doors', '--calling', 'on')).document).toMatchObject({
      calling: true,
    })
  })

  it('sets up message push, once its URL has answered, and takes it away', async () => {
    const { settings } = await pushBackend('doors')
    const { url, token, aes_key } = settings
    const secrets = ['--push-token', token, '--push-key', aes_key]
    const set = ['app', 'update', '--push-url', url, ...secrets, '--push-format', 'xml']
    const shown = { url, format: 'xml', calls: 'cloud' }
    expect((await json(...set)).document).toMatchObject({ message_push: shown })
    const words = await callgrant(['app', 'show'], { env: maker })
    expect(words.out).toContain(url)
    expect(words.out).not.toContain(aes_key)
    expect(await json('app', 'test-push')).toMatchObject({
      code: 0,
      document: { url, answered_ms: expect.any(Number) },
    })
    const refused = await json('app', 'update', '--push-url', 'http://127.0.0.1:9/', ...secrets)
    expect(refused).toMatchObject({ code: 1, document: { error: { code: 'message_push_unverified' } } })
    expect((await json('app', 'update', '--push-url', 'none')).document).toMatchObject({ message_push: null })
    expect(await json('app', 'test-push')).toMatchObject({
      code: 1,
      document: {
        error: { code: 'message_push_unverified', message: expect.stringContaining('no message push') },
      },
    })
  })

  it('makes and lists models, and says what is wrong with a second of the same id', async () => {
    const made = await json('model', 'create', '--type', 'door phone', '--id', 'm_door')
    expect(made).toMatchObject({ code: 0, document: { model_id: 'm_door', model_type: 'door phone' } })
    const types = ['--type', 'door phone', '--type-en', 'Door phone', '--type-zh', '门铃']
    expect((await json('model', 'create', ...types, '--id', 'm_both')).document).toMatchObject({
      model_type: 'door phone',
      model_type_en: 'Door phone',
      model_type_zh: '门铃',
    })
    expect((await json('model', 'list')).document).toMatchObject({
      items: [{ model_id: 'm_door' }, { model_id: 'm_both' }],
      next_cursor: null,
    })
    const again = await json('model', 'create', '--type', 'door phone', '--id', 'm_door')
    expect(again).toMatchObject({ code: 1, document: { error: { code: 'model_exists' } } })
    const people = await callgrant(['model', 'create', '--type', 'x'.repeat(33)], { env: maker })
    expect(people).toMatchObject({ code: 1, out: '' })
    expect(people.err).toContain('model_type')
  })

  it('makes sessions and tickets', async () => {
    expect((await json('session', 'create', 'alice', '--ttl', '600')).document).toMatchObject({
      openid: 'alice',
      expires_in: 600,
    })
    expect((await json('session', 'create', 'no spaces')).document).toMatchObject({
      error: { code: 'bad_request' },
    })
    const { document } = await json('ticket', 'create', 'm_door/door-1')
    expect(document.sn_ticket).toMatch(/^[0-9A-Za-z]{32}$/)
    expect((await json('ticket', 'create', 'm_none/door-1')).document).toMatchObject({
      error: { code: 'model_unknown' },
    })
  })

  it('lists, shows and resets devices', async () => {
    expect(await register('door-1')).toBe(201)
    expect((await json('device', 'list', '--model', 'm_door')).document).toMatchObject({
      items: [{ sn: 'door-1' }],
    })
    expect((await json('device', 'show', 'm_door/door-1')).document).toMatchObject({
      registered_at: expect.any(Number),
    })
    expect((await json('device', 'reset', 'm_door/door-1')).document).toMatchObject({ registered_at: null })
    expect(await json('device', 'show', 'm_door/door-9')).toMatchObject({
      code: 1,
      document: { error: { code: 'device_unknown' } },
    })
  })

  it('makes groups and moves devices, and ends with 1 when a device was left as it was', async () => {
    const { document } = await json('group', 'create', '--name', 'Main gate', '--model', 'm_door')
    const group = document.group_id as string
    const other = (await json('group', 'create', '--name', 'Back gate', '--model', 'm_door')).document
      .group_id as string
    expect(await json('group', 'add', group, 'm_door/door-1', 'm_door/door-2')).toMatchObject({
      code: 0,
      document: { device_list: [{ code: 'ok' }, { code: 'ok' }] },
    })
    expect((await json('group', 'show', group)).document).toMatchObject({ device_count: 2 })
    const left = await callgrant(['group', 'add', other, 'm_door/door-1'], { env: maker })
    expect(left.code).toBe(1)
    expect(left.out).toContain('group_in_other')
    expect(left.out).toContain('force_add')
    expect((await json('group', 'add', other, 'm_door/door-1', '--force')).code).toBe(0)
    expect((await json('group', 'remove', other, 'm_door/door-1')).code).toBe(0)
    expect((await json('group', 'list')).document.items).toHaveLength(2)
    expect(await json('group', 'show', 'g_none')).toMatchObject({
      code: 1,
      document: { error: { code: 'group_unknown' } },
    })
  })

  it('checks and lists authorizations and calls, of which there are none yet', async () => {
    expect(
      await json('authorization', 'check', '--openid', 'alice', '--device', 'm_door/door-1'),
    ).toMatchObject({
      code: 1,
      document: { allowed: false, decided_by: 'none', reason: expect.any(String) },
    })
    expect(
      (await json('authorization', 'list', '--openid', 'alice', '--status', '1')).document,
    ).toMatchObject({ items: [] })
    expect((await json('authorization', 'list', '--status', '3')).document).toMatchObject({
      error: { code: 'bad_request' },
    })
    expect((await json('authorization', 'records', '--device', 'm_door/door-1')).document).toMatchObject({
      items: [],
    })
    expect((await json('call', 'list', '--open', '--limit', '5')).document).toMatchObject({ items: [] })
    expect(await json('call', 'show', 'r_none')).toMatchObject({
      code: 1,
      document: { error: { code: 'room_unknown' } },
    })
  })

  it('shows the ledger of what was decided inside WeChat (B5)', async () => {
    const named = await json('group', 'create', '--name', 'Hall', '--model', 'm_door', '--id', 'wx_group_7')
    expect(named.document).toMatchObject({ group_id: 'wx_group_7' })
    const { document } = await json('session', 'create', 'alice')
    const report = await fetch(`${server.address}/v1/me/wechat/outcome`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${document.session}` },
      body: JSON.stringify({ group_id: 'wx_group_7', err_code: 10001 }),
    })
    expect(report.status).toBe(200)
    const ledger = (...filter: string[]) => json('authorization', 'wechat', ...filter)
    expect((await ledger('--group', 'wx_group_7', '--status', '1')).document).toMatchObject({
      items: [{ openid: 'alice', kind: 'group', known_by: 'request' }],
    })
    expect((await ledger('--status', '0')).document).toMatchObject({ items: [] })
  })

  it('follows events, from one that is known (B2)', async () => {
    const all = await callgrant(['events', '--after', '0', '--count', '2', '--json'], { env: maker })
    const heard = all.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(heard).toHaveLength(2)
    const after = ['events', '--after', heard[0].id, '--count', '1']
    const next = await callgrant([...after, '--json'], { env: maker })
    expect(JSON.parse(next.out)).toEqual(heard[1])
    const shown = await callgrant(after, { env: maker })
    expect(shown.out).toContain(`${new Date(heard[1].at).toISOString()}  ${heard[1].type}  {`)
    const gone = await callgrant(['events', '--after', 'evt_none', '--json'], { env: maker })
    expect(gone).toMatchObject({ code: 1 })
    expect(gone.json()).toMatchObject({ error: { code: 'events_gone' } })
    const env = { ...maker, CALLGRANT_SERVER: 'http://127.0.0.1:9' }
    expect(await callgrant(['events'], { env })).toMatchObject({ code: 1 })
  })

  it('makes a webhook, tests it, looks at what was sent, sends it again, and removes it (B2)', async () => {
    const receiver = await webhookReceiver()
    const { document } = await json('webhook', 'create', '--url', receiver.url, '--type', 'group.changed')
    const { webhook_id, secret } = document as { webhook_id: string; secret: string }
    expect(secret).toMatch(/^whsec_/)
    expect((await json('webhook', 'test', webhook_id)).document).toMatchObject({ state: 'done', status: 204 })
    const { items } = (await json('webhook', 'deliveries', webhook_id, '--state', 'done')).document as {
      items: { delivery_id: string }[]
    }
    const delivery_id = items[0]?.delivery_id ?? ''
    expect((await json('webhook', 'delivery', webhook_id, delivery_id)).document).toMatchObject({
      request: receiver.received[0]?.body,
    })
    receiver.answer = (response) => response.writeHead(500).end()
    expect((await json('webhook', 'test', webhook_id)).code).toBe(1)
    receiver.answer = (response) => response.writeHead(204).end()
    const again = await json('webhook', 'replay', webhook_id, '--delivery', delivery_id)
    expect(again.document).toEqual({ replayed: 1 })
    await vi.waitFor(() => expect(receiver.received).toHaveLength(3), { timeout: 10_000 })
    const renewed = (await json('webhook', 'secret', webhook_id, '--overlap', '0')).document
    expect(renewed).toMatchObject({ previous_secret_until: null })
    expect((await json('webhook', 'update', webhook_id, '--enabled', 'off')).document).toMatchObject({
      enabled: false,
    })
    const { out } = await callgrant(['webhook', 'list'], { env: maker })
    expect(out).toContain(webhook_id)
    await json('webhook', 'remove', webhook_id)
    expect((await json('webhook', 'list')).document).toMatchObject({ items: [] })
    await receiver.close()
  })

  it('pages through a list', async () => {
    const first = (await json('group', 'list', '--limit', '1')).document
    expect(first.items).toHaveLength(1)
    const second = (await json('group', 'list', '--limit', '1', '--cursor', String(first.next_cursor)))
      .document
    expect(second.items).toHaveLength(1)
    expect(second.items).not.toEqual(first.items)
  })

  it('prints tables in which Chinese lines up, for people', async () => {
    const { out } = await callgrant(['app', 'list'], { env: maker })
    const [head = '', row = ''] = out.split('\n')
    // Two Han characters are as wide as four letters.
    expect(row.indexOf('yes') + 2).toBe(head.indexOf('calling'))
  })

  it('takes the secret from standard input, and refuses a wrong one', async () => {
    const { CALLGRANT_SECRET: secret, ...rest } = maker
    const right = await callgrant(['app', 'show', '--secret', '-', '--json'], {
      env: rest,
      input: `${secret}\n`,
    })
    expect(right.json()).toMatchObject({ appid: 'doors' })
    const wrong = await callgrant(['app', 'show', '--secret', '-', '--json'], { env: rest, input: 'wrong' })
    expect(wrong).toMatchObject({ code: 1 })
    expect(wrong.json()).toMatchObject({ error: { code: 'unauthenticated' } })
    // The operator's token is at hand, so that the server could be asked what it has.
    expect(wrong.json()).toMatchObject({
      error: { message: expect.stringContaining('has an app doors, but CALLGRANT_SECRET is not its secret') },
    })
  })

  it('tells credentials of another server as such, and what to do', async () => {
    const of = (env: Record<string, string>, ...args: string[]) =>
      callgrant(args, { env: { ...maker, ...env } })
    const app = await of({ CALLGRANT_APPID: 'gates' }, 'app', 'show')
    expect(app).toMatchObject({ code: 1, err: expect.stringContaining('has no app gates') })
    expect(app.err).toContain('callgrant app list')
    const stranger = await of({ CALLGRANT_APPID: 'gates', CALLGRANT_DATA_DIR: '/nowhere' }, 'app', 'show')
    expect(stranger.err).toContain('they are of another server, or the secret was replaced')
    const token = await of({ CALLGRANT_ADMIN_TOKEN: 'x'.repeat(43) }, 'app', 'list')
    expect(token).toMatchObject({ code: 1, err: expect.stringContaining('does not know this admin token') })
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-other-'))
    writeFileSync(join(folder, 'admin-token'), 'y'.repeat(43))
    const other = await of({ CALLGRANT_DATA_DIR: folder }, 'app', 'list')
    rmSync(folder, { recursive: true })
    expect(other.err).toContain(`does not know the token in ${join(folder, 'admin-token')}`)
    expect(other.err).toContain('--data-dir')
  })

  it('gives a new secret, after which the old one is refused', async () => {
    const { document } = await json('app', 'rotate-secret')
    expect((await json('app', 'show')).document).toMatchObject({ error: { code: 'unauthenticated' } })
    maker.CALLGRANT_SECRET = document.secret as string
    expect((await json('app', 'show')).document).toMatchObject({ appid: 'doors' })
  })

  it('does not show this machine’s admin token to a server elsewhere', async () => {
    const env = { ...maker, CALLGRANT_SERVER: 'http://callgrant.invalid' }
    expect(await callgrant(['app', 'list'], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining('admin token'),
    })
  })

  it('says when no server answers, and when something else does', async () => {
    const nobody = await callgrant(['app', 'list'], {
      env: { ...maker, CALLGRANT_SERVER: 'http://127.0.0.1:9' },
    })
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached') })
    const docs = await callgrant(['app', 'list'], {
      env: { ...maker, CALLGRANT_SERVER: `${server.address}/docs` },
    })
    expect(docs).toMatchObject({ code: 1 })
  })
})

describe('callgrant serve', () => {
  it('stops with 0 on SIGTERM, and its log holds no secret', async () => {
    const other = await serve()
    const made = await callgrant(['app', 'create', '--name', 'x', '--json'], {
      env: { CALLGRANT_SERVER: other.address, CALLGRANT_DATA_DIR: other.dataDir },
    })
    const { secret } = made.json() as { secret: string }
    const { code, out } = await other.stop()
    expect(code).toBe(0)
    expect(out).not.toContain(secret)
  })

  it('names the fix when its port is taken', async () => {
    const port = new URL(server.address).port
    const ran = await callgrant(['serve', '--port', port, '--data-dir', `${server.dataDir}-2`])
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('--port') })
  })

  it('names the store when it cannot be reached', async () => {
    const env = {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
      CALLGRANT_KEYS: `1:${Buffer.alloc(32, 1).toString('base64')}`,
    }
    const ran = await callgrant(['serve', '--port', '0'], { env })
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('ECONNREFUSED') })
  })

  it('names the key that is wrong, and not the secret', async () => {
    const ran = await callgrant(['serve', '--port', '0'], { env: { CALLGRANT_KEYS: '1:c2hvcnQ' } })
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('CALLGRANT_KEYS') })
    expect(ran.err).not.toContain('c2hvcnQ')
  })
})

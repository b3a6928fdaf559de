import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { callgrant, type Serving, serve } from '../test/callgrant.ts'
import { checkClock } from './server.ts'

// Every step is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const KEYS = `1:${Buffer.alloc(32, 7).toString('base64')}`
const databaseUrl = inject('databaseUrl')
let server: Serving
let empty: string

beforeAll(async () => {
  server = await serve()
  empty = mkdtempSync(join(tmpdir(), 'callgrant-doctor-'))
})
afterAll(async () => {
  await server?.stop()
  rmSync(empty, { recursive: true, force: true })
})

interface Examined {
  code: number | null
  ok: boolean
  /** `state message` of each finding, by check. */
  of(check: string): string[]
}

async function examine(args: string[], env: Record<string, string> = {}): Promise<Examined> {
  const ran = await callgrant(['doctor', '--json', ...args], { env })
  const { ok, findings } = ran.json() as {
    ok: boolean
    findings: { check: string; state: string; message: string }[]
  }
  const of = (check: string) =>
    findings.filter((found) => found.check === check).map(({ state, message }) => `${state} ${message}`)
  return { code: ran.code, ok, of }
}

/** For a process that finds none of these packages, as where only the server is installed. */
function without(packages: string[]): { NODE_OPTIONS: string } {
  const missing = `import { registerHooks } from 'node:module'
    registerHooks({
      resolve(name, context, next) {
        if (!${JSON.stringify(packages)}.includes(name)) return next(name, context)
        throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
      },
    })`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(missing)}` }
}

describe('callgrant doctor', () => {
  it('finds nothing broken on a new machine, and makes nothing there', async () => {
    const folder = join(empty, 'data')
    const { code, ok, of } = await examine(['--port', '0', '--data-dir', folder])
    expect({ code, ok }).toEqual({ code: 0, ok: true })
    expect(of('store')).toEqual([expect.stringContaining('will be made at the first start')])
    expect(of('keys')).toEqual([expect.stringContaining('will be made at the first start')])
    expect(() => chmodSync(folder, 0o700)).toThrow('ENOENT')
  })

  it('finds a server that is well, and its clock', async () => {
    const { code, of } = await examine(['--server', server.address, '--data-dir', server.dataDir])
    expect(code).toBe(0)
    expect(of('port')).toEqual([expect.stringMatching(/^ok .*is ready/)])
    expect(of('clock')).toEqual([expect.stringMatching(/^ok .*agree/)])
    expect(of('store')).toEqual([expect.stringMatching(/^ok .*up to date and writable/)])
    expect(of('keys')).toEqual([expect.stringMatching(/^ok .*keys\.json/)])
  })

  it('names the file that others can read, and the command that mends it', async () => {
    const file = join(server.dataDir, 'keys.json')
    chmodSync(file, 0o644)
    const { code, of } = await examine(['--port', '0', '--data-dir', server.dataDir])
    chmodSync(file, 0o600)
    expect(code).toBe(1)
    expect(of('keys')).toEqual([`broken Others on this machine can read ${file}. Run: chmod 600 ${file}`])
  })

  it('names the wrong setting, and looks no further', async () => {
    const { code, of } = await examine(['--port', '99999'], { CALLGRANT_RATE_LIMIT: 'many' })
    expect(code).toBe(1)
    expect(of('configuration')).toEqual([
      expect.stringMatching(/^broken --port should be/),
      expect.stringMatching(/^broken CALLGRANT_RATE_LIMIT should be/),
    ])
    expect(of('store')).toEqual([])
  })

  it('warns of a variable that is no setting', async () => {
    const { code, of } = await examine(['--port', '0', '--data-dir', empty], { CALLGRANT_PROT: '1' })
    expect(code).toBe(0)
    expect(of('configuration')).toEqual([expect.stringMatching(/^warning CALLGRANT_PROT/)])
  })

  it('tells a port held by another program, and a server that does not answer', async () => {
    const other = createServer((_, response) => response.writeHead(404).end())
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    const { port } = other.address() as AddressInfo
    const held = await examine(['--port', String(port), '--data-dir', empty])
    await new Promise((closed) => other.close(closed))
    expect(held.code).toBe(1)
    expect(held.of('port')).toEqual([expect.stringMatching(/^broken .*not ready \(404\)/)])
    const gone = await examine(['--server', `http://127.0.0.1:${port}`, '--data-dir', empty])
    expect(gone.of('port')).toEqual([expect.stringMatching(/^broken No server answers/)])
  })

  it('names the database that cannot be reached', async () => {
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', CALLGRANT_KEYS: KEYS }
    const { code, of } = await examine(['--port', '0'], env)
    expect(code).toBe(1)
    expect(of('store')).toEqual([expect.stringMatching(/^broken .*ECONNREFUSED.*DATABASE_URL/)])
    expect(of('keys')).toContainEqual(expect.stringMatching(/^warning No CALLGRANT_ADMIN_TOKEN/))
  })

  it.skipIf(!databaseUrl)('compares the clock with PostgreSQL’s, and migrates nothing', async () => {
    const env = { DATABASE_URL: databaseUrl as string, CALLGRANT_KEYS: KEYS }
    for (const _ of ['first', 'second']) {
      const { code, of } = await examine(['--port', '0'], env)
      expect(code).toBe(0)
      expect(of('store')).toEqual([expect.stringMatching(/^ok .*the next start brings it up to date/)])
      expect(of('clock')).toEqual([expect.stringMatching(/^ok .*the database/)])
    }
  })

  it('asks a STUN server for an address, and says when there is no answer', async () => {
    const stun = createSocket('udp4')
    stun.on('message', (message, from) => stun.send(bindingResponse(message, from), from.port, from.address))
    await new Promise<void>((listening) => stun.bind(0, '127.0.0.1', listening))
    const { port } = stun.address()
    const args = ['--port', '0', '--data-dir', empty, '--stun-urls']
    const there = await examine([...args, `stun:127.0.0.1:${port}`])
    await new Promise<void>((closed) => stun.close(closed))
    expect(there.of('stun')).toEqual([expect.stringMatching(/^ok .* gave an address/)])
    const gone = await examine([...args, `stun:127.0.0.1:${port}`])
    expect(gone.code).toBe(1)
    expect(gone.of('stun')).toEqual([expect.stringMatching(/^broken .*Check its name and port/)])
  })

  it('says what it needs to check STUN and TURN, where only the server is installed', async () => {
    const env = {
      ...without(['werift']),
      CALLGRANT_TURN_SECRET: 'x'.repeat(32),
    }
    const args = ['--port', '0', '--data-dir', empty, '--stun-urls', 'stun:127.0.0.1:9']
    const stun = await examine(args, env)
    expect([stun.code, stun.of('stun')]).toEqual([0, [expect.stringMatching(/^warning .*-p werift/)]])
    const turn = await examine([...args, '--turn-urls', 'turn:127.0.0.1:9'], env)
    expect([turn.code, turn.of('turn')]).toEqual([0, [expect.stringMatching(/^warning .*-p werift/)]])
  })

  it('says that TURN needs its secret, and that a server gave no relay', async () => {
    const args = ['--port', '0', '--data-dir', empty, '--turn-urls', 'turn:127.0.0.1:9']
    expect((await examine(args)).of('turn')).toEqual([
      expect.stringMatching(/^broken .*CALLGRANT_TURN_SECRET/),
    ])
    const { code, of } = await examine(args, { CALLGRANT_TURN_SECRET: 'x'.repeat(32) })
    expect(code).toBe(1)
    expect(of('turn')).toEqual([expect.stringMatching(/^broken turn:127\.0\.0\.1:9 gave no address/)])
  })
})

describe('clocks', () => {
  it.each([
    [1_999, 'ok'],
    [2_001, 'warning'],
    [30_001, 'broken'],
  ])('%i ms apart: %s', (apart, state) => {
    const now = 1_700_000_000_000
    expect(checkClock([{ name: 'the server', time: now - apart }], now)).toMatchObject([{ state }])
    expect(checkClock([{ name: 'the server', time: now + apart }], now)).toMatchObject([{ state }])
  })
})

/** What a STUN server answers to a binding request (RFC 8489): the address that it came from, XORed. */
function bindingResponse(request: Buffer, from: { address: string; port: number }): Buffer {
  const cookie = request.subarray(4, 8)
  const response = Buffer.alloc(32)
  response.writeUInt16BE(0x0101, 0)
  response.writeUInt16BE(12, 2)
  request.copy(response, 4, 4, 20)
  response.writeUInt16BE(0x0020, 20)
  response.writeUInt16BE(8, 22)
  response.writeUInt8(1, 25)
  response.writeUInt16BE(from.port ^ cookie.readUInt16BE(0), 26)
  for (const [index, part] of from.address.split('.').entries()) {
    response.writeUInt8(Number(part) ^ (cookie[index] ?? 0), 28 + index)
  }
  return response
}

it('says where traces go, and nothing of them where they are off', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
  const data = ['--data-dir', empty]
  expect((await examine(data, env)).of('traces')).toEqual(['ok Traces are sent to http://127.0.0.1:4318.'])
  expect((await examine(data, { ...env, OTEL_SDK_DISABLED: 'true' })).of('traces')).toEqual([])
  expect((await examine(data)).of('traces')).toEqual([])
})

describe('push to apps', () => {
  const pem = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }))
  const account = {
    project_id: 'doors-1',
    client_email: 'push@doors-1.iam.gserviceaccount.com',
    private_key: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  }
  const env = {
    CALLGRANT_APNS_KEY: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    CALLGRANT_APNS_KEY_ID: 'ABC123DEFG',
    CALLGRANT_APNS_TEAM_ID: 'DEF123GHIJ',
    CALLGRANT_APNS_BUNDLES: 'com.example.door',
    CALLGRANT_FCM_ACCOUNT: JSON.stringify(account),
  }
  const missing = [
    'CALLGRANT_APNS_KEY is set, but @parse/node-apn is not installed. Run: npm install @parse/node-apn@8',
    'CALLGRANT_FCM_ACCOUNT is set, but google-auth-library is not installed. Run: npm install google-auth-library@11',
  ]

  it('is told by whose credentials it is signed, and which library is missing', async () => {
    const args = ['--port', '0', '--data-dir', empty]
    const there = await examine(args, env)
    expect([there.code, there.of('push')]).toEqual([
      0,
      [
        'ok APNs: the key ABC123DEFG of the team DEF123GHIJ can sign, for com.example.door.',
        'ok FCM: push@doors-1.iam.gserviceaccount.com can sign, for the project doors-1.',
      ],
    ])
    const gone = await examine(args, { ...env, ...without(['@parse/node-apn', 'google-auth-library']) })
    expect([gone.code, gone.of('push')]).toEqual([1, missing.map((sentence) => `broken ${sentence}`)])
    expect((await examine(args)).of('push')).toEqual([])
  })

  it('needs its libraries at the start, which else leaves the disk as it was', async () => {
    const folder = join(empty, 'unborn')
    const args = ['serve', '--port', '0', '--data-dir', folder]
    const ran = await callgrant(args, {
      env: { ...env, ...without(['@parse/node-apn', 'google-auth-library']) },
    })
    expect(ran.code).toBe(2)
    for (const sentence of missing) expect(ran.err).toContain(sentence)
    expect(() => chmodSync(folder, 0o700)).toThrow('ENOENT')
  })
})

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testServer } from '../test/test-server.ts'
import { readSettings, SettingsError } from './config/settings.ts'
import { generateMasterKey } from './credentials/keys.ts'
import { createService, type Service } from './serve.ts'

let folder: string
const services: Service[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-serve-'))
})
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop()
  rmSync(folder, { recursive: true, force: true })
})
async function start(env: Record<string, string> = {}): Promise<Service> {
  const base = { CALLGRANT_DATA_DIR: join(folder, 'data'), PORT: '0', CALLGRANT_LOG_LEVEL: 'silent' }
  const service = await createService(readSettings({ ...base, ...env }))
  services.push(service)
  await service.start()
  return service
}
const mode = (name: string) => statSync(join(folder, 'data', name)).mode & 0o777

describe('the first start', () => {
  it('makes keys and admin token that only the owner can read, and the next start keeps them', async () => {
    const first = await start()
    expect([mode('.'), mode('keys.json'), mode('admin-token')]).toEqual([0o700, 0o600, 0o600])
    const keys = readFileSync(join(folder, 'data/keys.json'), 'utf8')
    expect(readFileSync(join(folder, 'data/admin-token'), 'utf8').trim()).toBe(first.adminToken)
    await first.stop()
    const second = await start()
    expect(second.adminToken).toBe(first.adminToken)
    expect(readFileSync(join(folder, 'data/keys.json'), 'utf8')).toBe(keys)
  })

  it('makes neither when both are set', async () => {
    const adminToken = 'x'.repeat(32)
    const service = await start({ CALLGRANT_KEYS: generateMasterKey(), CALLGRANT_ADMIN_TOKEN: adminToken })
    expect(service.adminToken).toBe(adminToken)
    expect(() => mode('keys.json')).toThrow(/ENOENT/)
    expect(() => mode('admin-token')).toThrow(/ENOENT/)
  })

  it('refuses keys that cannot be read, in a sentence without the keys', async () => {
    await expect(start({ CALLGRANT_KEYS: '1:sesame' })).rejects.toThrow(/^Master key 1 of CALLGRANT_KEYS /)
    await expect(start({ CALLGRANT_KEYS: '1:sesame' })).rejects.not.toThrow(/sesame/)
  })
})

describe('listening', () => {
  it('is on loopback', async () => {
    const { address } = await start()
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const ok = { state: 'ok' }
    expect(await (await fetch(`${address}/readyz`)).json()).toEqual({
      status: 'ok',
      parts: { store: ok, bus: ok, clock: { state: 'ok', offset_ms: 0 }, webhooks: ok },
    })
  })

  it('says which port to take when this one is in use', async () => {
    const { port } = new URL((await start()).address)
    const second = start({ PORT: port, CALLGRANT_DATA_DIR: join(folder, 'other') })
    await expect(second).rejects.toThrow(SettingsError)
    await expect(second).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use. Stop what runs there, or take another port: --port ${Number(port) + 1}`,
    )
  })

  it('says so when this machine has no such address', async () => {
    await expect(start({ CALLGRANT_HOST: '192.0.2.99' })).rejects.toThrow(/--host 127\.0\.0\.1/)
  })

  it('with a certificate speaks TLS', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const made = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    })
    writeFileSync(key, made.private)
    writeFileSync(cert, made.cert)
    const { address } = await start({ CALLGRANT_TLS_CERT: cert, CALLGRANT_TLS_KEY: key })
    expect(address).toMatch(/^https:/)
    expect(await statusOf(`${address}/healthz`, readFileSync(cert))).toBe(200)
  })

  it('names the certificate file that cannot be read', async () => {
    writeFileSync(join(folder, 'key.pem'), '')
    const env = { CALLGRANT_TLS_CERT: join(folder, 'none.pem'), CALLGRANT_TLS_KEY: join(folder, 'key.pem') }
    await expect(start(env)).rejects.toThrow(
      /CALLGRANT_TLS_CERT names .*none\.pem, which cannot be read \(ENOENT\)/,
    )
  })

  it('with --lan has a certificate of its own, kept for the next start', async () => {
    const env = { CALLGRANT_DEV: '1', CALLGRANT_LAN: '1' }
    const first = await start(env)
    const path = join(folder, 'data/lan-certificate.pem')
    const pem = readFileSync(path, 'utf8')
    expect(mode('lan-certificate.pem')).toBe(0o600)
    const { port } = new URL(first.address)
    expect(await statusOf(`https://127.0.0.1:${port}/healthz`, pem)).toBe(200)
    for (const url of first.lanUrls) expect(await statusOf(`${url}/healthz`, pem)).toBe(200)
    await first.stop()
    await start(env)
    expect(readFileSync(path, 'utf8')).toBe(pem)
  })
})

describe('the stop', () => {
  it('lets requests under way finish, and then takes no more', async () => {
    const server = await testServer({ listen: true, now: Date.now })
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { store } = server.ctx
    const ping = store.ping
    let asked = () => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    // A slow database: the request waits in it while the stop begins.
    store.ping = async () => {
      asked()
      await held
      return ping()
    }
    const address = server.address
    const underWay = fetch(`${address}/readyz`)
    await isAsked
    const stopped = server.stop()
    expect((await server.anyone('GET', '/readyz')).body.error.code).toBe('unavailable')
    release()
    expect((await underWay).status).toBe(200)
    await stopped
    await expect(fetch(`${address}/healthz`)).rejects.toThrow()
  })

  it('may be asked for twice, and before the start', async () => {
    const service = await createService(
      readSettings({ DATABASE_URL: 'sqlite::memory:', CALLGRANT_LOG_LEVEL: 'silent' }),
    )
    await Promise.all([service.stop(), service.stop()])
  })

  it('ends kept-alive connections within five seconds', async () => {
    const server = await testServer({ listen: true, now: Date.now })
    await fetch(`${server.address}/healthz`)
    const start = performance.now()
    await server.stop()
    expect(performance.now() - start).toBeLessThan(5000)
  })
})

function statusOf(url: string, ca: string | Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { ca, checkServerIdentity: () => undefined }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
}

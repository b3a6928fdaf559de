import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryService, type MemoryService } from './memory-service.ts'

const APP = { appid: 'wx0123456789abcdef', name: 'Greenfield School', secret: 'written-in-a-file' }
let service: MemoryService
let now = 1_700_000_000_000
beforeEach(async () => {
  service = await createMemoryService(
    { logLevel: 'silent', databaseUrl: 'postgres://nowhere.invalid/none' },
    { now: () => now, documents: false },
  )
  await service.start()
})
afterEach(() => service.close())

async function send(path: string, body?: object, secret = APP.secret) {
  const response = await fetch(service.address + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Basic ${btoa(`${APP.appid}:${secret}`)}`,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('a service in memory', () => {
  it('keeps what it stored over a stop and a start, at the same address', async () => {
    await service.createApp(APP)
    await send('/v1/models', { model_id: 'm_door', model_type: 'door phone' })
    const { address } = service
    await service.stop()
    expect(service.running).toBe(false)
    await expect(fetch(address)).rejects.toThrow()
    await service.start()
    expect(service.address).toBe(address)
    expect(await send('/v1/models/m_door')).toMatchObject({ status: 200, body: { model_id: 'm_door' } })
  })

  it('keeps sessions good over a stop and a start, until they expire by its clock', async () => {
    await service.createApp(APP)
    const { session } = (await send('/v1/sessions', { openid: 'alice' })).body
    const me = async () => {
      const headers = { authorization: `Bearer ${session}` }
      return (await fetch(`${service.address}/v1/me/authorizations`, { headers })).status
    }
    await service.stop()
    await service.start()
    expect(await me()).toBe(200)
    now += 3_601_000
    expect(await me()).toBe(401)
  })

  it('makes an app with a chosen secret, and refuses another secret', async () => {
    expect(await service.createApp(APP)).toMatchObject(APP)
    expect((await send('/v1/app')).status).toBe(200)
    expect((await send('/v1/app', undefined, 'another')).status).toBe(401)
  })

  it('makes a secret when none is chosen', async () => {
    const { secret } = await service.createApp({ name: 'Greenfield School' })
    expect(secret.length).toBeGreaterThan(20)
  })

  it('refuses an appid that is taken', async () => {
    await service.createApp(APP)
    await expect(service.createApp(APP)).rejects.toMatchObject({ code: 'app_exists' })
  })

  it('makes no app while it is stopped, and has no open calls', async () => {
    await service.stop()
    await expect(service.createApp(APP)).rejects.toThrow('call start() first')
    expect(await service.openCalls()).toEqual([])
    await service.sweep()
  })

  it('starts and stops once, however often it is told to', async () => {
    const { address } = service
    await service.start()
    expect(service.address).toBe(address)
    await service.stop()
    await service.stop()
    expect(service.running).toBe(false)
  })
})

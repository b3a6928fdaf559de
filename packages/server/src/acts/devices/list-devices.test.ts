import { expect, it } from 'vitest'
import { createConsentTestbed, MODEL } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { address } from '../../bus/bus.ts'
import { getDevice } from './get-device.ts'
import { listDevices } from './list-devices.ts'
import { UNSEEN_MS } from './online.ts'

eachStore((open) => {
  const start = async () => {
    const testbed = await createConsentTestbed(await open())
    const { ctx, store, backend, clock } = testbed
    const { appid } = backend
    const connect = async (sn: string, of = appid) => {
      await store.devices.update(of, { modelId: MODEL, sn }, { last_seen_at: clock.now })
      return ctx.bus.subscribe(address.device(of, MODEL, sn), () => {})
    }
    for (let n = 0; n < 9; n++)
      await store.devices.ensure(appid, { modelId: MODEL, sn: `door-${n}` }, clock.now)
    await store.devices.ensure(appid, { modelId: MODEL, sn: 'gate-1' }, clock.now)
    const list = async (query: Partial<Parameters<typeof listDevices>[2]> = {}) => {
      const { items, next_cursor } = await listDevices(ctx, backend, { limit: 50, ...query })
      return { sns: items.map(({ sn }) => sn), online: items.map(({ online }) => online), next_cursor }
    }
    return { ...testbed, connect, list }
  }

  it('says which are connected, and lists those that are, or are not', async () => {
    const { ctx, backend, connect, list } = await start()
    const leave = await connect('door-3')
    await connect('gate-1')
    expect((await list({ online: 'true' })).sns).toEqual(['door-3', 'gate-1'])
    expect((await list({ online: 'true', q: 'door' })).sns).toEqual(['door-3'])
    const away = await list({ online: 'false', q: 'door' })
    expect(away.sns).toEqual([0, 1, 2, 4, 5, 6, 7, 8].map((n) => `door-${n}`))
    expect(away.online).toEqual(Array(8).fill(false))
    expect((await list({ q: 'door-3' })).online).toEqual([true])
    const device = { model_id: MODEL, sn: 'door-3' }
    expect((await getDevice(ctx, backend, device)).online).toBe(true)
    leave()
    expect((await getDevice(ctx, backend, device)).online).toBe(false)
    expect((await list({ online: 'true' })).sns).toEqual(['gate-1'])
  })

  it('goes page by page, each device once', async () => {
    const { connect, list } = await start()
    for (const n of [1, 2, 3, 5, 8]) await connect(`door-${n}`)
    for (const [online, all] of [
      ['true', [1, 2, 3, 5, 8]],
      ['false', [0, 4, 6, 7]],
    ] as const) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await list({ online, q: 'door', limit: 2, ...(cursor && { cursor }) })
        seen.push(...page.sns)
        cursor = page.next_cursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual(all.map((n) => `door-${n}`))
    }
  })

  it('finds serials by how they begin, in all models', async () => {
    const { list } = await start()
    expect((await list({ q: 'gate' })).sns).toEqual(['gate-1'])
    expect((await list({ q: 'door-1' })).sns).toEqual(['door-1'])
    expect((await list({ q: 'oor' })).sns).toEqual([])
  })

  it('does not ask about one that was not seen for longer than a token lasts', async () => {
    const { clock, connect, list } = await start()
    await connect('door-1')
    clock.now += UNSEEN_MS
    expect((await list({ online: 'true' })).sns).toEqual(['door-1'])
    clock.now += 1
    expect((await list({ online: 'true' })).sns).toEqual([])
    expect((await list({ q: 'door-1' })).online).toEqual([false])
  })

  it('another app’s device of the same name is another', async () => {
    const { store, clock, connect, list } = await start()
    await store.devices.ensure('other', { modelId: MODEL, sn: 'door-1' }, clock.now)
    await connect('door-1', 'other')
    expect((await list({ online: 'true' })).sns).toEqual([])
  })
})

/** A call between two clients that reach each other through coturn alone, and the credentials that open it. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { type Call, weriftMedia } from '../packages/sdk/src/calling/index.ts'
import type { House, TestDoor, TestPhone } from '../packages/sdk/test/house.ts'
import { MODEL } from '../packages/sdk/test/house.ts'
import { allocate } from '../packages/server/src/cli/doctor/allocate.ts'
import { iceServers } from '../packages/server/src/domain/ice.ts'
import { type Coturn, hasCoturn, startCoturn } from '../scripts/lib/coturn.ts'
import { type Candidate, houseWithTurn, relayOnly, TTL_SECONDS, tapped } from './lib/relay.ts'

const LONG = 10_000

describe.skipIf(!hasCoturn())('through a TURN server', () => {
  const [atDoor, atPhone] = [tapped(), tapped()]
  const [doorRelay, phoneRelay] = [relayOnly(), relayOnly()]
  let coturn: Coturn
  let home: House
  let door: TestDoor
  let phone: TestPhone
  let url: string

  beforeAll(async () => {
    coturn = await startCoturn()
    url = `turn:127.0.0.1:${coturn.port}?transport=udp`
    home = await houseWithTurn(coturn)
    door = await home.door('door-1', { ...doorRelay, ...wires(atDoor) })
    phone = await home.phone('alice', { ...phoneRelay, ...wires(atPhone) })
    const snTicket = await home.ticket()
    await phone.person.requestDeviceVoIP({ sn: 'door-1', snTicket, modelId: MODEL, deviceName: 'Front' })
    await phone.person.connect()
  })
  afterAll(async () => {
    await home?.close()
    await coturn?.stop()
  })
  const wires = ({ WebSocket, fetch }: ReturnType<typeof tapped>) => ({ WebSocket, fetch })

  /** @returns what door and phone see of the path in use: a relayed address at either end */
  async function relayedPaths() {
    const paths = await Promise.all([doorRelay.selected(), phoneRelay.selected()])
    for (const { local, remote } of paths) {
      expect([local.candidateType, remote.candidateType]).toEqual(['relay', 'relay'])
    }
    return paths
  }

  test('rings and talks, sound and picture both ways, by relayed addresses on both sides', async () => {
    const ring = { roomType: 'video', businessType: 1, caller: { id: 'door-1' }, listener: { id: 'alice' } }
    expect(await door.device.initByCaller(ring as never)).toMatchObject({ isSuccess: true })
    await vi.waitFor(() => expect(phone.person.currentCall?.state).toBe('incoming'), LONG)
    const sides = [phone.person.currentCall as Call, door.device.currentCall as Call]
    await sides[0]?.accept()
    for (const call of sides) {
      await vi.waitFor(() => expect(call.state).toBe('talking'), LONG)
      await vi.waitFor(async () => {
        const { audio, video } = (await call.received()) ?? {}
        expect(Math.min(audio?.packets ?? 0, video?.packets ?? 0)).toBeGreaterThan(10)
      }, LONG)
    }
    const [here, there] = await relayedPaths()
    const place = ({ address, port }: Candidate) => `${address}:${port}`
    expect(place(here.local)).toBe(place(there.remote))
    expect(place(there.local)).toBe(place(here.remote))
  })

  test('goes on by the relay after the connection was lost and the paths were made anew (C15)', async () => {
    const sides = [door.device.currentCall as Call, phone.person.currentCall as Call]
    const offers = () => atDoor.wire.filter((frame) => frame.includes('"type":"offer"')).length
    const before = offers()
    atDoor.cut()
    await vi.waitFor(() => expect(sides[0]?.online).toBe(false), LONG)
    await vi.waitFor(() => expect(sides[0]?.online).toBe(true), LONG)
    await vi.waitFor(() => expect(offers()).toBeGreaterThan(before), LONG)
    for (const call of sides) {
      const { packets } = (await call.received())?.audio ?? { packets: 0 }
      await vi.waitFor(
        async () => expect((await call.received())?.audio.packets).toBeGreaterThan(packets + 30),
        LONG,
      )
      expect(call.state).toBe('talking')
    }
    await relayedPaths()
  })

  test('each side has a credential of its own that expires; the secret never goes over the wire', async () => {
    const told = [
      ...(['sign_in', 'call.start', 'call.join'] as const).map((type) => [
        `door ${type}`,
        atDoor.turnOf(type),
        `${home.server.appid}.${MODEL}.door-1`,
      ]),
      ...(['sign_in', 'call.accept'] as const).map((type) => [
        `phone ${type}`,
        atPhone.turnOf(type),
        `${home.server.appid}.alice`,
      ]),
    ] as [string, ReturnType<typeof atDoor.turnOf>, string][]
    for (const [what, turn, identity] of told) {
      expect(turn?.urls, what).toEqual([url])
      const [expiry, who] = turn?.username.split(/:(.*)/) ?? []
      expect(who, what).toBe(identity)
      const left = Number(expiry) - Date.now() / 1000
      expect(left, what).toBeGreaterThan(TTL_SECONDS - 60)
      expect(left, what).toBeLessThanOrEqual(TTL_SECONDS)
      expect(turn && (await allocate(url, turn)), what).toMatchObject({ outcome: 'given', guarded: true })
    }
    const wire = [...atDoor.wire, ...atPhone.wire].join('\n')
    expect(wire).toContain('"credential":"')
    expect(wire).not.toContain(coturn.secret)
  })

  test('a client in Node finds by it its public address too, where no STUN server is named', async () => {
    const turn = atDoor.turnOf('sign_in')
    const types = new Set<string | undefined>()
    const peer = weriftMedia(werift).peers.connect(turn ? [turn] : [], {
      onCandidate: ({ candidate }) => types.add(/ typ (\w+)/.exec(candidate)?.[1]),
      onTrack() {},
      onState() {},
    })
    peer.prepare(['audio'])
    await peer.offer(false)
    peer.close()
    expect(types).toEqual(new Set(['host', 'srflx', 'relay']))
  })

  const refused = { outcome: 'refused', code: 401, reason: 'Unauthorized' }

  test('refuses a credential that expired', async () => {
    const late = await houseWithTurn(coturn, { now: () => Date.now() - (TTL_SECONDS + 5) * 1000 })
    const line = tapped()
    await (await late.phone('alice', { WebSocket: line.WebSocket })).person.connect()
    const turn = line.turnOf('sign_in')
    await late.close()
    expect(turn && (await allocate(url, turn))).toEqual(refused)
  })

  test('refuses a credential of another secret, one made to last longer, and one in another name', async () => {
    const settings = { stunUrls: [], turnUrls: [url], turnTtlSeconds: TTL_SECONDS }
    const [other] = iceServers({ ...settings, turnSecret: 'another' }, 'app.alice', Date.now())
    expect(await allocate(url, other as Required<typeof other> & object)).toEqual(refused)
    const { username = '', credential = '' } = atPhone.turnOf('sign_in') ?? {}
    const [expiry, who] = username.split(/:(.*)/)
    expect(await allocate(url, { username: `${Number(expiry) + 60}:${who}`, credential })).toEqual(refused)
    expect(await allocate(url, { username: `${expiry}:app.bob`, credential })).toEqual(refused)
  })
})

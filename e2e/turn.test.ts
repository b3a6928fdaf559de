/** A call between two clients that reach each other through coturn alone, and the credentials that open it. */

import { type Call, weriftMedia } from '@callgrant/sdk/calling'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { allocate } from '../packages/server/src/cli/doctor/allocate.ts'
import { iceServers } from '../packages/server/src/credentials/ice.ts'
import { type Coturn, hasCoturn, startCoturn } from '../scripts/lib/coturn.ts'
import { type Candidate, recordTraffic, relayOnly, TTL_SECONDS, testbedWithTurn } from './lib/relay.ts'
import type { DeviceClient, PersonClient, Testbed } from './lib/testbed.ts'
import { MODEL } from './lib/testbed.ts'

const LONG = 10_000

describe.skipIf(!hasCoturn())('through a TURN server', () => {
  const [doorTraffic, phoneTraffic] = [recordTraffic(), recordTraffic()]
  const [doorRelay, phoneRelay] = [relayOnly(), relayOnly()]
  let coturn: Coturn
  let testbed: Testbed
  let door: DeviceClient
  let phone: PersonClient
  let url: string

  beforeAll(async () => {
    coturn = await startCoturn()
    url = `turn:127.0.0.1:${coturn.port}?transport=udp`
    testbed = await testbedWithTurn(coturn)
    door = await testbed.device('door-1', { ...doorRelay, ...wires(doorTraffic) })
    phone = await testbed.person('alice', { ...phoneRelay, ...wires(phoneTraffic) })
    const snTicket = await testbed.ticket()
    await phone.person.requestDeviceVoIP({ sn: 'door-1', snTicket, modelId: MODEL, deviceName: 'Front' })
    await phone.person.connect()
  })
  afterAll(async () => {
    await testbed?.close()
    await coturn?.stop()
  })
  const wires = ({ WebSocket, fetch }: ReturnType<typeof recordTraffic>) => ({ WebSocket, fetch })

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
    const offers = () => doorTraffic.wire.filter((frame) => frame.includes('"type":"offer"')).length
    const before = offers()
    doorTraffic.drop()
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
    const issued = [
      ...(['sign_in', 'call.start'] as const).map((type) => [
        `door ${type}`,
        doorTraffic.turnOf(type),
        `${testbed.server.appid}.${MODEL}.door-1`,
      ]),
      ...(['sign_in', 'call.accept'] as const).map((type) => [
        `phone ${type}`,
        phoneTraffic.turnOf(type),
        `${testbed.server.appid}.alice`,
      ]),
    ] as [string, ReturnType<typeof doorTraffic.turnOf>, string][]
    for (const [what, turn, identity] of issued) {
      expect(turn?.urls, what).toEqual([url])
      const [expiry, who] = turn?.username.split(/:(.*)/) ?? []
      expect(who, what).toBe(identity)
      const left = Number(expiry) - Date.now() / 1000
      expect(left, what).toBeGreaterThan(TTL_SECONDS - 60)
      expect(left, what).toBeLessThanOrEqual(TTL_SECONDS)
      expect(turn && (await allocate(url, turn)), what).toMatchObject({ outcome: 'given', guarded: true })
    }
    const wire = [...doorTraffic.wire, ...phoneTraffic.wire].join('\n')
    expect(wire).toContain('"credential":"')
    expect(wire).not.toContain(coturn.secret)
  })

  test('a client in Node finds by it its public address too, where no STUN server is named', async () => {
    const turn = doorTraffic.turnOf('sign_in')
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
    const late = await testbedWithTurn(coturn, { now: () => Date.now() - (TTL_SECONDS + 5) * 1000 })
    const traffic = recordTraffic()
    await (await late.person('alice', { WebSocket: traffic.WebSocket })).person.connect()
    const turn = traffic.turnOf('sign_in')
    await late.close()
    expect(turn && (await allocate(url, turn))).toEqual(refused)
  })

  test('refuses a credential of another secret, one made to last longer, and one in another name', async () => {
    const settings = { stunUrls: [], turnUrls: [url], turnTtlSeconds: TTL_SECONDS }
    const [other] = iceServers({ ...settings, turnSecret: 'another' }, 'app.alice', Date.now())
    expect(await allocate(url, other as Required<typeof other> & object)).toEqual(refused)
    const { username = '', credential = '' } = phoneTraffic.turnOf('sign_in') ?? {}
    const [expiry, who] = username.split(/:(.*)/)
    expect(await allocate(url, { username: `${Number(expiry) + 60}:${who}`, credential })).toEqual(refused)
    expect(await allocate(url, { username: `${expiry}:app.bob`, credential })).toEqual(refused)
  })
})

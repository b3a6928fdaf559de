/** Nodes come and go under their clients: what was agreed on one is good on all, and no call is lost (C15). */

import { generateKeyPairSync, sign } from 'node:crypto'
import { type Reply, type Request, type RequestType, registrationText, signInText } from '@callgrant/protocol'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { hasNats } from '../../../../scripts/lib/nats.ts'
import { type Cluster, startCluster } from '../../test/cluster.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { createApp } from '../acts/apps/create-app.ts'
import type { CallClient } from '../acts/calls/act-on-call.ts'
import { createModel } from '../acts/devices/create-model.ts'
import { serve } from '../cli/test/callgrant.ts'

const PAIRS = 6
const CALLS_EACH = 5
const MEDIA = { kind: 'media', microphone: false } as const

describe.skipIf(!hasNats())('a cluster', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster(3, { callsPerMinute: 0 })
    await cluster.addPairs(PAIRS)
  })
  afterAll(() => cluster?.stop())

  /** A client that goes to another node when its own closes the connection, as the SDK does. */
  class Roaming {
    readonly #who: CallClient
    #node: number
    #client: SocketClient | null = null
    moves = 0

    constructor(who: CallClient, node: number) {
      this.#who = who
      this.#node = node
    }

    async granted<T extends RequestType>(
      type: T,
      fields: Omit<Request<T>, 'id' | 'type'>,
    ): Promise<Reply<T>> {
      for (;;) {
        const client = await this.#connected()
        const reply = await client.ask(type, fields).catch(() => null)
        if (reply?.ok) return reply
        if (reply) throw new Error(`${type}: ${reply.error.code} ${reply.error.message}`)
      }
    }

    close(): void {
      this.#client?.kill()
    }

    async #connected(): Promise<SocketClient> {
      while (this.#client === null || this.#client.closed !== null) {
        if (this.#client) this.moves++
        this.#client = null
        const url = cluster.socket(this.#node)
        this.#client = await SocketClient.signIn(url, cluster.testbed, this.#who).catch(() => null)
        if (!this.#client) this.#node = (this.#node + 1) % cluster.nodes.length
      }
      return this.#client
    }
  }

  test('tickets, questions, sessions, keys and challenges of one node are good on all, and used up on all', async () => {
    const [first, second, third] = cluster.nodes as [Node, Node, Node]
    const { appid, secret } = await createApp(first.ctx, { name: 'Greenfield School' })
    const ref = { model_id: 'm_gate', sn: 'gate-1' }
    await createModel(second.ctx, { appid }, { model_id: ref.model_id, model_type: 'door phone' })
    const basic = `Basic ${Buffer.from(`${appid}:${secret}`).toString('base64')}`
    const ticket = async (node: Node) =>
      (await post(node, basic, '/v1/tickets', ref)).body.sn_ticket as string

    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url')
    const key = publicKey.export({ format: 'jwk' }).x as string
    const unsigned = { appid, ...ref, sn_ticket: await ticket(first), public_key: key }
    const registration = { ...unsigned, signature: signed(registrationText(unsigned)) }
    expect((await post(second, '', '/v1/device/register', registration)).status).toBe(201)
    const { challenge } = (await post(third, '', '/v1/device/challenge', { appid, ...ref })).body
    const answer = { challenge, signature: signed(signInText(challenge)) }
    const device = await post(first, '', '/v1/device/token', answer)
    expect(device.status).toBe(200)
    expect(await post(second, '', '/v1/device/token', answer)).toMatchObject({
      body: { error: { code: 'challenge_invalid' } },
    })

    const { session } = (await post(second, basic, '/v1/sessions', { openid: 'alice' })).body
    const person = `Bearer ${session}`
    const question = { ...ref, sn_ticket: await ticket(first), device_name: 'Gate' }
    const { ask } = (await post(third, person, '/v1/me/ask', question)).body
    const decision = { ask, decision: 'allow', words: 'Allow it to call you?', sdk: 'test/1' }
    expect((await post(first, person, '/v1/me/decide', decision)).status).toBe(200)
    const again = await post(second, person, '/v1/me/decide', decision)
    expect(again.status).toBeGreaterThanOrEqual(400)
    const check = `/v1/authorizations/check?openid=alice&model_id=${ref.model_id}&sn=${ref.sn}`
    const checked = await fetch(`${third.address}${check}`, { headers: { authorization: basic } })
    expect(await checked.json()).toMatchObject({ allowed: true })

    const gate = await SocketClient.connect(`${third.address.replace('http', 'ws')}/v1/socket`)
    await gate.granted('sign_in', { token: device.body.token, client_id: 'client-gate' })
    gate.kill()
  })

  test('the graceful stop of a node under load drops no call: each ends as its people end it (C15)', async () => {
    let done = 0
    let stopped: Promise<void> | undefined
    const clients: Roaming[] = []

    const callsOf = async (n: number) => {
      // One side of each call is on the node that stops.
      const door = new Roaming(cluster.testbed.door(`door-x${n}`), n % 2)
      const person = new Roaming(cluster.testbed.person(`person-x${n}`), (n + 1) % 2)
      clients.push(door, person)
      for (let calls = 0; calls < CALLS_EACH; calls++) {
        const to = { openid: `person-x${n}` }
        const { room_id } = (await door.granted('call.start', { to, room_type: 'voice' })).call
        const room = { room_id }
        await door.granted('call.join', room)
        await person.granted('call.accept', room)
        await Promise.all([door.granted('call.media_ready', room), person.granted('call.media_ready', room)])
        if (done >= PAIRS) stopped ??= cluster.nodes[0]?.stop()
        await vi.waitFor(async () => {
          // Who was moved signs in again by its sign of life; signals then find it.
          await Promise.all([door, person].map((one) => one.granted('call.alive', { ...room, media: true })))
          expect(await door.granted('signal', { ...room, data: MEDIA })).toMatchObject({ delivered: true })
        }, 30_000)
        await person.granted('call.hang_up', room)
        done++
      }
    }
    await Promise.all(Array.from({ length: PAIRS }, (_, n) => callsOf(n)))
    await stopped
    for (const client of clients) client.close()

    expect(stopped).toBeDefined()
    expect(clients.reduce((moves, client) => moves + client.moves, 0)).toBeGreaterThanOrEqual(PAIRS)
    const calls = await cluster.store.db.selectFrom('call').select(['state', 'end_reason']).execute()
    expect(calls).toHaveLength(PAIRS * CALLS_EACH)
    for (const call of calls) expect(call).toEqual({ state: 'ended', end_reason: 'hung_up' })
  })

  test('kill -9 of a node while it rings, and of another in the middle of talk: the call goes on elsewhere (C15)', async () => {
    const [first, second] = await Promise.all([serve([], cluster.env), serve([], cluster.env)])
    onTestFinished(async () => void (await Promise.all([first.kill(), second.kill()])))
    const { testbed } = cluster
    const who = { person: testbed.person('person-x0'), door: testbed.door('door-x0') }
    const signIn = (address: string, client: CallClient) =>
      SocketClient.signIn(`${address.replace('http', 'ws')}/v1/socket`, testbed, client)
    const left = cluster.nodes[1]?.address ?? ''

    const door = await signIn(first.address, who.door)
    const person = await signIn(second.address, who.person)
    const { call } = await door.granted('call.start', { to: { openid: 'person-x0' }, room_type: 'voice' })
    const room = { room_id: call.room_id }
    await door.granted('call.join', room)
    await person.sees(room.room_id, 'ringing')
    await second.kill()
    expect(await person.ends()).toBe(1006)
    const moved = await SocketClient.connect(`${left.replace('http', 'ws')}/v1/socket`)
    const back = { token: await testbed.token(who.person), client_id: who.person.clientId }
    expect((await moved.granted('sign_in', back)).calls).toMatchObject([{ ...room, state: 'ringing' }])
    await moved.granted('call.accept', room)
    await door.granted('call.media_ready', room)
    await moved.granted('call.media_ready', room)
    await door.sees(room.room_id, 'talking')

    await first.kill()
    expect(await door.ends()).toBe(1006)
    // Nobody is there: as soon as NATS has noticed, no answer of the dead node is waited for.
    await vi.waitFor(async () =>
      expect(await moved.ask('signal', { ...room, data: MEDIA })).toMatchObject({
        ok: true,
        delivered: false,
      }),
    )
    const doorAgain = await signIn(left, who.door)
    expect(await moved.granted('signal', { ...room, data: MEDIA })).toMatchObject({ delivered: true })
    expect(await doorAgain.granted('signal', { ...room, data: MEDIA })).toMatchObject({ delivered: true })
    await doorAgain.granted('call.hang_up', room)
    expect((await moved.sees(room.room_id, 'ended')).end?.reason).toBe('hung_up')
    for (const client of [moved, doorAgain]) client.kill()
  })

  test('kill -9 of the node that rings a household in turn: another rings the next person, once (H6)', async () => {
    const first = await serve([], cluster.env)
    onTestFinished(async () => void (await first.kill()))
    const { testbed, store } = cluster
    const who = testbed.door('door-x0')
    const openids = [1, 2, 3].map((n) => `person-x${n}`)
    for (const openid of openids) await testbed.decide(openid, 'door-x0', 1)
    const [one, two] = await Promise.all(
      openids
        .slice(0, 2)
        .map((openid, n) => SocketClient.signIn(cluster.socket(n + 1), testbed, testbed.person(openid))),
    )
    const door = await SocketClient.signIn(`${first.address.replace('http', 'ws')}/v1/socket`, testbed, who)
    const people = openids.map((openid) => ({ openid }))
    const { ring } = await door.granted('ring.start', { people, plan: 'in_turn', room_type: 'voice' })
    const rung = ring.people[0]?.room_id ?? ''
    await one?.sees(rung, 'ringing')

    await first.kill()
    expect(await door.ends()).toBe(1006)
    await one?.granted('call.reject', { room_id: rung })
    const incoming = await vi.waitFor(() => {
      const found = two?.notices.find(({ type }) => type === 'call')
      if (!found) throw new Error('nobody rings')
      return found.call as Reply<'call.start'>['call']
    }, 20_000)
    expect(incoming).toMatchObject({ state: 'ringing', ring_id: ring.ring_id })

    // The door comes back to what goes on, and to the call that is answered.
    const back = await SocketClient.connect(cluster.socket(2))
    const open = await back.granted('sign_in', { token: await testbed.token(who), client_id: who.clientId })
    expect(open.calls).toMatchObject([{ room_id: incoming.room_id }])
    expect(open.rings?.[0]?.people.map(({ outcome }) => outcome)).toEqual(['rejected', 'ringing', 'waiting'])
    const room = { room_id: incoming.room_id }
    await two?.granted('call.accept', room)
    await back.granted('call.media_ready', room)
    await two?.granted('call.media_ready', room)
    await back.sees(room.room_id, 'talking')
    const calls = await store.calls.list(who.appid, { ringId: ring.ring_id, limit: 10 })
    expect(calls.map(({ openid }) => openid).toSorted()).toEqual(openids.slice(0, 2))
    await back.granted('call.hang_up', room)
    for (const client of [one, two, back]) client?.kill()
  })
})

type Node = Cluster['nodes'][number]

async function post(node: Node, authorization: string, path: string, body: object) {
  const answer = await fetch(`${node.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify(body),
  })
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what an answer holds
  return { status: answer.status, body: (await answer.json()) as any }
}

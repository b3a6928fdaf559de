/** The bus over a real NATS server: what every bus does, and what only one with a server between the nodes must. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, nkeys } from '@nats-io/transport-node'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { hasNats, type Nats, startNats } from '../../../../../scripts/lib/nats.ts'
import { busContract } from '../../../test/bus-contract.ts'
import { wireTo } from '../../../test/wire.ts'
import { address, type Bus } from '../bus.ts'
import type { NatsSettings } from './connection.ts'
import { natsBus } from './nats.ts'

const CHANGED = { type: 'authorizations.changed' } as const
const alice = address.person('app', 'alice')

function logged() {
  return { error: vi.fn(), warn: vi.fn(), info: vi.fn() }
}

function settingsOf(url: string, more: Partial<NatsSettings> = {}): NatsSettings {
  return {
    natsUrl: url,
    natsCreds: null,
    natsCa: null,
    natsCert: null,
    natsKey: null,
    natsPrefix: 'callgrant',
    ...more,
  }
}

/** Closed when the test is over. */
async function open(url: string, more: Partial<NatsSettings> = {}, log = logged()): Promise<Bus> {
  const bus = await natsBus(settingsOf(url, more), log)
  onTestFinished(() => bus.close())
  return bus
}

/** Why the bus could not be opened. */
async function refusal(url: string, more: Partial<NatsSettings> = {}): Promise<string> {
  const error = await natsBus(settingsOf(url, more), logged()).then(
    () => null,
    (refused) => refused,
  )
  expect(error).toMatchObject({ code: 'unavailable', cause: { name: 'BusError' } })
  return error.cause.message
}

async function own(...how: Parameters<typeof startNats>): Promise<Nats> {
  const nats = await startNats(...how)
  onTestFinished(() => nats.stop())
  return nats
}

describe.skipIf(!hasNats())('the bus over NATS', () => {
  let nats: Nats
  let nodes: [Bus, Bus]
  const log = logged()
  beforeAll(async () => {
    nats = await startNats()
    nodes = [await natsBus(settingsOf(nats.url), log), await natsBus(settingsOf(nats.url), log)]
  })
  beforeEach(() => log.error.mockClear())
  afterAll(async () => {
    for (const node of nodes ?? []) await node.close()
    await nats?.stop()
  })

  busContract(() => ({ nodes, log }))

  test('buses with different prefixes do not hear each other', async () => {
    const other = await open(nats.url, { natsPrefix: 'other.house' })
    await other.subscribe(alice, () => {})
    expect(await nodes[0].deliver(alice, CHANGED)).toBe(false)
    expect(await other.deliver(alice, CHANGED)).toBe(true)
    expect(await nodes[0].isThere(alice)).toBe(false)
    expect(await other.isThere(alice)).toBe(true)
  })

  test('what comes under the prefix and is no message is logged, and stops nothing', async () => {
    const heard = vi.fn()
    const stop = await nodes[0].subscribe(alice, heard)
    const stranger = await connect({ servers: nats.url })
    stranger.publish(`callgrant.${alice}`, '{"type": ')
    await stranger.flush()
    await stranger.close()
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledOnce())
    expect(await nodes[1].deliver(alice, CHANGED)).toBe(true)
    expect(heard.mock.calls).toEqual([[CHANGED]])
    stop()
  })

  test('comes back by itself when NATS does, with its subscriptions, and says that messages may be missed', async () => {
    const server = await own()
    const said = logged()
    const [here, there] = [await open(server.url, {}, said), await open(server.url)]
    const [heard, gap, gone] = [vi.fn(), vi.fn(), vi.fn()]
    await there.subscribe(alice, heard)
    there.onGap(gap)
    there.onGap(gone)()
    for (const round of [1, 2]) {
      await server.kill()
      await vi.waitFor(() => expect(here.ping()).rejects.toMatchObject({ code: 'unavailable' }))
      await expect(here.deliver(alice, CHANGED)).rejects.toMatchObject({ code: 'unavailable' })
      await expect(here.isThere(alice)).rejects.toMatchObject({ code: 'unavailable' })
      here.publish(alice, CHANGED)
      here.publish(alice, CHANGED)
      // One line, whatever is dropped.
      expect(said.warn.mock.calls.filter(([, text]) => text?.includes('dropped'))).toHaveLength(round)
      await server.start()
      await vi.waitFor(() => expect(gap).toHaveBeenCalledTimes(round), 8_000)
      await vi.waitFor(() => here.ping(), 8_000)
      expect(await here.deliver(alice, CHANGED)).toBe(true)
      expect(heard).toHaveBeenCalledTimes(round)
    }
    expect(gone).not.toHaveBeenCalled()
    expect(said.info).toHaveBeenCalledWith({ dropped: 2 }, 'the connection to NATS is back')
  })

  test('a subscription that begins just after NATS was lost waits for its return', async () => {
    const wire = await wireTo(new URL(nats.url), 4222)
    onTestFinished(() => wire.close())
    const bus = await open(wire.url)
    wire.cut()
    await vi.waitFor(() => expect(bus.ping()).rejects.toMatchObject({ code: 'unavailable' }))
    const late = bus.subscribe(address.person('app', 'late'), () => {})
    wire.mend()
    await late
    expect(await nodes[0].deliver(address.person('app', 'late'), CHANGED)).toBe(true)
  })

  test('while NATS stays away, a subscription and a delivery are refused, and the node goes on', async () => {
    const server = await own()
    const bus = await open(server.url)
    await server.kill()
    await vi.waitFor(() => expect(bus.ping()).rejects.toMatchObject({ code: 'unavailable' }))
    const late = bus.subscribe(alice, () => {})
    await expect(late).rejects.toMatchObject({ code: 'unavailable' })
    await expect(bus.deliver(alice, CHANGED)).rejects.toMatchObject({ code: 'unavailable' })
    await server.start()
    await vi.waitFor(() => bus.ping(), 5_000)
    // What was refused is not subscribed.
    expect(await bus.deliver(alice, CHANGED)).toBe(false)
  })

  test('ends also while NATS is away, and at once', async () => {
    const server = await own()
    const bus = await natsBus(settingsOf(server.url), logged())
    await server.kill()
    await vi.waitFor(() => expect(bus.ping()).rejects.toMatchObject({ code: 'unavailable' }))
    await bus.close()
    await expect(bus.deliver(alice, CHANGED)).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('a server that does not read makes a node neither grow nor wait: at 16 MB what is sent is refused', async () => {
    const server = await own()
    const said = logged()
    const bus = await open(server.url, {}, said)
    await bus.subscribe(alice, () => {})
    process.kill(server.pid(), 'SIGSTOP')
    onTestFinished(() => void process.kill(server.pid(), 'SIGCONT'))
    const large = { type: 'push.message', msg: 'x'.repeat(64 * 1024), appid: 'app' } as const
    for (let n = 0; n < 300; n++) bus.publish(alice, large)
    expect(said.warn).toHaveBeenCalledOnce()
    await expect(bus.deliver(alice, large)).rejects.toMatchObject({
      code: 'unavailable',
      cause: { message: expect.stringContaining('does not take') },
    })
    process.kill(server.pid(), 'SIGCONT')
    await vi.waitFor(async () => expect(await bus.deliver(alice, CHANGED)).toBe(true), 8_000)
  })

  test('a node that the server takes for a slow consumer and cuts off comes back, and says that it missed messages', async () => {
    const server = await own('max_pending: 2MB')
    const wire = await wireTo(new URL(server.url), 4222)
    onTestFinished(() => wire.close())
    const [fast, slow] = [await open(server.url), await open(wire.url)]
    const gap = vi.fn()
    slow.onGap(gap)
    await slow.subscribe(alice, () => {})
    wire.stall()
    const flood = await connect({ servers: server.url })
    const payload = JSON.stringify({ type: 'push.message', msg: 'x'.repeat(900_000), appid: 'app' })
    for (let n = 0; n < 40; n++) flood.publish(`callgrant.${alice}`, payload)
    await flood.flush()
    await flood.close()
    wire.flow()
    await vi.waitFor(() => expect(gap).toHaveBeenCalledOnce(), 10_000)
    expect(await fast.deliver(alice, CHANGED)).toBe(true)
  })

  describe('who may use it', () => {
    const who =
      'authorization { users: [{ user: door, password: "p:@ss", permissions: { publish: "callgrant.>", subscribe: "callgrant.>" } }] }'

    test('signs in by user and password of the URL, and needs no subject but those under its prefix', async () => {
      const server = await own(who)
      const url = server.url.replace('nats://', 'nats://door:p%3A%40ss@')
      const bus = await open(url)
      await bus.subscribe(alice, () => {})
      expect(await bus.deliver(alice, CHANGED)).toBe(true)
      expect(await refusal(url, { natsPrefix: 'elsewhere' })).toMatch(
        /^NATS does not carry messages under elsewhere: /,
      )
    })

    test('signs in by a token', async () => {
      const server = await own('authorization { token: "sesame" }')
      await open(server.url.replace('nats://', 'nats://sesame@'))
    })

    test('signs in by a credentials file, also again after the file has gone', async () => {
      const user = nkeys.createUser()
      const server = await own(`authorization { users: [{ nkey: "${user.getPublicKey()}" }] }`)
      const folder = mkdtempSync(join(tmpdir(), 'callgrant-creds-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const file = join(folder, 'node.creds')
      const seed = new TextDecoder().decode(user.getSeed())
      writeFileSync(
        file,
        `-----BEGIN NATS USER JWT-----\nunused\n------END NATS USER JWT------\n\n` +
          `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
      )
      const said = logged()
      const bus = await open(server.url, { natsCreds: file }, said)
      rmSync(file)
      await server.kill()
      await server.start()
      await vi.waitFor(() => bus.ping(), 5_000)
      expect(said.error).toHaveBeenCalledWith(
        expect.anything(),
        expect.stringContaining('those of before are used'),
      )
      expect(await refusal(server.url)).toMatch(/authorization/i)
    })

    test('says why it may not, without the secret', async () => {
      const server = await own(who)
      const said = await refusal(server.url.replace('nats://', 'nats://door:wrong@'))
      expect(said).toMatch(/^NATS at 127\.0\.0\.1:\d+ cannot be used: .*authorization/i)
      expect(said).not.toContain('wrong')
      expect(await refusal(server.url, { natsCreds: '/nowhere.creds' })).toBe(
        'CALLGRANT_NATS_CREDS names /nowhere.creds, which cannot be read',
      )
    })

    test('with TLS only to a server whose certificate it trusts', async () => {
      const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }])
      let ca = ''
      const server = await own(
        (folder) => {
          ca = `${folder}/cert.pem`
          return `tls { cert_file: "${ca}", key_file: "${folder}/key.pem" }`
        },
        { 'cert.pem': cert, 'key.pem': key },
      )
      const url = server.url.replace('127.0.0.1', 'localhost')
      await open(url, { natsCa: ca })
      expect(await refusal(url)).toMatch(/self-signed certificate/)
    })

    test('with TLS asked for, it does not speak without', async () => {
      expect(await refusal(nats.url.replace('nats:', 'tls:'))).toMatch(/does not support 'tls'/)
    })

    test('a server that takes no whole SDP is refused at the start, and so is one that is not there', async () => {
      const server = await own('max_payload: 64KB')
      expect(await refusal(server.url)).toMatch(
        /^NATS takes messages of 65536 bytes\. Set max_payload to 262144 or more/,
      )
      await server.kill()
      expect(await refusal(server.url)).toMatch(
        /^NATS at 127\.0\.0\.1:\d+ cannot be used: connection refused/,
      )
    })
  })
})

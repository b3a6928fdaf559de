/**
 * Media is set up although its first attempt is lost (C6, C15): signals that do not arrive, and a network that lets
 * nothing through at first. Real media over loopback; the clock is moved by the test.
 */

import type { SideName, SignalData } from '@callgrant/protocol'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import type { Clock } from '../shared/clock.ts'
import { TestServer } from './live-call-fixture.ts'

const SIDES = ['caller', 'listener'] as const
/** A server ends a call whose media is not set up after 30 s. */
const GIVES_UP_AFTER_MS = 30_000

/** Stands still until it is moved. */
class ManualClock implements Clock {
  #now = 0
  readonly #timers = new Map<object, { due: number; work: () => void; every: number | null }>()

  now = () => this.#now
  setTimeout = (work: () => void, ms: number) => this.#add(work, ms, null)
  setInterval = (work: () => void, ms: number) => this.#add(work, ms, ms)
  clearTimeout = (timer: unknown) => void this.#timers.delete(timer as object)
  clearInterval = this.clearTimeout

  advance(ms: number): void {
    this.#now += ms
    for (const [timer, { due, work, every }] of [...this.#timers]) {
      if (due > this.#now || !this.#timers.has(timer)) continue
      if (every === null) this.#timers.delete(timer)
      else this.#timers.set(timer, { due: this.#now + every, work, every })
      work()
    }
  }

  #add(work: () => void, ms: number, every: number | null): object {
    const timer = {}
    this.#timers.set(timer, { due: this.#now + ms, work, every })
    return timer
  }
}

/** Two werift peers; a blocked side answers no ICE check, and with both blocked nothing passes. */
class Network {
  readonly blocked = new Set<SideName>()
  readonly #connections = new Map<SideName, werift.RTCPeerConnection>()

  readonly weriftOf = (side: SideName): typeof werift => {
    const network = this
    class Connection extends werift.RTCPeerConnection {
      constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
        super({ ...config, iceFilterStunResponse: () => !network.blocked.has(side) })
        network.#connections.set(side, this)
      }
    }
    return { ...werift, RTCPeerConnection: Connection as typeof werift.RTCPeerConnection }
  }

  /** From now on nothing is heard or seen, though ICE goes on. */
  silence(): void {
    for (const connection of this.#connections.values()) {
      for (const transport of connection.dtlsTransports) transport.sendRtp = async () => 0
    }
  }

  /** The side has sent all its ICE checks in vain, and sends no more. */
  hasGivenUp(side: SideName): boolean {
    const pairs = this.#connections.get(side)?.iceTransports[0]?.connection.candidatePairs ?? []
    return pairs.length > 0 && pairs.every(({ state }) => state === werift.CandidatePairState.FAILED)
  }
}

let server: TestServer
afterEach(() => {
  for (const side of SIDES) server[side].call.handleGone('test over')
})

const clockOf = () => server.clock as ManualClock

/** A call that the listener has just answered. */
async function answered(network: Network, fate?: TestServer['fate']): Promise<void> {
  server = new TestServer('video', {}, { weriftOf: network.weriftOf, clock: new ManualClock() })
  if (fate) server.fate = fate
  server.begin()
  await vi.waitFor(() => expect(server.snapshot.state).toBe('ringing'))
  await server.listener.call.accept()
}

/** The numbers of the offers that the caller has sent, and of the answers that the listener has. */
const descriptions = (side: SideName) =>
  server[side].sent.flatMap(({ data }) => (data?.kind === 'description' ? [data.offer] : []))
const offers = () => descriptions('caller')
const answers = () => descriptions('listener')

/** Moves the clock until the caller has sent the offer with this number, so many times. */
async function untilOffer(number: number, times = 1): Promise<void> {
  await vi.waitFor(() => {
    clockOf().advance(1_000)
    expect(offers().filter((offer) => offer === number).length).toBeGreaterThanOrEqual(times)
  }, 20_000)
}

async function connects(): Promise<void> {
  await vi.waitFor(() => expect(server.snapshot.state).toBe('talking'), 20_000)
  expect(clockOf().now()).toBeLessThan(GIVES_UP_AFTER_MS)
  for (const side of SIDES) expect(server[side].problems).toEqual([])
}

const isOffer = (data: SignalData) => data.kind === 'description' && data.type === 'offer'
const isAnswer = (data: SignalData) => data.kind === 'description' && data.type === 'answer'
const isCandidate = (data: SignalData) => data.kind === 'candidate'

describe.each(['lost', 'undelivered'] as const)('the first signal is %s', (fate) => {
  test.each([
    ['offer', 'caller', isOffer],
    ['answer', 'listener', isAnswer],
  ] as const)('%s', async (_, from, is) => {
    let losses = 0
    await answered(new Network(), (side, data) =>
      side === from && is(data) && losses++ === 0 ? fate : 'passed',
    )
    await vi.waitFor(() => expect(losses).toBeGreaterThan(0))
    await untilOffer(1, 2)
    await connects()
    expect(offers()).toEqual([1, 1])
  })

  test.each(SIDES)('all candidates of the %s', async (from) => {
    await answered(new Network(), (side, data) => (side === from && isCandidate(data) ? fate : 'passed'))
    await connects()
  })
})

describe('the first ICE checks are blocked', () => {
  let network: Network
  const allGivenUp = () =>
    vi.waitFor(() => {
      for (const [side, other] of [SIDES, [...SIDES].reverse()] as [SideName, SideName][]) {
        if (network.blocked.has(other)) expect(network.hasGivenUp(side)).toBe(true)
      }
    }, 20_000)

  async function answeredBlocked(blocked: readonly SideName[] = SIDES): Promise<void> {
    network = new Network()
    for (const side of blocked) network.blocked.add(side)
    await answered(network)
  }

  test.each([
    ['both ways', SIDES],
    ['to the caller', ['caller']],
    ['to the listener', ['listener']],
  ] as const)('%s', async (_, blocked) => {
    await answeredBlocked(blocked)
    await allGivenUp()
    network.blocked.clear()
    await untilOffer(2)
    await connects()
  })

  test('and so are those of the next attempt', async () => {
    await answeredBlocked()
    await allGivenUp()
    await untilOffer(2)
    await allGivenUp()
    network.blocked.clear()
    await untilOffer(3)
    await connects()
  })

  test('and the offer that would restart them is lost', async () => {
    await answeredBlocked()
    await allGivenUp()
    network.blocked.clear()
    server.fate = (side) => (side === 'caller' ? 'lost' : 'passed')
    await untilOffer(2)
    server.fate = () => 'passed'
    await untilOffer(2, 2)
    await connects()
  })

  test('and the answer that would restart them is lost', async () => {
    await answeredBlocked()
    await allGivenUp()
    network.blocked.clear()
    server.fate = (side) => (side === 'listener' ? 'lost' : 'passed')
    await untilOffer(2)
    await vi.waitFor(() => expect(answers()).toContain(2))
    server.fate = () => 'passed'
    await untilOffer(2, 2)
    await connects()
  })

  test('and are restarted while they are still being sent', async () => {
    await answeredBlocked()
    await untilOffer(2)
    network.blocked.clear()
    await connects()
  })
})

describe('the connection to the server is back, while they talk (C15)', () => {
  const packets = async () => {
    const received = await Promise.all(SIDES.map((side) => server[side].call.received()))
    return received.map((one) => (one?.audio.packets ?? 0) + (one?.video.packets ?? 0))
  }

  /** They talk, media arrives, and the caller's connection was away; ICE is restarted once. */
  async function back(network: Network, meanwhile = () => {}): Promise<void> {
    await answered(network)
    await connects()
    await vi.waitFor(async () => expect(Math.min(...(await packets()))).toBeGreaterThan(0), 20_000)
    server.caller.call.handleOffline()
    meanwhile()
    server.caller.call.handleOnline()
    await vi.waitFor(() => expect(answers().at(-1)).toBe(2), 20_000)
  }

  test('and nothing arrives: ICE is restarted again once the addresses of a new network are known', async () => {
    const network = new Network()
    await back(network, () => network.silence())
    await vi.waitFor(async () => {
      const before = await packets()
      await new Promise((done) => setImmediate(done))
      expect(await packets()).toEqual(before)
    }, 20_000)
    const from = clockOf().now()
    clockOf().advance(1_400)
    await vi.waitFor(() => {
      clockOf().advance(100)
      expect(offers()).toContain(3)
    }, 20_000)
    // Before it would be tried again for want of progress.
    expect(clockOf().now() - from).toBeLessThan(5_000)
  })

  test('and media arrives: once is enough', async () => {
    await back(new Network())
    const before = await packets()
    clockOf().advance(1_400)
    const more = async () => {
      const now = await packets()
      for (const [side, count] of now.entries()) expect(count).toBeGreaterThan((before[side] ?? 0) + 5)
    }
    await vi.waitFor(more, 20_000)
    clockOf().advance(300)
    await vi.waitFor(async () => expect(Math.min(...(await packets()))).toBeGreaterThan(20), 20_000)
    expect(offers()).toEqual([1, 2])
  })
})

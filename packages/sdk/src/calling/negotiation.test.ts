/** Offers, answers and attempts of one side alone, with a peer that connects when the test says so. */

import type { SideName, SignalData } from '@callgrant/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Negotiation } from './negotiation.ts'
import type { PeerHandlers, PeerState, Peers } from './types.ts'

const NO_TRACKS = new Map()
const ANSWER = { kind: 'description', type: 'answer', sdp: 'answer', offer: 1 } as const
const OFFER = { kind: 'description', type: 'offer', sdp: 'offer', offer: 1 } as const
const RESTART = { kind: 'restart' } as const

let negotiation: Negotiation
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  negotiation.close()
  vi.useRealTimers()
})

/** One side with what it told the other, what its peer was told, and its problems. */
function sideOf(side: SideName) {
  const sent: SignalData[] = []
  const peer: string[] = []
  const problems: string[] = []
  const configured: string[] = []
  const network = { delivers: true, online: true, credential: 'first' }
  let handlers: PeerHandlers | undefined
  let made = 0
  const peers: Peers = {
    stream: () => {
      throw new Error('no track arrives here')
    },
    connect(_, given) {
      handlers = given
      return {
        prepare() {},
        offer: async (restart) => {
          peer.push(restart ? 'restart' : 'offer')
          return `offer ${++made}`
        },
        answer: async (sdp) => {
          peer.push(`answer to ${sdp}`)
          return `answer ${++made}`
        },
        acceptAnswer: async (sdp) => {
          if (sdp === 'broken') throw new Error('not an answer')
          peer.push(`accept ${sdp}`)
        },
        setIceServers: ([server]) => {
          configured.push(server?.credential ?? '')
        },
        addCandidate: async ({ candidate }) => {
          if (candidate === 'broken') throw new Error('not a candidate')
          peer.push(candidate)
        },
        send: async () => {},
        received: async () => null,
        close() {},
      }
    },
  }
  negotiation = new Negotiation({
    side,
    kinds: ['audio'],
    peers,
    online: () => network.online,
    iceServers: () => [{ urls: ['turn:turn.example.com'], credential: network.credential }],
    signal: async (data) => {
      sent.push(data)
      return network.delivers
    },
    onTrack() {},
    onState() {},
    onProblem: ({ message }) => problems.push(message),
  })
  return {
    sent,
    peer,
    problems,
    configured,
    network,
    start: async () => {
      negotiation.start([], NO_TRACKS)
      await vi.advanceTimersByTimeAsync(0)
    },
    hears: async (...signals: SignalData[]) => {
      for (const data of signals) negotiation.handle(data)
      await vi.advanceTimersByTimeAsync(0)
    },
    becomes: async (state: PeerState) => {
      handlers?.onState(state)
      await vi.advanceTimersByTimeAsync(0)
    },
    finds: (candidate: string) => handlers?.onCandidate({ candidate }),
    offers: () => sent.flatMap((data) => (data.kind === 'description' ? [data.offer] : [])),
  }
}
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

describe('the caller', () => {
  test('sends an offer that has no answer again, as it is and with its candidates', async () => {
    const caller = sideOf('caller')
    await caller.start()
    caller.finds('one')
    const first = [...caller.sent]
    expect(first).toEqual([
      { kind: 'description', type: 'offer', sdp: 'offer 1', offer: 1 },
      { kind: 'candidate', candidate: 'one' },
    ])
    await seconds(4.9)
    expect(caller.sent).toEqual(first)
    await seconds(0.1)
    expect(caller.sent).toEqual([...first, ...first])
    expect(caller.peer).toEqual(['offer'])
  })

  test('restarts ICE when the connection does not come about, each time after a longer wait', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER)
    await seconds(4.9)
    expect(caller.offers()).toEqual([1])
    await seconds(0.1)
    expect(caller.offers()).toEqual([1, 2])
    await caller.hears({ ...ANSWER, offer: 2 })
    await seconds(7.4)
    expect(caller.offers()).toEqual([1, 2])
    await seconds(0.1)
    expect(caller.offers()).toEqual([1, 2, 3])
    expect(caller.peer).toEqual(['offer', 'accept answer', 'restart', 'accept answer', 'restart'])
  })

  test('tries three times before the server gives up, and every 15 s in the end', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await seconds(29)
    expect(caller.offers()).toEqual([1, 1, 1, 1])
    await seconds(300)
    expect(caller.offers()).toHaveLength(4 + 20)
  })

  test('leaves a set-up alone while it makes progress', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await seconds(4)
    await caller.hears(ANSWER)
    await seconds(4)
    await caller.hears({ kind: 'candidate', candidate: 'late' })
    await seconds(4)
    await caller.becomes('connecting')
    await seconds(4)
    await caller.becomes('connected')
    await seconds(600)
    expect(caller.offers()).toEqual([1])
  })

  test('never disturbs a connection that is there', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER)
    await caller.becomes('connected')
    await caller.hears({ kind: 'candidate', candidate: 'late' }, ANSWER, { kind: 'media', camera: false })
    await seconds(600)
    expect(caller.offers()).toEqual([1])
    expect(caller.peer).toEqual(['offer', 'accept answer', 'late'])
  })

  test('waits 2 s for a connection that is disconnected before it restarts ICE, once (C15)', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER)
    await caller.becomes('connected')
    await caller.becomes('disconnected')
    await seconds(1.9)
    await caller.becomes('connected')
    await seconds(60)
    expect(caller.offers()).toEqual([1])
    await caller.becomes('disconnected')
    await seconds(1.9)
    expect(caller.offers()).toEqual([1])
    await seconds(0.1)
    expect(caller.offers()).toEqual([1, 2])
  })

  test('tries a lost connection again as long as the call lives, after longer and longer waits', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER)
    await caller.becomes('connected')
    await caller.becomes('disconnected')
    const at: number[] = []
    for (let second = 0; second < 120; second += 0.5) {
      const before = caller.offers().length
      await seconds(0.5)
      if (caller.offers().length > before) {
        at.push(second + 0.5)
        await caller.hears({ ...ANSWER, offer: caller.offers().at(-1) ?? 0 })
        await caller.becomes('failed')
      }
    }
    expect(at.slice(0, 3)).toEqual([2, 5, 9.5])
    const gaps = at.map((time, index) => time - (at[index - 1] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15.5)
    expect(at.at(-1)).toBeGreaterThan(100)
  })

  test('a loss that both sides notice makes one offer', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER)
    await caller.becomes('connected')
    await seconds(60)
    negotiation.restart()
    await caller.hears({ ...ANSWER, offer: 2 }, RESTART, RESTART)
    expect(caller.offers()).toEqual([1, 2])
    await seconds(1)
    await caller.hears(RESTART)
    expect(caller.offers()).toEqual([1, 2, 3])
  })

  test('takes the newest credentials of the relay for each restart, and none for the first offer', async () => {
    for (const side of ['caller', 'listener'] as const) {
      const one = sideOf(side)
      await one.start()
      await one.hears(side === 'caller' ? ANSWER : OFFER)
      await one.becomes('connected')
      expect(one.configured).toEqual([])
      one.network.credential = 'second'
      negotiation.restart()
      await one.hears({ ...OFFER, offer: 2 })
      expect(one.configured).toEqual(['second'])
      negotiation.close()
    }
  })

  test('restarts ICE at once when the connection has failed, and begins with the shortest wait again', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await seconds(20)
    await caller.hears(ANSWER)
    await caller.becomes('connected')
    const before = caller.offers().length
    await caller.becomes('failed')
    expect(caller.offers().slice(before)).toEqual([2])
    await caller.hears({ ...ANSWER, offer: 2 })
    await seconds(2)
    expect(caller.offers().slice(before)).toEqual([2, 3])
  })

  test('does not restart without end where the peer fails at once', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER)
    for (let second = 0; second < 30; second++) {
      await caller.becomes('failed')
      await caller.hears({ ...ANSWER, offer: caller.offers().at(-1) ?? 0 })
      await seconds(1)
    }
    expect(caller.offers().length).toBeLessThanOrEqual(4)
  })

  test('applies an answer once, and none to an older offer', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER, ANSWER, { ...ANSWER, offer: undefined })
    negotiation.restart()
    await caller.hears(ANSWER, { ...ANSWER, offer: 3 })
    expect(caller.peer).toEqual(['offer', 'accept answer', 'restart'])
    await caller.hears({ kind: 'description', type: 'answer', sdp: 'unnumbered' })
    expect(caller.peer).toEqual(['offer', 'accept answer', 'restart', 'accept unnumbered'])
    expect(caller.problems).toEqual([])
  })

  test('keeps candidates that come before the answer, also when the offer is sent again', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears({ kind: 'candidate', candidate: 'broken' }, { kind: 'candidate', candidate: 'early' })
    await seconds(6)
    await caller.hears(ANSWER)
    expect(caller.peer).toEqual(['offer', 'accept answer', 'early'])
    expect(caller.problems).toEqual(['not a candidate'])
  })

  test('still waits for an answer after one that could not be applied', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears({ ...ANSWER, sdp: 'broken' })
    expect(caller.problems).toEqual(['not an answer'])
    await seconds(5)
    expect(caller.offers()).toEqual([1, 1])
    await caller.hears(ANSWER)
    expect(caller.peer).toEqual(['offer', 'accept answer'])
  })

  test('sends an undelivered offer again as soon as the other side is heard', async () => {
    const caller = sideOf('caller')
    caller.network.delivers = false
    await caller.start()
    caller.network.delivers = true
    await caller.hears({ kind: 'media', camera: true }, { kind: 'media', camera: false })
    expect(caller.offers()).toEqual([1, 1])
  })

  test('tries nothing while it is offline, and goes on afterwards', async () => {
    const caller = sideOf('caller')
    await caller.start()
    await caller.hears(ANSWER)
    caller.network.online = false
    await seconds(20)
    await caller.becomes('failed')
    expect(caller.offers()).toEqual([1])
    caller.network.online = true
    negotiation.restart()
    await seconds(0)
    expect(caller.offers()).toEqual([1, 2])
  })

  test('tries nothing after the end', async () => {
    const caller = sideOf('caller')
    await caller.start()
    negotiation.close()
    await caller.becomes('failed')
    await caller.hears(RESTART, ANSWER)
    await seconds(60)
    expect(caller.offers()).toEqual([1])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('offers once to a listener that asked before it had begun', async () => {
    const caller = sideOf('caller')
    await caller.hears(RESTART)
    await caller.start()
    expect(caller.offers()).toEqual([1])
  })
})

describe('the listener', () => {
  test('answers an offer that comes twice with the same answer and its candidates', async () => {
    const listener = sideOf('listener')
    await listener.start()
    await listener.hears(OFFER)
    listener.finds('one')
    const first = [...listener.sent]
    expect(first).toEqual([
      { kind: 'description', type: 'answer', sdp: 'answer 1', offer: 1 },
      { kind: 'candidate', candidate: 'one' },
    ])
    await listener.hears(OFFER)
    expect(listener.sent).toEqual([...first, ...first])
    expect(listener.peer).toEqual(['answer to offer'])
  })

  test('ignores an offer that a newer one has overtaken, and answers each that has no number', async () => {
    const listener = sideOf('listener')
    await listener.start()
    await listener.hears({ ...OFFER, offer: 2 }, OFFER)
    expect(listener.offers()).toEqual([2])
    const unnumbered = { kind: 'description', type: 'offer', sdp: 'unnumbered' } as const
    await listener.hears(unnumbered, unnumbered)
    expect(listener.offers()).toEqual([2, undefined, undefined])
  })

  test('answers although a candidate is refused', async () => {
    const listener = sideOf('listener')
    await listener.start()
    await listener.hears({ kind: 'candidate', candidate: 'broken' }, OFFER)
    expect(listener.problems).toEqual(['not a candidate'])
    expect(listener.offers()).toEqual([1])
  })

  test('waits longer than the caller, then asks it for an offer', async () => {
    const listener = sideOf('listener')
    await listener.start()
    await seconds(7.4)
    expect(listener.sent).toEqual([])
    await seconds(0.1)
    expect(listener.sent).toEqual([RESTART])
    await listener.hears(OFFER)
    await listener.becomes('connected')
    await seconds(600)
    expect(listener.sent.filter(({ kind }) => kind === 'restart')).toEqual([RESTART])
  })

  test('asks for nothing while offers arrive', async () => {
    const listener = sideOf('listener')
    await listener.start()
    for (let offer = 1; offer <= 5; offer++) {
      await seconds(5)
      await listener.hears({ ...OFFER, offer })
    }
    expect(listener.sent.filter(({ kind }) => kind === 'restart')).toEqual([])
  })
})

/** Which TURN servers a call is given, after what was measured. What is measured on real servers: e2e/nearest-relay.browser.test.ts. */

import type { IceServer } from '@callgrant/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NearestRelays } from './nearest-relays.ts'
import type { Peer, Peers } from './types.ts'

const server = (name: string): IceServer => ({ urls: [`turn:${name}`], username: 'u', credential: 'c' })
const stun: IceServer = { urls: ['stun:s'] }
const [a, b, c] = [server('a'), server('b'), server('c')]
const ALL = [stun, a, b, c]

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Servers that give an address after so long, or never. */
function network(answers: Record<string, number>) {
  const open = new Set<Peer>()
  const asked: string[] = []
  const peers: Peers = {
    stream: () => ({}) as MediaStream,
    connect([given], { onCandidate }, { relayOnly } = {}) {
      const name = given?.urls[0]?.slice(5) ?? ''
      asked.push(relayOnly ? name : `${name} with host candidates`)
      const peer: Peer = {
        prepare() {},
        async offer() {
          const ms = answers[name]
          if (ms === undefined) throw new Error('refused')
          onCandidate({ candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ host' })
          if (ms !== Infinity)
            setTimeout(() => onCandidate({ candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ relay' }), ms)
          return ''
        },
        answer: async () => '',
        acceptAnswer: async () => {},
        addCandidate: async () => {},
        send: async () => {},
        received: async () => null,
        close: () => void open.delete(peer),
      }
      open.add(peer)
      return peer
    },
  }
  return { relays: new NearestRelays(peers), asked, open, answers }
}
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

describe('TURN servers of a call', () => {
  test('are the two nearest, once they were measured after a sign-in; all of them before', async () => {
    const { relays, asked, open } = network({ a: 200, b: 90, c: 40 })
    relays.signedIn(ALL)
    expect(relays.nearest(ALL)).toEqual(ALL)
    expect(asked).toEqual([])
    await seconds(5)
    expect(relays.nearest(ALL)).toEqual([stun, c, b])
    expect(relays.all(ALL)).toEqual([stun, c, b, a])
    expect(asked).toEqual(['a', 'b', 'c'])
    expect(open.size).toBe(0)
  })

  test('are never one that gave no address or was refused, while two others did', async () => {
    const { relays, open } = network({ a: Infinity, c: 40 })
    relays.signedIn(ALL)
    await seconds(5)
    expect(relays.all(ALL)).toEqual([stun, c, a, b])
    expect(open.size).toBe(0)
  })

  test('are all of them while none gives an address', async () => {
    const { relays } = network({})
    relays.signedIn(ALL)
    await seconds(5)
    expect(relays.nearest(ALL)).toEqual(ALL)
  })

  test('are measured again when paths are made anew, but not each time', async () => {
    const { relays, asked, answers } = network({ a: 200, b: 90, c: 40 })
    relays.signedIn(ALL)
    await seconds(5)
    answers.c = Infinity
    relays.all(ALL)
    await seconds(5)
    expect(asked).toHaveLength(3)
    await seconds(10)
    relays.all(ALL)
    relays.all(ALL)
    await seconds(5)
    expect(asked).toHaveLength(6)
    expect(relays.nearest(ALL)).toEqual([stun, b, a])
  })

  test('are not measured where there is one, nor by a client that signed out or can make no connection', async () => {
    const { relays, asked } = network({ a: 1, b: 1 })
    relays.signedIn([stun, a])
    await seconds(5)
    relays.signedIn(ALL)
    relays.stop()
    await seconds(5)
    expect(asked).toEqual([])
    const without = {
      missing: () => new Error('no WebRTC'),
      connect: () => expect.fail('connects'),
    } as unknown as Peers
    const none = new NearestRelays(without)
    none.signedIn(ALL)
    await seconds(5)
    expect(none.nearest(ALL)).toEqual(ALL)
  })
})

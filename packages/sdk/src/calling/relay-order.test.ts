import type { IceServer } from '@callgrant/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRelay, orderRelays, relayName } from './relay-order.ts'

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 })
const times = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'gone'),
  fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Infinity)),
)
const turn = (name: string): IceServer => ({ urls: [`turn:${name}`], username: 'u', credential: name })
const stun: IceServer = { urls: ['stun:s'] }

describe('the order of TURN servers', () => {
  test('is that of their times; without one after those that have one, away last; else that of the settings', () => {
    fc.assert(
      fc.property(names, times, (given, measured) => {
        const known = new Map(Object.entries(measured).map(([name, ms]) => [`turn:${name}`, ms]))
        const servers = given.map(turn)
        const ordered = orderRelays([...servers, stun], known)
        expect(ordered[0]).toEqual(stun)
        const relays = ordered.slice(1)
        expect(relays.toSorted(byPlace)).toEqual(servers)
        for (const [n, later] of relays.entries()) {
          const earlier = relays[n - 1]
          if (!earlier) continue
          const [before, after] = [worth(earlier), worth(later)]
          expect(before).toBeLessThanOrEqual(after)
          if (before === after) expect(servers.indexOf(earlier)).toBeLessThan(servers.indexOf(later))
        }
        function worth(server: IceServer): number {
          return known.get(relayName(server)) ?? Number.MAX_SAFE_INTEGER
        }
        function byPlace(a: IceServer, b: IceServer): number {
          return servers.indexOf(a) - servers.indexOf(b)
        }
      }),
    )
  })

  test('a server whose credentials are new is the same server', () => {
    const known = new Map([[relayName({ ...turn('b'), credential: 'old' }), 1]])
    expect(orderRelays([turn('a'), turn('b')], known)).toEqual([turn('b'), turn('a')])
  })

  test('tells TURN from STUN', () => {
    expect([turn('a'), { urls: ['turns:a'] }, stun].map(isRelay)).toEqual([true, true, false])
  })
})

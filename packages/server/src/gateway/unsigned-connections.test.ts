import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnsignedConnections } from './unsigned-connections.ts'

class Connection {
  signingIn = false
  evicted = false
  evict = () => {
    this.evicted = true
  }
}

test('the newest closes the oldest of its address, one whose sign-in is being checked last', () => {
  const unsigned = new UnsignedConnections(2, 100)
  const [one, two, three, four, elsewhere] = Array.from({ length: 5 }, () => new Connection()) as [
    Connection,
    Connection,
    Connection,
    Connection,
    Connection,
  ]
  unsigned.add('b', elsewhere)
  unsigned.add('a', one)
  one.signingIn = true
  unsigned.add('a', two)
  unsigned.add('a', three)
  expect([one, two, three].map(({ evicted }) => evicted)).toEqual([false, true, false])
  three.signingIn = true
  unsigned.add('a', four)
  expect([one, three, four, elsewhere].map(({ evicted }) => evicted)).toEqual([true, false, false, false])
})

test('holds no more than it may, and always the newest (model)', () => {
  const step = fc.record({
    address: fc.constantFrom('a', 'b', 'c', 'd'),
    leaves: fc.boolean(),
    which: fc.nat(20),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const unsigned = new UnsignedConnections(3, 8)
      let open: { address: string; connection: Connection; remove: () => void }[] = []
      for (const { address, leaves, which } of steps) {
        if (leaves && open.length > 0) {
          const [gone] = open.splice(which % open.length, 1)
          gone?.remove()
          gone?.remove()
          continue
        }
        const ofAddress = open.filter((other) => other.address === address)
        const oldest = ofAddress.length === 3 ? ofAddress[0] : open.length === 8 ? open[0] : undefined
        const connection = new Connection()
        const remove = unsigned.add(address, connection)
        open = open.filter((other) => other !== oldest)
        open.push({ address, connection, remove })
        expect(oldest?.connection.evicted ?? true).toBe(true)
        expect(open.every((other) => !other.connection.evicted)).toBe(true)
      }
    }),
  )
})

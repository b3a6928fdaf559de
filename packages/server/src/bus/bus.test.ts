import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { address } from './bus.ts'

describe('an address', () => {
  const id = fc.stringMatching(/^[0-9A-Za-z_-]{1,64}$/)
  test('is the same for the same ids only, and its parts are its ids', () => {
    fc.assert(
      fc.property(id, id, id, (a, b, c) => {
        expect(address.device(a, b, c).split('.')).toEqual(['device', a, b, c])
        expect(address.person(a, b).split('.')).toEqual(['person', a, b])
      }),
    )
  })

  test.each(['a.b', '*', '>', 'a b', 'a\r\nPUB x 0', '', '门铃'])(
    'is not made of %j, which would reach another address, or all',
    (odd) => {
      for (const make of [
        () => address.person(odd, 'alice'),
        () => address.person('app', odd),
        () => address.device('app', 'model', odd),
        () => address.side(odd, 'caller'),
        () => address.early('room', odd),
        () => address.app(odd),
      ]) {
        expect(make).toThrow(TypeError)
      }
    },
  )
})

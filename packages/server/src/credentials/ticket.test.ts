import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateMasterKey, parseKeys } from './keys.ts'
import { checkTicket, makeTicket } from './ticket.ts'

const NOON = 1_700_000_000_000
const MINUTE = 60_000
const keys = parseKeys(generateMasterKey('1'))
const door = { appid: 'app', modelId: 'm_door', sn: 'door-1' }
const id = fc.stringMatching(/^[0-9A-Za-z_-]{1,40}$/)
const subject = fc.record({ appid: id, modelId: id, sn: id })
const time = fc.integer({ min: 0, max: 3_000_000_000_000 })

describe('a device ticket (A12)', () => {
  it('is 32 letters and digits, whatever it is for (A12)', () => {
    fc.assert(
      fc.property(subject, time, (who, now) => {
        expect(makeTicket(keys, who, now)).toMatch(/^[0-9A-Za-z]{32}$/)
      }),
    )
  })

  it('is good any number of times until 5 minutes have passed, and not after (A12)', () => {
    fc.assert(
      fc.property(subject, time, fc.integer({ min: 0, max: 5 * MINUTE }), (who, now, age) => {
        const ticket = makeTicket(keys, who, now)
        expect(checkTicket(keys, ticket, who, now + age)).toBeNull()
        expect(checkTicket(keys, ticket, who, now + age)).toBeNull()
        expect(checkTicket(keys, ticket, who, now + 5 * MINUTE + 1 + age)).toBe('ticket_expired')
      }),
    )
  })

  it('is good for exactly its app, model and serial (A12)', () => {
    fc.assert(
      fc.property(subject, subject, time, (who, other, now) => {
        fc.pre(JSON.stringify(who) !== JSON.stringify(other))
        expect(checkTicket(keys, makeTicket(keys, who, now), other, now)).toBe('ticket_invalid')
      }),
    )
  })

  it.each([
    ['another app', { ...door, appid: 'app2' }],
    ['another model', { ...door, modelId: 'm_bell' }],
    ['another device', { ...door, sn: 'door-2' }],
    ['one whose parts join to the same text', { appid: 'ap', modelId: 'pm_door', sn: 'door-1' }],
  ])('is refused for %s (A12)', (_words, other) => {
    expect(checkTicket(keys, makeTicket(keys, door, NOON), other, NOON)).toBe('ticket_invalid')
  })

  it('is refused with any one char altered (A12)', () => {
    const letter = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
    fc.assert(
      fc.property(subject, time, fc.nat(31), letter, (who, now, place, char) => {
        const ticket = makeTicket(keys, who, now)
        fc.pre(ticket[place] !== char)
        const altered = ticket.slice(0, place) + char + ticket.slice(place + 1)
        expect(checkTicket(keys, altered, who, now)).toBe('ticket_invalid')
      }),
    )
  })

  it('does not live longer with a later time written into it (A12)', () => {
    const old = makeTicket(keys, door, NOON)
    const fresh = makeTicket(keys, door, NOON + 10 * MINUTE)
    const forged = fresh.slice(0, 8) + old.slice(8)
    expect(checkTicket(keys, forged, door, NOON + 10 * MINUTE)).toBe('ticket_invalid')
  })

  it.each(['', 'x', '0'.repeat(31), '0'.repeat(33), `${'0'.repeat(31)}\n`, '票'.repeat(32), '1'.repeat(32)])(
    'refuses %j (A12)',
    (text) => expect(checkTicket(keys, text, door, NOON)).toBe('ticket_invalid'),
  )

  it('is refused by a server with other keys, also under the same key id (A12)', () => {
    const ticket = makeTicket(keys, door, NOON)
    expect(checkTicket(parseKeys(generateMasterKey('1')), ticket, door, NOON)).toBe('ticket_invalid')
    expect(checkTicket(parseKeys(generateMasterKey('2')), ticket, door, NOON)).toBe('ticket_invalid')
  })

  it('stays good when a new key is put before the old, until the old is taken away (A12)', () => {
    const [old, fresh] = [generateMasterKey('1'), generateMasterKey('2')]
    const ticket = makeTicket(parseKeys(old), door, NOON)
    const rotated = parseKeys(`${fresh},${old}`)
    expect(checkTicket(rotated, ticket, door, NOON)).toBeNull()
    expect(makeTicket(rotated, door, NOON)).toMatch(/^2/)
    expect(checkTicket(parseKeys(fresh), ticket, door, NOON)).toBe('ticket_invalid')
  })

  it('may come from a node whose clock is a little ahead, not far (A12)', () => {
    const ticket = makeTicket(keys, door, NOON + MINUTE)
    expect(checkTicket(keys, ticket, door, NOON)).toBeNull()
    expect(checkTicket(keys, ticket, door, NOON - 1)).toBe('ticket_invalid')
  })
})

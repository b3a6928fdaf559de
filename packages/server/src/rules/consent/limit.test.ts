import { describe, expect, it } from 'vitest'
import { decideEffective, isAllowed, isStillAllowed } from './effective-authorization.ts'
import { isRunOut, limitsOf, type Standing, termsOf } from './limit.ts'

const AT = 1_000
const on = (ends_at: number | null = null, rings_left: number | null = null): Standing => ({
  status: 1,
  ends_at,
  rings_left,
})
const OFF: Standing = { status: 0, ends_at: null, rings_left: null }
/** What is left of one that ran out, once it was noted. */
const LEFT: Standing = { status: 0, ends_at: 500, rings_left: 0 }

describe('what was allowed for a time (Y1)', () => {
  it.each<[string, Standing, boolean]>([
    ['for good', on(), false],
    ['as a version before wrote it', { status: 1 }, false],
    ['until later', on(AT + 1), false],
    ['until this very moment', on(AT), true],
    ['until before', on(AT - 1), true],
    ['for one more ring', on(null, 1), false],
    ['for no more ring', on(AT + 1, 0), true],
    ['for a ring that comes too late', on(AT, 1), true],
    ['and was noted as run out', LEFT, true],
    ['refused', OFF, false],
    // A node of the version before switched it off, and knows no limit.
    ['refused, with a limit of before', { status: 0, ends_at: 500, rings_left: 3 }, false],
  ])('%s', (_words, row, runOut) => expect(isRunOut(row, AT)).toBe(runOut))

  it('a device’s own row that ran out is no row: its group’s decides then (A5)', () => {
    expect(isAllowed({ device: on(AT), group: on() }, AT)).toBe(true)
    expect(isAllowed({ device: LEFT, group: on() }, AT)).toBe(true)
    expect(isAllowed({ device: on(AT), group: OFF }, AT)).toBe(false)
    expect(isAllowed({ device: OFF, group: on() }, AT)).toBe(false)
    expect(isAllowed({ device: on(AT), group: on(AT) }, AT)).toBe(false)
    const facts = { sn: 'd', groupId: 'g', device: on(AT), group: on(), elsewhere: null }
    expect(decideEffective(facts, AT - 1)).toMatchObject({ decidedBy: 'device' })
    expect(decideEffective(facts, AT)).toMatchObject({ decidedBy: 'group', ranOut: on(AT) })
    expect(decideEffective({ ...facts, device: OFF }, AT)).toMatchObject({ overGroup: true })
    expect(decideEffective({ ...facts, device: OFF, group: on(AT) }, AT)).not.toHaveProperty('overGroup')
  })

  it('a call that rings keeps what it was placed with, when that runs out meanwhile (Y5, A7)', () => {
    const placedAt = 400
    expect(isStillAllowed({ device: on(500), group: null }, placedAt)).toBe(true)
    expect(isStillAllowed({ device: LEFT, group: OFF }, placedAt)).toBe(true)
    // The last ring: it is over from the moment after.
    expect(isStillAllowed({ device: on(placedAt + 1, 0), group: null }, placedAt)).toBe(true)
    expect(isStillAllowed({ device: OFF, group: on() }, placedAt)).toBe(false)
    expect(isStillAllowed({ device: null, group: null }, placedAt)).toBe(false)
    // Had run out before: the group let it ring, and takes that back.
    expect(isStillAllowed({ device: LEFT, group: OFF }, 500)).toBe(false)
    expect(isStillAllowed({ device: LEFT, group: on() }, 500)).toBe(true)
  })
})

describe('the limit that a person chose (Y3)', () => {
  const at = (text: string) => Date.parse(text)

  it.each([
    ['a usual day', 'Europe/Berlin', '2026-11-30T15:00:00+01:00', '2026-12-01T00:00:00+01:00'],
    ['the last minute', 'Europe/Berlin', '2026-11-30T23:59:59+01:00', '2026-12-01T00:00:00+01:00'],
    ['midnight itself', 'Europe/Berlin', '2026-11-30T00:00:00+01:00', '2026-12-01T00:00:00+01:00'],
    ['a day of 23 hours', 'Europe/Berlin', '2026-03-29T00:30:00+01:00', '2026-03-30T00:00:00+02:00'],
    ['a day of 25 hours', 'Europe/Berlin', '2026-10-25T00:30:00+02:00', '2026-10-26T00:00:00+01:00'],
    ['another day already', 'Asia/Shanghai', '2026-11-30T17:00:00Z', '2026-12-02T00:00:00+08:00'],
    ['a next day without 00:00', 'Asia/Beirut', '2026-03-28T12:00:00+02:00', '2026-03-29T01:00:00+03:00'],
  ])('today is until the next midnight of the person: %s', (_words, today_in, now, midnight) => {
    expect(limitsOf({ today_in }, at(now))).toEqual({ ends_at: at(midnight), rings_left: null })
  })

  it('takes a time, a number of rings, both, or none', () => {
    expect(limitsOf({ until: AT + 1 }, AT)).toEqual({ ends_at: AT + 1, rings_left: null })
    expect(limitsOf({ rings: 2 }, AT)).toEqual({ ends_at: null, rings_left: 2 })
    expect(limitsOf({ until: AT + 1, rings: 2 }, AT)).toEqual({ ends_at: AT + 1, rings_left: 2 })
    for (const none of [null, undefined]) expect(termsOf(limitsOf(none, AT))).toBeNull()
    expect(termsOf(limitsOf({ rings: 2 }, AT))).toEqual({ until: null, rings: 2 })
  })

  it.each([AT, AT - 1, AT + 367 * 86_400_000])(
    'refuses a time that is past, or over a year ahead',
    (until) => {
      expect(() => limitsOf({ until }, AT)).toThrow(expect.objectContaining({ code: 'bad_request' }))
    },
  )
})

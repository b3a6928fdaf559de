import type { CallEnd, SideName } from '@callgrant/sdk/calling'
import { describe, expect, test } from 'vitest'
import { duration, endText } from './call-texts.ts'

const end = (side: SideName, end: Partial<CallEnd>, answeredElsewhere = false) =>
  endText(
    {
      side,
      answeredElsewhere,
      end: { reason: 'hung_up', by: null, origin: 'other', message: null, ...end },
    },
    'Front door',
    'en',
  )

describe('how a call’s end is told (C6)', () => {
  test('tells each side of a cancelled, rejected or missed call its own half', () => {
    expect(end('caller', { reason: 'cancelled', by: 'caller' })).toBe('You cancelled the call')
    expect(end('listener', { reason: 'cancelled', by: 'caller' })).toBe('Missed call: Front door cancelled')
    expect(end('listener', { reason: 'rejected', by: 'listener' })).toBe('You declined the call')
    expect(end('caller', { reason: 'rejected', by: 'listener' })).toBe('Front door declined the call')
    expect(end('caller', { reason: 'timeout' })).toBe('No answer')
    expect(end('listener', { reason: 'timeout' })).toBe('Missed call')
  })

  test('names who hung up, a time limit, another call, a break', () => {
    expect(end('caller', { by: 'caller' })).toBe('You hung up')
    expect(end('caller', { by: 'listener' })).toBe('Front door hung up')
    expect(end('caller', { origin: 'timeLimit' })).toBe('The time limit of this call was reached')
    expect(end('caller', { reason: 'busy' })).toBe('Front door is in another call')
    expect(end('listener', { reason: 'aborted' })).toBe('The call was broken off')
  })

  test('says that another client has the call (C7), whatever the call is doing', () => {
    expect(end('listener', {}, true)).toBe('Answered on another of your devices')
  })

  test('says that another person has it, by name where the device gave one (H3)', () => {
    const stopped = { reason: 'cancelled', by: null } as const
    expect(end('listener', { ...stopped, answered_by: { name: 'Bob' } })).toBe('Bob answered')
    expect(end('listener', { ...stopped, answered_by: { name: null } })).toBe('Somebody else answered')
  })
})

test('writes talking time with minutes, and hours only when there are some (C11)', () => {
  expect([0, 9, 65, 600, 3_605].map(duration)).toEqual(['0:00', '0:09', '1:05', '10:00', '1:00:05'])
})

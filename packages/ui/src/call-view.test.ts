import type { CallEnd } from '@callgrant/sdk/calling'
import { describe, expect, test } from 'vitest'
import { FixtureCall } from '../test/fixture-call.ts'
import { conditionOf, endedAsMeant, fitOf, nextCall, picturesOf } from './call-view.ts'

const stream = () => ({}) as MediaStream
const HELD = { camera: null, microphone: 'held' } as const
const call = (first: ConstructorParameters<typeof FixtureCall>[0]) =>
  new FixtureCall({ localStream: stream(), remoteStream: stream(), ...first })

describe('the condition of a call that was answered', () => {
  test('is good until something says otherwise, and is not asked before the answer', () => {
    expect(conditionOf(call({ state: 'talking' }))).toBe('good')
    expect(conditionOf(call({ state: 'incoming', online: false }))).toBe('good')
    expect(
      conditionOf(
        Object.assign(call({ state: 'talking' }), { connection: 'connected', quality: 'good' } as const),
      ),
    ).toBe('good')
  })

  test.each([
    [{ online: false }, 'reconnecting'],
    [{ connection: 'reconnecting' }, 'reconnecting'],
    [{ quality: 'lost' }, 'reconnecting'],
    [{ connection: 'weak' }, 'weak'],
    [{ quality: 'weak' }, 'weak'],
    [{ trouble: HELD, quality: 'weak' }, 'held'],
    [{ trouble: HELD, online: false }, 'reconnecting'],
    [{ trouble: { ...HELD, microphone: 'denied' } }, 'good'],
  ] as const)('%o is %s', (details, condition) => {
    expect(conditionOf(Object.assign(call({ state: 'talking' }), details))).toBe(condition)
  })
})

describe('which picture is where', () => {
  test('the door fills the screen while it rings (C17), and one’s own camera is not shown before the answer', () => {
    expect(picturesOf(call({ state: 'incoming' }), true, false)).toEqual({ large: 'remote', small: null })
    expect(picturesOf(call({ state: 'incoming' }), false, false)).toEqual({ large: null, small: null })
    expect(picturesOf(call({ state: 'incoming' }), true, true)).toEqual({ large: 'remote', small: null })
  })

  test('one’s own picture is the mirror until the other arrives, then it lies in the corner', () => {
    expect(picturesOf(call({ state: 'calling', side: 'caller' }), true, false)).toEqual({
      large: 'local',
      small: null,
    })
    expect(picturesOf(call({ state: 'connecting' }), false, false)).toEqual({ large: 'local', small: null })
    expect(picturesOf(call({ state: 'connecting' }), true, false)).toEqual({
      large: 'remote',
      small: 'local',
    })
    expect(picturesOf(call({ state: 'talking' }), true, true)).toEqual({ large: 'local', small: 'remote' })
    expect(picturesOf(call({ state: 'talking' }), false, true)).toEqual({ large: null, small: 'local' })
  })

  test('there is none in a voice call (C13), of a camera that is off, and after the end', () => {
    const none = { large: null, small: null }
    expect(picturesOf(call({ state: 'talking', roomType: 'voice' }), true, false)).toEqual(none)
    expect(picturesOf(call({ state: 'ended' }), true, false)).toEqual(none)
    const off = { camera: false, microphone: true }
    expect(picturesOf(call({ state: 'talking', local: off, remote: off }), true, false)).toEqual(none)
    expect(picturesOf(call({ state: 'talking', local: off }), true, true)).toEqual({
      large: 'remote',
      small: null,
    })
  })
})

test('a picture is cut to the screen when little is lost, and shown whole when a face might be', () => {
  expect(fitOf(3 / 4, 390 / 844)).toBe('cover')
  expect(fitOf(16 / 9, 1440 / 900)).toBe('cover')
  expect(fitOf(4 / 3, 390 / 844)).toBe('contain')
  expect(fitOf(9 / 16, 844 / 390)).toBe('contain')
  expect(fitOf(4 / 3, 4 / 3)).toBe('cover')
})

describe('after the end', () => {
  const ended = (end: Partial<CallEnd> | null, more: ConstructorParameters<typeof FixtureCall>[0] = {}) =>
    call({
      state: 'ended',
      end: end && { reason: 'hung_up', by: null, origin: 'manual', message: null, ...end },
      ...more,
    })
  test.each([
    ['I hung up', ended({ by: 'listener' }), true, null],
    ['they hung up', ended({ by: 'caller', origin: 'other' }), true, null],
    ['answered elsewhere', ended(null, { answeredElsewhere: true }), true, null],
    ['another person answered', ended({ reason: 'cancelled', answered_by: { name: 'Bob' } }), true, null],
    ['I declined', ended({ reason: 'rejected', by: 'listener' }), true, null],
    ['I cancelled', ended({ reason: 'cancelled', by: 'caller' }, { side: 'caller' }), true, null],
    ['the time limit', ended({ origin: 'timeLimit' }), false, 'again'],
    ['missed', ended({ reason: 'timeout' }), false, 'back'],
    ['missed, cancelled', ended({ reason: 'cancelled', by: 'caller' }), false, 'back'],
    ['no answer', ended({ reason: 'timeout' }, { side: 'caller' }), false, 'again'],
    ['busy', ended({ reason: 'busy' }, { side: 'caller' }), false, 'again'],
    ['declined', ended({ reason: 'rejected', by: 'listener' }, { side: 'caller' }), false, 'again'],
    ['broken off', ended({ reason: 'aborted' }), false, 'again'],
    ['no reason is known', ended(null), false, 'again'],
  ] as const)('%s: closes itself %s, offers %s', (_, over, closes, offers) => {
    expect([endedAsMeant(over), nextCall(over)]).toEqual([closes, offers])
  })

  test('a call that goes on neither closes nor is placed again', () => {
    expect([endedAsMeant(call({ state: 'talking' })), nextCall(call({ state: 'talking' }))]).toEqual([
      false,
      null,
    ])
  })
})

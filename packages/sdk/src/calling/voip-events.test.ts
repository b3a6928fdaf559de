/** WeChat's events from pairs of snapshots: which, in which order, with what in them (wechat-surface 2.6). */

import type { Call as CallSnapshot, SideName } from '@callgrant/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { snapshotOf } from './snapshot-fixture.ts'
import { eventsBetween } from './voip-events.ts'

const caller = { side: 'caller', clientId: 'client-caller' } as const
const listener = { side: 'listener', clientId: 'client-phone' } as const
const view = (side: SideName) => (side === 'caller' ? caller : listener)
const taken = { ...snapshotOf({}).listener, client_id: 'client-phone' }

const created = snapshotOf({ created_at: 1_000 })
const ringing = snapshotOf({ state: 'ringing', caller_joined: true, joined_at: 2_000 })
const connecting = { ...ringing, state: 'connecting', accepted_at: 3_000, listener: taken } as CallSnapshot
const talking = { ...connecting, state: 'talking', started_at: 4_000 } as CallSnapshot
const ended = (from: CallSnapshot, end: Partial<CallSnapshot['end'] & object>): CallSnapshot => ({
  ...from,
  state: 'ended',
  ended_at: 9_000,
  end: { reason: 'hung_up', by: 'caller', origin: 'manual', message: null, ...end },
})
const names = (before: CallSnapshot | null, after: CallSnapshot, side: SideName) =>
  eventsBetween(before, after, view(side)).map(({ eventName }) => eventName)
const first = (after: CallSnapshot, side: SideName) => {
  const [event] = eventsBetween(after.started_at === null ? ringing : talking, after, view(side))
  return { [event?.eventName ?? '']: event?.data }
}

test('tells each step to the side that it is for', () => {
  expect(names(null, created, 'caller')).toEqual([])
  expect(names(created, ringing, 'caller')).toEqual(['joinedRoomByCaller'])
  expect(names(created, ringing, 'listener')).toEqual([])
  expect(names(ringing, connecting, 'caller')).toEqual([])
  expect(names(ringing, connecting, 'listener')).toEqual(['hangOnVoip'])
  expect(names(connecting, talking, 'caller')).toEqual(['startVoip'])
  expect(names(connecting, talking, 'listener')).toEqual(['startVoip'])
})

test('tells the reason, endVoip and finishVoip, with room and group id alike', () => {
  const events = eventsBetween(talking, ended(talking, {}), caller)
  expect(events).toEqual([
    {
      eventName: 'hangUpVoip',
      roomId: 'r_1',
      groupId: 'r_1',
      data: { keepTime: 5, status: 'endByCaller', origin: 'manual' },
    },
    {
      eventName: 'endVoip',
      roomId: 'r_1',
      groupId: 'r_1',
      data: {
        keepTime: 5,
        callerName: 'Front door phone',
        listenerName: 'Alice',
        roomType: 'video',
        isCaller: true,
        businessType: 1,
      },
    },
    { eventName: 'finishVoip', roomId: 'r_1', groupId: 'r_1', data: { keepTime: 5 } },
  ])
})

test.each(['manual', 'unloadCallPage', 'forceFromApp'] as const)(
  'tells the one who ends it `%s`, and the other side `other`',
  (origin) => {
    const cancelled = ended(ringing, { reason: 'cancelled', by: 'caller', origin })
    expect(first(cancelled, 'caller')).toEqual({ cancelVoip: { status: origin } })
    expect(first(cancelled, 'listener')).toEqual({ cancelVoip: { status: 'other' } })
    const rejected = ended(ringing, { reason: 'rejected', by: 'listener', origin })
    expect(first(rejected, 'caller')).toEqual({ rejectVoip: { status: 'other' } })
    expect(first(rejected, 'listener')).toEqual({ rejectVoip: { status: origin } })
    const hungUp = ended(talking, { reason: 'hung_up', by: 'listener', origin })
    const data = { keepTime: 5, status: 'endByListener' }
    expect(first(hungUp, 'caller')).toEqual({ hangUpVoip: { ...data, origin: 'other' } })
    expect(first(hungUp, 'listener')).toEqual({ hangUpVoip: { ...data, origin } })
  },
)

test('tells both sides of a time limit by its name (C10)', () => {
  const over = ended(talking, { reason: 'hung_up', by: 'caller', origin: 'timeLimit' })
  const told = { hangUpVoip: { keepTime: 5, status: 'endByCaller', origin: 'timeLimit' } }
  expect(first(over, 'caller')).toEqual(told)
  expect(first(over, 'listener')).toEqual(told)
})

test('tells both sides of a time-out, and `busy` to the caller only', () => {
  expect(names(ringing, ended(ringing, { reason: 'timeout', by: null }), 'caller')[0]).toBe('timeout')
  expect(names(ringing, ended(ringing, { reason: 'timeout', by: null }), 'listener')[0]).toBe('timeout')
  const busy = ended(created, { reason: 'busy', by: null })
  expect(names(null, busy, 'caller')).toEqual(['busy', 'endVoip', 'finishVoip'])
})

test('tells an abort with its words: by whom to the side that did it, `unknown` to the other', () => {
  const end = { reason: 'aborted', by: 'listener', origin: 'other', message: 'no camera' } as const
  const data = (status: string) => ({
    abortVoip: { keepTime: 5, status, error: { errMsg: 'no camera' } },
  })
  expect(first(ended(talking, end), 'listener')).toEqual(data('abortByListener'))
  expect(first(ended(talking, end), 'caller')).toEqual(data('unknown'))
  expect(first(ended(talking, { ...end, by: null }), 'caller')).toEqual(data('unknown'))
})

test('ends the ringing of a client when another one answered, with no reason of its own (C7)', () => {
  const elsewhere = { side: 'listener', clientId: 'client-tablet' } as const
  expect(eventsBetween(ringing, connecting, elsewhere).map((event) => event.eventName)).toEqual([
    'endVoip',
    'finishVoip',
  ])
  expect(eventsBetween(connecting, ended(talking, {}), elsewhere)).toEqual([])
})

test('tells the same events in the same order, whatever snapshots were missed or seen twice (C15)', () => {
  const life = [created, ringing, connecting, talking, ended(talking, {})]
  const side = fc.constantFrom<SideName>('caller', 'listener')
  const seen = fc.subarray([0, 1, 2, 3], { minLength: 0 })
  fc.assert(
    fc.property(side, seen, fc.boolean(), (side, kept, twice) => {
      const tell = (indexes: number[]) => {
        let before: CallSnapshot | null = null
        return indexes.flatMap((index) => {
          const after = life[index] as CallSnapshot
          const told = names(before, after, side)
          before = after
          return told
        })
      }
      const indexes = [...kept, 4]
      expect(tell(twice ? indexes.flatMap((index) => [index, index]) : indexes)).toEqual(
        tell([0, 1, 2, 3, 4]),
      )
    }),
  )
})

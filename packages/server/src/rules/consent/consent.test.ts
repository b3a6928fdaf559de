import { describe, expect, it } from 'vitest'
import { refusalToJoin } from '../group.ts'
import { decideEffective, type Facts } from './effective-authorization.ts'
import { type ConsentEvent, refusalToAsk, type State, stateAfter, stateOf } from './states.ts'
import { subjectKey } from './subject.ts'

const ON = { status: 1 }
const OFF = { status: 0 }

describe('the three states', () => {
  it('a row of 1 is authorized, of 0 refused, no row none', () => {
    expect([ON, OFF, null, undefined].map((row) => stateOf(row, 0))).toEqual([
      'authorized',
      'refused',
      'none',
      'none',
    ])
  })

  it.each<[State, ConsentEvent, State | null]>([
    ['none', 'allow', 'authorized'],
    ['none', 'reject', 'refused'],
    ['none', 'dismiss', 'none'],
    ['none', 'switch_on', null],
    ['none', 'switch_off', null],
    ['none', 'clear', 'none'],
    ['authorized', 'allow', null],
    ['authorized', 'reject', null],
    ['authorized', 'dismiss', null],
    ['authorized', 'switch_off', 'refused'],
    ['authorized', 'switch_on', 'authorized'],
    ['authorized', 'clear', 'none'],
    ['refused', 'allow', null],
    ['refused', 'reject', null],
    ['refused', 'dismiss', null],
    ['refused', 'switch_on', 'authorized'],
    ['refused', 'switch_off', 'refused'],
    ['refused', 'clear', 'none'],
  ])('from %s, %s leads to %s', (from, event, to) => {
    expect(stateAfter(from, event)).toBe(to)
  })

  it('only from none is a dialog shown (A1, A2, A3)', () => {
    expect(refusalToAsk('none')).toBeNull()
    expect(refusalToAsk('authorized')).toBe('already_authorized')
    expect(refusalToAsk('refused')).toBe('already_refused')
  })

  it('keys of devices and groups never meet', () => {
    const keys = [
      subjectKey({ kind: 'device', modelId: 'a', sn: 'b' }),
      subjectKey({ kind: 'device', modelId: 'b', sn: 'a' }),
      subjectKey({ kind: 'group', groupId: 'a' }),
      subjectKey({ kind: 'group', groupId: 'b' }),
    ]
    expect(new Set(keys).size).toBe(4)
  })
})

describe('which row decides (A5, A6)', () => {
  const facts = (given: Partial<Facts<{ status: number }>>): Facts<{ status: number }> => ({
    sn: 'door-1',
    groupId: null,
    device: null,
    group: null,
    elsewhere: null,
    ...given,
  })

  it.each<[string, Partial<Facts<{ status: number }>>, boolean, string, string]>([
    ['no row', {}, false, 'none', 'openid has not authorized device door-1'],
    ['its own row on', { device: ON }, true, 'device', 'openid has authorized device door-1'],
    ['its own row off', { device: OFF }, false, 'device', 'openid has refused device door-1'],
    [
      'its group’s row on',
      { groupId: 'g_1', group: ON },
      true,
      'group',
      'openid has authorized the group of device door-1 (group g_1: device is in it)',
    ],
    [
      'its group’s row off',
      { groupId: 'g_1', group: OFF },
      false,
      'group',
      'openid has refused the group of device door-1 (group g_1: device is in it)',
    ],
    [
      'its own row off in a group that is on (A5)',
      { groupId: 'g_1', group: ON, device: OFF },
      false,
      'device',
      'openid has refused device door-1',
    ],
    [
      'its own row on in a group that is off (A5)',
      { groupId: 'g_1', group: OFF, device: ON },
      true,
      'device',
      'openid has authorized device door-1',
    ],
    [
      'an authorized group that it is not in (A6)',
      { elsewhere: 'g_2' },
      false,
      'none',
      'openid has not authorized device door-1 (group g_2: device is not in it)',
    ],
    [
      'a group that nobody was asked about',
      { groupId: 'g_1' },
      false,
      'none',
      'openid has not authorized device door-1 (group g_1: not authorized either)',
    ],
  ])('%s', (_words, given, allowed, decidedBy, reason) => {
    expect(decideEffective(facts(given), 0)).toMatchObject({ allowed, decidedBy, reason })
  })
})

describe('who may join a group', () => {
  const group = { group_id: 'g_1', model_type: 'door phone' }
  const free = { modelType: 'door phone', groupNow: null, count: 0, force: false }
  it.each([
    ['a device of the type', free, null],
    ['a device of no model', { ...free, modelType: null }, 'model_unknown'],
    ['a device of another type', { ...free, modelType: 'bell' }, 'group_type_mismatch'],
    ['a member', { ...free, groupNow: 'g_1', count: 50 }, 'group_already_in'],
    ['a member of another', { ...free, groupNow: 'g_2' }, 'group_in_other'],
    ['a member of another, by force', { ...free, groupNow: 'g_2', force: true }, null],
    ['the 50th', { ...free, count: 49 }, null],
    ['the 51st', { ...free, count: 50 }, 'group_full'],
    ['the 51st by force', { ...free, groupNow: 'g_2', force: true, count: 50 }, 'group_full'],
  ])('%s', (_words, facts, code) => expect(refusalToJoin(group, facts)).toBe(code))
})

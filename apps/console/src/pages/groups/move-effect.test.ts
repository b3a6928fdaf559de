import type { Authorization } from '@callgrant/protocol'
import { expect, it } from 'vitest'
import { moveEffect } from './move-effect.ts'

const device = { model_id: 'm_door', sn: 'door-1' }
const row = (openid: string, status: 0 | 1): Authorization => ({
  openid,
  status,
  kind: 'group',
  model_id: null,
  sn: null,
  group_id: 'g',
  display_name: 'Hall',
  created_at: 0,
  updated_at: 0,
})
const move = (own: Authorization[], from: Authorization[], to: Authorization[]) =>
  moveEffect([{ device, own, from, to }])

it('says whom the device may ring no more, and whom it may ring now (A6)', () => {
  expect(move([], [row('alice', 1)], [row('bob', 1)])).toEqual([
    { ...device, openid: 'alice', before: true, after: false },
    { ...device, openid: 'bob', before: false, after: true },
  ])
})

it('changes nothing for who decided about the device itself (A5)', () => {
  expect(move([row('alice', 1), row('bob', 0)], [row('alice', 1)], [row('bob', 1)])).toEqual([])
})

it('changes nothing for who allowed both groups, or refused both', () => {
  expect(move([], [row('alice', 1), row('bob', 0)], [row('alice', 1), row('bob', 0)])).toEqual([])
})

it('counts a refusal of a group as no permission, whichever way the device goes', () => {
  expect(move([], [row('alice', 0)], [])).toEqual([])
  expect(move([], [row('alice', 1)], [row('alice', 0)])).toEqual([
    { ...device, openid: 'alice', before: true, after: false },
  ])
})

it('says it of each device', () => {
  const other = { model_id: 'm_door', sn: 'door-2' }
  const to = [row('alice', 1)]
  expect(
    moveEffect([device, other].map((device) => ({ device, own: [], from: [], to }))).map(({ sn }) => sn),
  ).toEqual(['door-1', 'door-2'])
})

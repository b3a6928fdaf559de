import { expect, test } from 'vitest'
import { type EarlyTerms, earlySetupOf, previewOf } from './early.ts'

const terms: EarlyTerms = {
  policy: 'authorized',
  authorized: true,
  relayed: true,
  preview: true,
  previewWanted: true,
}
const device = (early: Partial<EarlyTerms>) => ({
  callerKind: 'device' as const,
  early: { ...terms, ...early },
})
const video = { room_type: 'video', caller_camera: true } as const

test.each([
  ['off', true, true, 'off'],
  ['relay', true, true, 'relay'],
  ['relay', true, false, 'off'],
  ['authorized', true, true, 'all'],
  ['authorized', true, false, 'all'],
  ['authorized', false, true, 'relay'],
  ['authorized', false, false, 'off'],
  ['all', false, false, 'all'],
] as const)('policy %s, authorized %s, with a relay %s: %s', (policy, authorized, relayed, expected) => {
  expect(earlySetupOf({ ...terms, policy, authorized, relayed })).toBe(expected)
})

test('a device that rings with video sends its picture before the answer (C17)', () => {
  expect(previewOf(device({}), video)).toBe(true)
})

test.each([
  ['the app does not let people', { preview: false }],
  ['the person does not want to', { previewWanted: false }],
  ['the person did not authorize the device', { authorized: false, policy: 'all' }],
  ['nothing is connected before the answer', { policy: 'off' }],
] as const)('not when %s (C17)', (_, early) => {
  expect(previewOf(device(early), video)).toBe(false)
})

test('not in a voice call, not with the camera off, and never of a person (C17)', () => {
  expect(previewOf(device({}), { ...video, room_type: 'voice' })).toBe(false)
  expect(previewOf(device({}), { ...video, caller_camera: false })).toBe(false)
  expect(previewOf({ ...device({}), callerKind: 'person' }, video)).toBe(false)
})

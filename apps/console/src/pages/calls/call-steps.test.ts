import type { AppEvent, ListedCall } from '@callgrant/protocol'
import { expect, it } from 'vitest'
import { callSteps } from './call-steps.ts'

const call = {
  created_at: 1_000,
  joined_at: 1_100,
  accepted_at: 3_000,
  started_at: 3_200,
  ended_at: 9_000,
  end: { reason: 'hung_up', by: 'listener', origin: 'manual', message: null },
} as ListedCall
const changed = (at: number, state: string, end: object | null = null) =>
  ({ id: `${at}`, type: 'call.changed', at, data: { call: { state, end } } }) as AppEvent

it('tells what both sides did, in order, each with the time since the step before', () => {
  const quality = { id: 'q', type: 'call.quality', at: 9_050, data: { side: 'caller' } } as AppEvent
  const events = [
    changed(1_000, 'created'),
    changed(1_100, 'ringing'),
    changed(1_500, 'ringing'),
    changed(9_000, 'ended', { by: 'listener' }),
    quality,
  ]
  expect(callSteps(call, events)).toEqual([
    { name: 'created', at: 1_000, side: 'caller', afterMs: null },
    { name: 'ringing', at: 1_100, side: 'caller', afterMs: 100 },
    { name: 'ended', at: 9_000, side: 'listener', afterMs: 7_900 },
    { name: 'quality', at: 9_050, side: 'caller', afterMs: 50 },
  ])
})

it('tells it by the call itself where its events are not kept any more', () => {
  expect(callSteps(call, []).map(({ name, side }) => [name, side])).toEqual([
    ['created', 'caller'],
    ['ringing', 'caller'],
    ['connecting', 'listener'],
    ['talking', null],
    ['ended', 'listener'],
  ])
})

it('says that a call was missed in quiet hours (Y11)', () => {
  const missed = (data: object) => ({ id: 'm', type: 'call.missed', at: 9_000, data }) as AppEvent
  const names = (event: AppEvent) => callSteps(call, [event]).map(({ name }) => name)
  expect(names(missed({ call: {} }))).toEqual(['missed'])
  expect(names(missed({ call: {}, quiet: true }))).toEqual(['missed_quiet'])
})

it('leaves out what has not happened', () => {
  const ringing = { ...call, accepted_at: null, started_at: null, ended_at: null, end: null }
  expect(callSteps(ringing, []).map(({ name }) => name)).toEqual(['created', 'ringing'])
})

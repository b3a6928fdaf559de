import { describe, expect, test } from 'vitest'
import { afterFact, type Fact, factsOf, STEPS, type Step, stepsDone } from './story.ts'

const call = (state: 'ringing' | 'talking' | 'ended', kind: 'device' | 'person' = 'device'): Fact => ({
  type: 'call',
  call: {
    state,
    caller: { kind, id: 'door', name: 'Door', camera: true, client_id: null },
    end: state === 'ended' ? { reason: 'hung_up', by: 'caller', origin: 'manual', message: null } : null,
  },
})
const record = (act: string): Fact => ({ type: 'record', act })
const tell = (...facts: Fact[]) => facts.reduce<readonly Step[]>(afterFact, [])

describe('the walk through the story', () => {
  test('ticks all seven steps as they happen', () => {
    const done = tell(
      record('asked'),
      record('authorized'),
      call('ringing'),
      call('talking'),
      call('ended'),
      record('switched_off'),
      { type: 'ring-refused', errCode: 9 },
    )
    expect(done).toEqual(STEPS)
  })

  test('does not tick a step before those ahead of it', () => {
    expect(tell({ type: 'ring-refused', errCode: 9 })).toEqual([])
    expect(tell(record('asked'), record('refused'), record('switched_off'))).toEqual(['ask'])
    expect(tell(record('asked'), record('authorized'), call('talking', 'person'))).toEqual(['ask', 'allow'])
  })

  test('takes switching on in settings for the permission that was refused first', () => {
    expect(tell(record('asked'), record('refused'), record('switched_on'))).toEqual(['ask', 'allow'])
  })

  test('counts what arrives late at the time at which it happened', () => {
    const rung = {
      room_id: 'r_1',
      version: 4,
      ...(call('ended') as Extract<Fact, { type: 'call' }>).call,
      created_at: 30,
      started_at: 40,
      ended_at: 50,
    } as Parameters<typeof factsOf>[0]
    // The records are read after the call has arrived, as on a slow machine.
    const facts = [
      ...factsOf(rung),
      { key: 'a', fact: record('asked'), at: 10 },
      { key: 'b', fact: record('authorized'), at: 20 },
    ]
    expect(stepsDone(facts)).toEqual(STEPS.slice(0, 5))
    expect(stepsDone(factsOf(rung))).toEqual([])
    expect(factsOf({ ...rung, state: 'talking', end: null, ended_at: null }).map(({ at }) => at)).toEqual([
      30, 40,
    ])
  })

  test('does not take another refusal for the withdrawn permission', () => {
    const six = STEPS.slice(0, 6)
    expect(afterFact(six, { type: 'ring-refused', errCode: 1005 })).toEqual(six)
  })
})

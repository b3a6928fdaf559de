import type { Call } from '@callgrant/protocol'
import { describe, expect, test } from 'vitest'
import { eventLineOf, isAbout } from './event-lines.ts'
import { INDEX_TEXTS } from './index-texts.ts'

const BOB = 'bob-1'
const event = (type: string, data: unknown) => ({ id: 'evt_1', at: 5, type, data })
const call = (change: Partial<Call>) => ({
  call: {
    openid: 'alice-1',
    sn: 'door-1',
    state: 'ringing',
    end: null,
    caller: { kind: 'device' },
    ...change,
  },
})

describe('what the third panel tells', () => {
  test('says in both languages what a call is doing, and why it ended', () => {
    const ended = event(
      'call.changed',
      call({ state: 'ended', end: { reason: 'hung_up', by: 'caller', origin: 'manual', message: null } }),
    )
    expect(eventLineOf(ended, INDEX_TEXTS.en, BOB)?.text).toBe('The call is over: hung up')
    expect(eventLineOf(ended, INDEX_TEXTS.zh, BOB)?.text).toBe('通话结束: 已挂断')
    expect(eventLineOf(ended, INDEX_TEXTS.en, BOB)?.name).toBe('call.changed (ended)')
  })

  test('has words for every act of consent', () => {
    for (const act of [
      'asked',
      'authorized',
      'refused',
      'switched_on',
      'switched_off',
      'cleared',
      'expired',
    ]) {
      expect(eventLineOf(event(`authorization.${act}`, {}), INDEX_TEXTS.en, BOB)?.text).toBeTruthy()
    }
  })

  test('says whose it is of the second person, and that another answered (H3)', () => {
    const end = { reason: 'cancelled', by: null, origin: 'other', message: null } as const
    const stopped = call({ openid: BOB, state: 'ended', end: { ...end, answered_by: { name: null } } })
    const text = eventLineOf(event('call.changed', stopped), INDEX_TEXTS.en, BOB)?.text
    expect(text).toBe('Bob: The call is over: another person answered')
  })

  test('keeps other tries on the same server out', () => {
    const ids = { openid: 'alice-1', second: BOB, sn: 'door-1' }
    expect(isAbout(event('call.changed', call({})), ids)).toBe(true)
    expect(isAbout(event('call.changed', call({ openid: BOB })), ids)).toBe(true)
    expect(isAbout(event('call.changed', call({ openid: 'alice-2' })), ids)).toBe(false)
    expect(isAbout(event('authorization.asked', { openid: 'alice-2', sn: 'door-1' }), ids)).toBe(false)
    expect(isAbout(event('device.registered', { sn: 'door-1' }), ids)).toBe(true)
    expect(isAbout(event('device.registered', { sn: 'door-2' }), ids)).toBe(false)
  })
})

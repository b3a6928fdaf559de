import type { Call } from '@callgrant/protocol'
import { describe, expect, test } from 'vitest'
import { eventLineOf, isAbout } from './event-lines.ts'
import { INDEX_TEXTS } from './index-texts.ts'

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
    expect(eventLineOf(ended, INDEX_TEXTS.en)?.text).toBe('The call is over: hung up')
    expect(eventLineOf(ended, INDEX_TEXTS.zh)?.text).toBe('通话结束: 已挂断')
    expect(eventLineOf(ended, INDEX_TEXTS.en)?.name).toBe('call.changed (ended)')
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
      expect(eventLineOf(event(`authorization.${act}`, {}), INDEX_TEXTS.en)?.text).toBeTruthy()
    }
  })

  test('keeps other tries on the same server out', () => {
    expect(isAbout(event('call.changed', call({})), 'alice-1', 'door-1')).toBe(true)
    expect(isAbout(event('call.changed', call({ openid: 'alice-2' })), 'alice-1', 'door-1')).toBe(false)
    expect(
      isAbout(event('authorization.asked', { openid: 'alice-2', sn: 'door-1' }), 'alice-1', 'door-1'),
    ).toBe(false)
    expect(isAbout(event('device.registered', { sn: 'door-1' }), 'alice-1', 'door-1')).toBe(true)
    expect(isAbout(event('device.registered', { sn: 'door-2' }), 'alice-1', 'door-1')).toBe(false)
  })
})

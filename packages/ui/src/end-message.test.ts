import type { Call, CallEnd } from '@callgrant/sdk/calling'
import { describe, expect, test } from 'vitest'
import { endMessage } from './end-message.ts'

const said = (end: Partial<CallEnd>, language: 'en' | 'zh', state: Call['state'] = 'ended') =>
  endMessage(
    { state, side: 'listener', end: { reason: 'aborted', by: null, origin: 'other', message: null, ...end } },
    'Front door',
    language,
  )

describe('why a call was broken off (C6)', () => {
  test.each([
    'media could not be set up within 30 s',
    'no client of the device joined the call',
    'listener waitOtherToJoin timeout',
    'both sides gave no sign of life for 15 s',
    'the caller gave no sign of life for 15 s',
    'the authorization was withdrawn',
    'the server could not be reached',
  ])('is told in the person’s language: %s', (message) => {
    expect(said({ message }, 'zh')).toMatch(/^[^A-Za-z]+$/)
    expect(said({ message }, 'en')).toMatch(/^[A-Z][a-z ]+$/)
  })

  test('names the other side if it was that one, and not this one', () => {
    const message = 'the caller gave no sign of life for 15 s'
    expect(said({ by: 'caller', message }, 'en')).toBe('Front door: The connection was lost')
    expect(said({ by: 'caller', message }, 'zh')).toBe('Front door：连接已断开')
    expect(said({ by: 'listener', message }, 'en')).toBe('The connection was lost')
  })

  test('leaves an app’s own words as they are, and says nothing where there are none', () => {
    expect(said({ by: 'caller', message: 'no camera' }, 'zh')).toBe('Front door：no camera')
    expect(said({}, 'en')).toBe('')
    expect(said({ message: 'no camera' }, 'en', 'talking')).toBe('')
  })
})

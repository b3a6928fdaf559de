import { CallgrantError, type ErrorCode } from '@callgrant/protocol/errors'
import { expect, test } from 'vitest'
import { knownReason, reasonText } from './error-texts.ts'

const CODES: ErrorCode[] = [
  'network',
  'unauthenticated',
  'token_expired',
  'forbidden',
  'rate_limited',
  'authorization_unknown',
  'answered_elsewhere',
  'call_over',
]

test.each(CODES)('%s is said in the language of the page, whatever the message', (code) => {
  const english = new CallgrantError(code, { message: 'In English.' })
  expect(reasonText(english, 'zh')).toMatch(/^[^A-Za-z]+。$/)
  expect(reasonText(new CallgrantError(code, { message: '用中文。' }), 'en')).toMatch(/^[A-Z][\x20-\x7e]+\.$/)
})

test.each([
  new TypeError('x is not a function'),
  new CallgrantError('internal'),
  null,
  'text',
  { code: 'toString' },
])('of %s only that it is not the person’s fault', (error) => {
  expect(knownReason(error, 'zh')).toBeUndefined()
  expect(reasonText(error, 'zh')).toBe('服务器出现问题，请稍后重试。')
})

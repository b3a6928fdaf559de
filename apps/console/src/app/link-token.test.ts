import { expect, it } from 'vitest'
import { tokenIn } from './link-token.ts'

it.each([
  ['a whole link', 'http://127.0.0.1:7100/console/#token=once_1', 'once_1'],
  ['a token alone', ' once_1 ', 'once_1'],
  ['a token that had to be encoded', '/console/#token=a%2Bb', 'a+b'],
  ['nothing', '  ', ''],
])('finds the token in %s', (_what, pasted, token) => {
  expect(tokenIn(pasted)).toBe(token)
})

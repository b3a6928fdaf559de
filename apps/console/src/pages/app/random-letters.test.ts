import { SetMessagePush } from '@callgrant/protocol'
import { expect, test } from 'vitest'
import { randomLetters } from './random-letters.ts'

test('makes tokens and keys that the server takes, no two the same', () => {
  const made = Array.from({ length: 200 }, () => [randomLetters(32), randomLetters(43)] as const)
  for (const [token, aes_key] of made) {
    expect(SetMessagePush.safeParse({ url: 'https://a.example', token, aes_key }).success).toBe(true)
  }
  expect(new Set(made.flat()).size).toBe(400)
  expect(new Set(made.flat().join('')).size).toBe(62)
})

import { expect, it } from 'vitest'
import { preferredLanguage } from './accept-language.ts'

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh-CN', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en-US,en;q=0.9,zh;q=0.8', 'en'],
  ['fr, zh;q=0.5, en;q=0.4', 'zh'],
  ['de;q=1', 'en'],
  ['zh;q=0', 'en'],
  ['zhuang', 'en'],
  [';;;q=,', 'en'],
])('of %j takes %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language)
})

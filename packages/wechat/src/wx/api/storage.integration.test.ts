import { beforeEach, expect, test } from 'vitest'
import { createWx } from '../create-wx.ts'
import { answerOf } from '../wx-fixture.ts'
import type { Wx } from './index.ts'

let wx: Wx
beforeEach(() => {
  wx = createWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's' }).wx
})

test.each([
  ['text', 'a'],
  ['an empty text', ''],
  ['a number', 0],
  ['false', false],
  ['null', null],
  ['an object', { list: [1, { a: '语音' }] }],
  ['a date', new Date(1_700_000_000_000)],
])('gives back %s as it was stored', async (_, value) => {
  wx.setStorageSync('key', value)
  expect((await wx.getStorage({ key: 'key' })).data).toEqual(value)
  if (value !== null) expect(wx.getStorageSync('key')).toEqual(value)
})

test('what is stored is a copy', () => {
  const value = { a: 1 }
  wx.setStorageSync('key', value)
  value.a = 2
  expect(wx.getStorageSync('key')).toEqual({ a: 1 })
})

test('a key that is not there is an empty string, or fails', async () => {
  expect(wx.getStorageSync('none')).toBe('')
  expect(await answerOf((callbacks) => wx.getStorage({ key: 'none', ...callbacks }))).toEqual({
    errMsg: 'getStorage:fail data not found',
  })
})

test('removes one key, then all of them', async () => {
  for (const key of ['a', 'b', 'c']) await wx.setStorage({ key, data: key })
  await wx.removeStorage({ key: 'a' })
  wx.removeStorageSync('b')
  expect(wx.getStorageInfoSync()).toEqual({ keys: ['c'], currentSize: 1, limitSize: 10240 })
  await wx.clearStorage()
  expect(await wx.getStorageInfo()).toMatchObject({ keys: [], currentSize: 0 })
})

test('refuses more than 1 MB for one key, and leaves what was there', async () => {
  wx.setStorageSync('key', 'small')
  expect(() => wx.setStorageSync('key', 'x'.repeat(1024 * 1024))).toThrow(
    'setStorageSync:fail exceed storage item max length',
  )
  expect(wx.getStorageSync('key')).toBe('small')
})

test('refuses more than 10 MB in all, but for what it takes the place of', async () => {
  const big = 'x'.repeat(1024 * 1024 - 100)
  for (let i = 0; i < 10; i++) wx.setStorageSync(`key-${i}`, big)
  await expect(wx.setStorage({ key: 'more', data: big })).rejects.toMatchObject({
    errMsg: 'setStorage:fail exceed storage max size 10Mb',
  })
  wx.setStorageSync('key-9', big)
})

test('refuses a key that is no string, and what JSON cannot carry', async () => {
  expect(() => wx.getStorageSync(1 as never)).toThrow(
    'getStorageSync:fail parameter error: parameter should be String instead of Number;',
  )
  expect(await answerOf((callbacks) => wx.setStorage({ data: 1, ...callbacks } as never))).toEqual({
    errno: 1001,
    errMsg: 'setStorage:fail parameter error: parameter.key should be String instead of Undefined;',
  })
  const round: Record<string, unknown> = {}
  round.self = round
  expect(() => wx.setStorageSync('key', round)).toThrow(/^setStorageSync:fail .*circular/i)
  expect(() => wx.setStorageSync('key', () => {})).toThrow('setStorageSync:fail a function cannot be stored')
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  codePoints,
  isDeviceName,
  isGroupName,
  isSerialNumber,
  isShowable,
  joinDeviceName,
  utf8Bytes,
} from './names.ts'

describe('the name in the dialog (A8)', () => {
  it.each([
    ['iot', 'campus phone', 'iot campus phone'],
    ['Front', 'door phone', 'Front door phone'],
    ['iot', '校园电话', 'iot校园电话'],
    ['奶奶的', 'speaker', '奶奶的speaker'],
    ['奶奶的', '音箱', '奶奶的音箱'],
    ['お母さんの', 'watch', 'お母さんのwatch'],
    ['할머니', 'speaker', '할머니speaker'],
    ['门口（', 'phone', '门口（phone'],
    ['𠮷', 'phone', '𠮷phone'],
    ['  iot ', ' campus phone ', 'iot campus phone'],
    ['', 'campus phone', 'campus phone'],
  ])('joins %j and %j to %j (A8)', (deviceName, modelType, joined) => {
    expect(joinDeviceName(deviceName, modelType)).toBe(joined)
  })

  it('keeps both parts whole and in order, whatever they are (A8)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
        const joined = joinDeviceName(left, right)
        expect(joined.startsWith(left.trim())).toBe(true)
        expect(joined.endsWith(right.trim())).toBe(true)
        expect(joined.length - left.trim().length - right.trim().length).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('deviceName (A10)', () => {
  it.each(['a', 'x'.repeat(13), '一二三四五六七八九十百千万', '👵🏽', '𠮷'.repeat(13)])(
    'takes %j (A10)',
    (name) => {
      expect(isDeviceName(name)).toBe(true)
    },
  )
  it.each(['', '   ', 'x'.repeat(14), '一二三四五六七八九十百千万亿', '𠮷'.repeat(14)])(
    'refuses %j (A10)',
    (name) => {
      expect(isDeviceName(name)).toBe(false)
    },
  )
  it('counts code points, not UTF-16 units (A10)', () => {
    expect(codePoints('𠮷a')).toBe(2)
  })
})

describe('a name that people are shown', () => {
  it.each(['Front', '奶奶的', '👩‍👩‍👧', 'Zoë', 'شقة ٣', 'a b', '門\u{e0100}'])('may be %j', (name) => {
    expect(isShowable(name)).toBe(true)
  })
  it.each(['a\0', 'a\nb', 'a\tb', 'a\u2028b', 'a\u2029b', 'a\u202eb', 'a\u2066b', 'a\x85b', 'a\ud800'])(
    'may not be %j, which would break or turn the sentence it stands in',
    (name) => {
      expect(isShowable(name)).toBe(false)
    },
  )
})

describe('serial numbers', () => {
  it.each(['a', 'SN_001-x', '0'.repeat(128)])('takes %j', (sn) => expect(isSerialNumber(sn)).toBe(true))
  it.each(['', '0'.repeat(129), 'a b', 'ü', 'a\n', '../x', 'a.b'])('refuses %j', (sn) =>
    expect(isSerialNumber(sn)).toBe(false),
  )
})

describe('group names', () => {
  it('takes 32 bytes and refuses 33', () => {
    expect(isGroupName('x'.repeat(32))).toBe(true)
    expect(isGroupName('x'.repeat(33))).toBe(false)
  })
  it('counts bytes of UTF-8: ten Han characters fit, eleven do not', () => {
    expect(isGroupName('校'.repeat(10))).toBe(true)
    expect(isGroupName('校'.repeat(11))).toBe(false)
  })
  it('refuses a blank name', () => expect(isGroupName(' ')).toBe(false))
  it.each(['', 'a', 'ü', '校', '😀', 'a校😀\u{10ffff}', '\ud800', '\udc00a'])(
    'counts %j as TextEncoder does',
    (text) => expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length),
  )
})

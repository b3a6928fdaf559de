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
  it.each([
    ['Front', 'Latin'],
    ['奶奶的', 'Han'],
    ['Zoë', 'a letter with a mark, composed'],
    ['Zoe\u0308', 'the same, with a combining mark'],
    ['شقة ٣', 'Arabic'],
    ['a b', 'a space inside'],
    ['３\u3000号', 'a wide space inside'],
    ['5', 'a digit'],
    ['-', 'a punctuation mark'],
    ['می\u200cخواهم', 'Persian with ZWNJ'],
    ['ශ්\u200dරී ලංකාව', 'Sinhala with ZWJ'],
    ['ക്\u200dഷ ന്\u200d', 'Malayalam, ZWJ inside and at the end'],
    ['ಯುಎಸ್\u200c', 'Kannada, ZWNJ at the end'],
    ['កោះ\u200bអាឡង់', 'Khmer with a place to break the line'],
    ['ᠠ\u180b', 'Mongolian with its variation selector'],
    ['門\u{e0100}', 'Han with a variation selector'],
    ['👩\u200d👩\u200d👧', 'a family'],
    ['🧑🏽\u200d🚒', 'a fire fighter with a skin tone'],
    ['👁\ufe0f\u200d🗨\ufe0f', 'an eye in a speech bubble'],
    ['🏳\ufe0f\u200d🌈', 'a flag'],
    ['❤\ufe0f', 'a heart'],
    ['1\ufe0f\u20e3', 'a keycap'],
    ['🇨🇳', 'a flag of two letters'],
  ])('may be %j: %s', (name) => {
    expect(isShowable(name)).toBe(true)
  })

  it.each([
    ['a\0', 'a control character'],
    ['a\nb', 'a line end'],
    ['a\tb', 'a tab'],
    ['a\x85b', 'a line end of C1'],
    ['a\u2028b', 'a line separator'],
    ['a\u2029b', 'a paragraph separator'],
    ['a\u202eb', 'an override of direction'],
    ['a\u2066b', 'an isolate'],
    ['a\u200fb', 'a mark of direction'],
    ['a\u061cb', 'the Arabic mark of direction'],
    ['a\ud800', 'half a pair'],
    ['a\u{10ffff}', 'a noncharacter'],
    ['a\u0378', 'an unassigned character'],
    ['a\ue000', 'a private character'],
    ['', 'nothing'],
    [' \u3000\u00a0', 'spaces'],
    ['\u3164', 'the Hangul filler'],
    ['a\u3164b', 'the Hangul filler between letters'],
    ['\u115f\u1160', 'the fillers of Hangul syllables'],
    ['\uffa0', 'the narrow Hangul filler'],
    ['\u2800', 'the blank of Braille'],
    ['\u200b', 'a zero-width space'],
    ['a\u200bb', 'a zero-width space between Latin letters'],
    ['\u200d', 'a joiner'],
    ['a\u200db', 'a joiner between Latin letters'],
    ['م\u200c', 'ZWNJ at the end of a Persian word'],
    ['م\u200c\u200cم', 'ZWNJ twice'],
    ['👩\u200d', 'an emoji with a joiner and nothing after'],
    ['👩\u200da', 'an emoji joined to a letter'],
    ['\ufe0f', 'a variation selector'],
    ['a\ufe0f', 'a variation selector after a Latin letter'],
    ['門\ufe00\ufe01', 'two variation selectors'],
    ['\u{e0041}\u{e007f}', 'tags'],
    ['a\u{e0041}', 'a tag after a letter'],
    ['🏴\u{e0067}\u{e0062}\u{e007f}', 'tags after a flag'],
    ['\u0301', 'a combining mark'],
    ['\u0301a', 'a combining mark before the name'],
    [' \u0301a', 'a combining mark on a space before the name'],
    ['\u00ad', 'a soft hyphen'],
    ['a\u034fb', 'a grapheme joiner'],
    ['a\u2060b', 'a word joiner'],
    ['\ufeffa', 'a byte order mark'],
    ['a\ufff9b', 'an annotation anchor'],
    ['\u17b4', 'an inherent vowel of Khmer'],
  ])('may not be %j: %s', (name) => {
    expect(isShowable(name)).toBe(false)
  })

  const hidden = /^[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]$/u
  const anyCodePoint = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code))

  it('has no hidden character among Latin or Cyrillic letters, whichever it is and wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-zÀ-ÖБ-я]{1,8}$/),
        anyCodePoint.filter((character) => hidden.test(character)),
        fc.nat(),
        (name, character, at) => {
          expect(isShowable(name)).toBe(true)
          const seam = at % (name.length + 1)
          expect(isShowable(name.slice(0, seam) + character + name.slice(seam))).toBe(false)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is not made of marks, blanks and hidden characters alone', () => {
    const nothing = anyCodePoint.filter((c) => hidden.test(c) || /^[\p{M}\p{Z}\u2800]$/u.test(c))
    fc.assert(
      fc.property(fc.string({ unit: nothing, maxLength: 8 }), (name) => {
        expect(isShowable(name)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('may have any character that is drawn by itself, and the answer takes no longer for a long name', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: anyCodePoint.filter((c) => /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(c) && !hidden.test(c)),
          minLength: 1,
        }),
        (name) => {
          expect(isShowable(name)).toBe(!/[\u2800\u{1d159}]/u.test(name))
        },
      ),
      { numRuns: 1000 },
    )
    const started = performance.now()
    expect(isShowable(`${'👩\u200d'.repeat(30_000)}a`)).toBe(false)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('may be the name of any country, language or currency, in whatever script people write', () => {
    const codes = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((a) =>
      [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((b) => a + b),
    )
    let joined = 0
    for (const language of 'ar bn bo ckb dz el fa gu hi hy ja ka ko mr my ne pa ps ru si ta te th ur vi zh'.split(
      ' ',
    )) {
      for (const type of ['region', 'language'] as const) {
        const names = new Intl.DisplayNames(language, { type })
        for (const code of codes) {
          const name = names.of(type === 'region' ? code : code.toLowerCase()) ?? code
          if (/[\u200c\u200d]/.test(name)) joined++
          expect(isShowable(name), `${language} ${code} ${JSON.stringify(name)}`).toBe(true)
        }
      }
    }
    expect(joined).toBeGreaterThan(20)
  })
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

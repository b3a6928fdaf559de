import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it, test } from 'vitest'
import { fieldLines, paragraph, tableLines } from './layout.ts'
import { PLAIN, type Screen } from './screen.ts'

const wide = (columns: number): Screen => ({ ...PLAIN, columns })
const HEAD = ['openid', 'kind', 'model_id', 'sn', 'group_id', 'status', 'display_name', 'updated_at']
const ALICE = ['alice', 'device', 'm_door', 'door-1', '-', '1', 'Front door phone', '2026-05-01T08:00:00Z']
const LI = ['li', 'device', 'm_door', 'door-2', '-', '0', '小区东门门口的可视门铃', '2026-05-01T08:00:00Z']

describe('a table', () => {
  test('has a line a row, and columns that line up, where it fits', () => {
    const lines = tableLines(HEAD, [ALICE, LI], wide(120))
    expect(lines).toEqual([
      'openid  kind    model_id  sn      group_id  status  display_name            updated_at',
      'alice   device  m_door    door-1  -         1       Front door phone        2026-05-01T08:00:00Z',
      'li      device  m_door    door-2  -         0       小区东门门口的可视门铃  2026-05-01T08:00:00Z',
    ])
  })

  test('leaves out columns without a value, and wraps texts between words, where it does not', () => {
    expect(tableLines(HEAD, [ALICE, LI], wide(80))).toEqual([
      'openid  kind    model_id  sn      status  display_name      updated_at',
      'alice   device  m_door    door-1  1       Front door phone  2026-05-01T08:00:00Z',
      'li      device  m_door    door-2  0       小区东门门口的可  2026-05-01T08:00:00Z',
      '                                          视门铃',
    ])
  })

  test('becomes a block a row where even that is too wide, so that no id is cut', () => {
    const lines = tableLines(HEAD, [ALICE, LI], wide(40))
    expect(lines.slice(0, 3)).toEqual(['openid        alice', 'kind          device', 'model_id      m_door'])
    expect(lines).toContain('')
    expect(lines.join('\n')).toContain('2026-05-01T08:00:00Z')
  })

  test('is as wide as it is where there is no terminal', () => {
    const long = 'a sentence '.repeat(40).trim()
    expect(tableLines(['words'], [[long]], PLAIN)).toEqual(['words', long])
  })

  test('never is wider than the terminal unless a word is, and loses nothing', () => {
    const word = fc.stringMatching(/^([a-z0-9_]{1,12}|[\p{Script=Han}]{1,3}[，。]?)$/u)
    const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '))
    const rows = fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 130 }), (cells, columns) => {
        const lines = tableLines(['one', 'two', 'three'], cells, wide(columns))
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
        const letters = (all: string) => [...all.replace(/\s/g, '')].sort().join('')
        const printed = letters(lines.join(''))
        for (const letter of letters(cells.flat().join(''))) expect(printed).toContain(letter)
      }),
    )
  })
})

describe('text that is wrapped', () => {
  test('stays behind its name', () => {
    expect(
      fieldLines(
        [
          ['reason', 'openid has not authorized device d1'],
          ['ok', 'no'],
        ],
        wide(30),
      ),
    ).toEqual(['reason  openid has not', '        authorized device d1', 'ok      no'])
  })

  it('keeps a long id whole, so that it can be copied', () => {
    const token = 'x'.repeat(200)
    expect(fieldLines([['token', token]], wide(80))).toEqual([`token  ${token}`])
  })

  it('begins no line with a mark that closes, and breaks no word in Chinese', () => {
    expect(paragraph('请设置 CALLGRANT_APPID 和密钥，然后再试。', wide(24))).toEqual([
      '请设置 CALLGRANT_APPID',
      '和密钥，然后再试。',
    ])
  })
})

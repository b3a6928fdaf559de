import { expect, test } from 'vitest'
import { type AllowLimit, limitedWords, limitToSend, timeZone } from './limit.ts'

const AT = Date.parse('2026-12-05T18:00:00')

test.each<[AllowLimit, string, string]>([
  [{}, 'Let it ring', '允许呼叫'],
  [{ until: 'midnight' }, 'Let it ring, today only, until midnight', '允许呼叫（仅限今天，至午夜）'],
  [{ until: AT }, 'Let it ring, until Dec 5, 2026, 6:00 PM', '允许呼叫（至 2026年12月5日 18:00）'],
  [{ rings: 1 }, 'Let it ring, for one ring', '允许呼叫（仅限 1 次呼叫）'],
  [
    { until: 'midnight', rings: 3 },
    'Let it ring, today only, until midnight, for 3 rings',
    '允许呼叫（仅限今天，至午夜，仅限 3 次呼叫）',
  ],
])('the sentence says how long: %j (B3)', (limit, en, zh) => {
  expect(limitedWords('en', 'Let it ring', limit).replace('\u202f', ' ')).toBe(en)
  expect(limitedWords('zh', '允许呼叫', limit)).toBe(zh)
})

test('today is sent as the person’s time zone: the server knows when its midnight is (Y3)', () => {
  expect(limitToSend({ until: 'midnight', rings: 2 })).toEqual({ today_in: timeZone(), rings: 2 })
  expect(limitToSend({ until: AT })).toEqual({ until: AT })
  expect(limitToSend({})).toEqual({})
})

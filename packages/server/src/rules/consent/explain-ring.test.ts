import { describe, expect, it } from 'vitest'
import { decideEffective, type Facts } from './effective-authorization.ts'
import { type Around, decisionBeforeAnyRow, explainRing } from './explain-ring.ts'
import type { Standing } from './limit.ts'

interface Row extends Standing {
  updated_at: number
}
const ON: Row = { status: 1, updated_at: 1_000 }
const OFF: Row = { status: 0, updated_at: 2_000 }

type Given = Partial<Facts<Row>> & Partial<Around>

function explain(given: Given, language: 'en' | 'zh' = 'en') {
  const facts = { sn: 'door-1', groupId: null, device: null, group: null, elsewhere: null, ...given }
  const around = { sn: 'door-1', calling: true, personKnown: true, registered: true, ...given }
  const { allowed, decision } = explainRing(decideEffective(facts, 0), around, language)
  return [allowed, decision.by, decision.at, decision.explanation]
}

describe('why a device may ring a person (A5, A6, B1)', () => {
  it.each<[Given, unknown[], string]>([
    [{ device: ON }, [true, 'device', 1_000, 'The person allowed device door-1.'], '用户已允许设备 door-1。'],
    [
      { device: OFF },
      [false, 'device', 2_000, 'The person refused device door-1, or switched it off.'],
      '用户拒绝或关闭了设备 door-1。',
    ],
    [
      { device: OFF, group: ON, groupId: 'g_1' },
      [
        ...[false, 'device', 2_000],
        'The person refused device door-1, or switched it off. This counts before group g_1, which they allowed.',
      ],
      '用户拒绝或关闭了设备 door-1。该决定优先于用户已允许的设备组 g_1。',
    ],
    [
      { device: ON, group: OFF, groupId: 'g_1' },
      [true, 'device', 1_000, 'The person allowed device door-1.'],
      '用户已允许设备 door-1。',
    ],
    [
      { group: ON, groupId: 'g_1' },
      [true, 'group', 1_000, 'The person allowed group g_1, which device door-1 is in.'],
      '用户已允许设备组 g_1，设备 door-1 在该组中。',
    ],
    [
      { group: OFF, groupId: 'g_1' },
      [
        ...[false, 'group', 2_000],
        'The person refused group g_1, which device door-1 is in, or switched it off.',
      ],
      '用户拒绝或关闭了设备 door-1 所在的设备组 g_1。',
    ],
    [
      {},
      [
        ...[false, 'none', null],
        'The person has given no answer about device door-1, or cleared the app since.',
      ],
      '用户尚未对设备 door-1 作出选择，或此后已清除应用。',
    ],
    [
      { groupId: 'g_1' },
      [
        ...[false, 'none', null],
        'The person has given no answer about device door-1 or its group g_1, or cleared the app since.',
      ],
      '用户尚未对设备 door-1 或其设备组 g_1 作出选择，或此后已清除应用。',
    ],
    [
      { elsewhere: 'g_2' },
      [
        ...[false, 'none', null],
        'The person has given no answer about device door-1, or cleared the app since. They allowed group g_2, but the device is not in it.',
      ],
      '用户尚未对设备 door-1 作出选择，或此后已清除应用。用户允许了设备组 g_2，但该设备不在组中。',
    ],
  ])('%j', (given, expected, chinese) => {
    expect(explain(given)).toEqual(expected)
    expect(explain(given, 'zh')).toEqual([...expected.slice(0, 3), chinese])
  })

  it('an app that may not call, and then a person whom nobody knows, come before any row', () => {
    const off = explain({ device: ON, calling: false, personKnown: false })
    expect(off).toEqual([false, 'calling_off', null, expect.stringMatching(/no calling capability/)])
    const unknown = explain({ device: ON, personKnown: false })
    expect(unknown).toEqual([false, 'person_unknown', null, expect.stringMatching(/No person of this app/)])
    expect(explain({ personKnown: false }, 'zh')[3]).toMatch(/没有此 openid/)
  })

  it('a device without a key may be authorized, and the sentence says that it cannot ring yet', () => {
    expect(explain({ device: ON, registered: false })).toEqual([
      ...[true, 'device', 1_000],
      'The person allowed device door-1. The device has no key now, and can ring once it is registered.',
    ])
    // Where consent says no already, that is the reason.
    expect(explain({ device: OFF, registered: false })).toEqual(explain({ device: OFF }))
  })

  it('what is allowed for a time says for how long, what ran out since when, and quiet hours that they are (B1, Y1, Y8)', () => {
    const until = { ...ON, ends_at: 3_600_000 }
    const explained = (given: Given, language: 'en' | 'zh' = 'en') => explain(given, language)[3]
    expect(explained({ device: until })).toBe(
      'The person allowed device door-1, until Jan 1, 1970, 1:00:00 AM UTC.',
    )
    expect(explained({ group: { ...ON, rings_left: 1 }, groupId: 'g_1' })).toBe(
      'The person allowed group g_1, which device door-1 is in, for one more ring.',
    )
    expect(explained({ group: { ...until, rings_left: 2 }, groupId: 'g_1' }, 'zh')).toBe(
      '用户已允许设备组 g_1（至 1970年1月1日 01:00:00 UTC，还可呼叫 2 次），设备 door-1 在该组中。',
    )
    const out = { status: 0, updated_at: 2_000, ends_at: 2_000, rings_left: 0 }
    expect(explain({ device: out })).toEqual([
      ...[false, 'none', null],
      'What the person allowed device door-1 ran out at Jan 1, 1970, 12:00:02 AM UTC; they may be asked again.',
    ])
    expect(explained({ device: out, group: ON, groupId: 'g_1' })).toMatch(
      /^The person allowed group.* ran out at/,
    )
    expect(explained({ device: ON, quiet: true })).toMatch(/^The person allowed .* They have quiet hours now/)
    expect(explained({ device: OFF, quiet: true })).toBe(explained({ device: OFF }))
  })

  it('a refusal before any row has the same words, and other refusals none', () => {
    expect(decisionBeforeAnyRow('calling_not_enabled', 'en')).toMatchObject({ by: 'calling_off', at: null })
    expect(decisionBeforeAnyRow('openid_other_app', 'zh')).toMatchObject({ by: 'person_unknown' })
    expect(decisionBeforeAnyRow('device_unknown', 'en')).toMatchObject({ by: 'device_unregistered' })
    expect(decisionBeforeAnyRow('call_in_progress', 'en')).toBeNull()
  })
})

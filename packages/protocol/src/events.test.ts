import { expect, it } from 'vitest'
import { z } from 'zod'
import { EVENT_TYPES, EVENTS } from './events.ts'

it.each(EVENT_TYPES)(
  '%s: its example is one, in both languages it says what it means, and its schema is JSON Schema',
  (type) => {
    const { data, example, en, zh } = EVENTS[type]
    expect(data.parse(example)).toEqual(example)
    expect(en).toMatch(/^[A-Z].*\.$/s)
    expect(zh).toMatch(/。$/)
    expect(z.toJSONSchema(data)).toMatchObject({ type: 'object' })
    expect(data.safeParse({}).success).toBe(false)
  },
)

it('has every kind of thing that a back end is told of (B2)', () => {
  for (const type of [
    ...['asked', 'authorized', 'refused', 'switched_on', 'switched_off', 'cleared'].map(
      (act) => `authorization.${act}`,
    ),
    'group.changed',
    'device.registered',
    'device.reset',
    'call.changed',
    'call.listener_offline',
    'call.missed',
    'call.refused',
    'call.quality',
    'wechat.changed',
  ]) {
    expect(EVENT_TYPES).toContain(type)
  }
})

import { expect, test } from 'vitest'
import { avatarColor, hueOf, tintColor } from './name-color.ts'

/** WCAG's contrast of white on an `hsl(h s% l%)`. */
function contrastWithWhite(hsl: string): number {
  const [h = 0, s = 0, l = 0] = (hsl.match(/[\d.]+/g) ?? []).map(Number)
  const a = (s / 100) * Math.min(l / 100, 1 - l / 100)
  const channel = (n: number) => {
    const k = (n + h / 30) % 12
    const value = l / 100 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4)
  return 1.05 / (luminance + 0.05)
}

test('a white letter can be read on every colour of an avatar, and white words on every tint', () => {
  for (let hue = 0; hue < 360; hue++) {
    const at = (color: string) => color.replace(/\d+/, String(hue))
    expect(contrastWithWhite(at(avatarColor('x'))), `avatar ${hue}`).toBeGreaterThan(4.5)
    expect(contrastWithWhite(at(tintColor('x'))), `tint ${hue}`).toBeGreaterThan(7)
  }
})

test('one name has one colour, and names that differ in a letter mostly do not share it', () => {
  expect(hueOf('Front door')).toBe(hueOf('  Front door '))
  const hues = new Set(Array.from({ length: 100 }, (_, i) => hueOf(`door-${i}`)))
  expect(hues.size).toBeGreaterThan(60)
})

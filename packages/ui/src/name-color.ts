/** The colours of somebody’s avatar, from the name: the same name has the same colour everywhere. */

/** A hue of the colour wheel, 0 to 359 degrees (FNV-1a over the code points). */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5
  for (const character of name.trim()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return (hash >>> 0) % 360
}

/** The disc behind a white letter: at every hue the contrast is above 4.5 (WCAG AA). */
export const avatarColor = (name: string): string => `hsl(${hueOf(name)} 45% 30%)`

/** The same hue, darker: what a whole screen is tinted with, under white text. */
export const tintColor = (name: string): string => `hsl(${hueOf(name)} 38% 23%)`

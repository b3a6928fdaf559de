/** Name rules: serials, openids, and how the name in the dialog is joined (A8, A10). Pure, no I/O. */

import { DEVICE_NAME_MAX, GROUP_NAME_MAX_BYTES, SN_MAX_BYTES } from './limits.ts'

/** Ids of apps, models, groups and rooms. */
export const ID_PATTERN = /^[0-9A-Za-z_-]{1,64}$/
const SN = /^[0-9A-Za-z_-]+$/
const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u

/** What is drawn: assigned, no control or format character, no line end, nothing that Unicode ignores when it draws. */
const DRAWN = String.raw`[^\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800\u{1d159}]`
/** Scripts whose letters join: ZWNJ parts two of them, as in Persian. */
const CURSIVE = String.raw`[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mand}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Phag}\p{scx=Adlm}]`
/** Scripts that write clusters of consonants: ZWJ and ZWNJ choose the form of one. */
const CLUSTERED = String.raw`[\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Bali}\p{scx=Java}\p{scx=Newa}]`
/** Scripts that write no space between words. */
const UNSPACED = String.raw`[\p{scx=Khmr}\p{scx=Thai}\p{scx=Laoo}\p{scx=Mymr}\p{scx=Tibt}]`
const LETTER = String.raw`(?=[\p{L}\p{M}])`
/** The characters that are ignored by themselves, each where its script or an emoji needs it, after what it acts on. */
const IN_PLACE = [
  // 👩‍👧, 👁️‍🗨️, 🧑🏽‍🚒: pictures joined to one.
  String.raw`\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?\u200d(?=\p{Extended_Pictographic})`,
  // ❤️, 1️⃣, 葛󠄀, ᠠ᠋: another form of the character before.
  String.raw`[\p{Emoji}\p{S}\p{P}\p{scx=Han}\p{scx=Mong}\p{scx=Mymr}\p{scx=Phag}]\p{Variation_Selector}`,
  // می‌خواهم
  String.raw`${LETTER}${CURSIVE}[\u200c\u200d](?=${LETTER}${CURSIVE})`,
  // A place where a line may break, in scripts that write no spaces: កោះ​អាឡង់.
  String.raw`${LETTER}${UNSPACED}\u200b(?=${LETTER}${UNSPACED})`,
  // ක්‍ෂ inside a word; ന്‍ and ರ್‌ also at its end.
  String.raw`${LETTER}${CLUSTERED}[\u200c\u200d](?=${LETTER}${CLUSTERED})|(?=\p{M})${CLUSTERED}[\u200c\u200d]`,
]
// A mark at the beginning would be drawn on the quotation mark before the name.
const SHOWABLE = String.raw`^(?!\s*\p{M})(?=.*[\p{L}\p{N}\p{P}\p{S}])(?:${IN_PLACE.join('|')}|${DRAWN})*$`
let showable: RegExp | null | undefined

/** Made when it is first needed. null: Hermes does not know all of these properties; the server does, and checks too. */
function showablePattern(): RegExp | null {
  try {
    return new RegExp(SHOWABLE, 'u')
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** What `isShowable` asks for, as faults say it. */
export const SHOWABLE_RULE = 'should be text that can be seen, on one line, with no hidden characters'

/**
 * True when a name that a person reads is seen as it is written, on one line: something of it is drawn, and no hidden
 * character in it can break, reorder or pad the sentence that a person agrees to. By Unicode's properties, of the
 * Unicode version of the engine; true where the engine has not got them, which Node and browsers have. Tags are refused also in flags; names that look alike are not told apart.
 */
export function isShowable(name: string): boolean {
  if (showable === undefined) showable = showablePattern()
  return showable?.test(name) ?? true
}

/** True when `sn` is 1–128 bytes of digits, letters, `_` and `-`. */
export function isSerialNumber(sn: string): boolean {
  return sn.length <= SN_MAX_BYTES && SN.test(sn)
}

/** Length as people count it: Unicode code points, so that an emoji or a rare Han character is one. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Length in bytes of UTF-8. Counted here, since React Native and Harmony have no `TextEncoder`. */
export function utf8Bytes(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** True when `name` is 1–13 code points and not only blanks (A10). */
export function isDeviceName(name: string): boolean {
  return name.trim() !== '' && codePoints(name) <= DEVICE_NAME_MAX
}

/** True when `name` is 1–32 bytes of UTF-8 and not only blanks. */
export function isGroupName(name: string): boolean {
  return name.trim() !== '' && utf8Bytes(name) <= GROUP_NAME_MAX_BYTES
}

/**
 * The name that a person reads in the dialog and on an incoming call (A8): the device's own name, then the
 * model's device-type name, with one space between unless either side is CJK at the seam.
 *
 * @example joinDeviceName('iot', 'campus phone') // 'iot campus phone'
 * @example joinDeviceName('奶奶的', '音箱') // '奶奶的音箱'
 */
export function joinDeviceName(deviceName: string, modelType: string): string {
  const left = deviceName.trim()
  const right = modelType.trim()
  if (left === '' || right === '') return left + right
  const seam = CJK.test([...left].at(-1) ?? '') || CJK.test([...right].at(0) ?? '')
  return seam ? left + right : `${left} ${right}`
}

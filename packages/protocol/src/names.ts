/** Name rules: serials, openids, and how the name in the dialog is joined (A8, A10). Pure, no I/O. */

import { DEVICE_NAME_MAX, GROUP_NAME_MAX_BYTES, SN_MAX_BYTES } from './limits.ts'

const SN = /^[0-9A-Za-z_-]+$/
const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u

/** Control characters, line ends, what turns the direction of text, and halves of characters. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/**
 * True when a name shows as it is written, on one line: nothing hidden in it can break or turn the sentence that a
 * person agrees to.
 */
export function isShowable(name: string): boolean {
  return !UNSHOWABLE.test(name)
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

/** Length as UTF-8. Counted by hand: the engines of React Native and Harmony know no `TextEncoder`. */
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

/** WXSS's units of the screen as CSS: the page around the program sets the variables `--rpx`, `--vh` and `--vw`. */

const SCREEN_UNIT = /(-?\d*\.?\d+)(rpx|vh|vw)\b/g

/** `20rpx` to `calc(20 * var(--rpx))`. `vh` and `vw` are of the phone that is drawn, which the window may not be. */
export function compileScreenUnits(value: string): string {
  return value.replace(SCREEN_UNIT, 'calc($1 * var(--$2))')
}

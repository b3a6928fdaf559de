/** For ids that begin in one way: `>= prefix` and `< afterAll(prefix)`. */

/** @param prefix of ids, which are of `[0-9A-Za-z_-]` and ordered by bytes: every one of them is before `~` */
export function afterAll(prefix: string): string {
  return `${prefix}~`
}

/** One table of the compatibility page. */

export interface Section<Id extends string> {
  title: string
  /** What each row is about, by its id. */
  rows: Readonly<Record<Id, string>>
}

export function section<const T extends Record<string, string>>(
  title: string,
  rows: T,
): Section<keyof T & string> {
  return { title, rows }
}

/** Pages of a list. A cursor is the key of the last row, so that rows added meanwhile do not shift the pages. */

import { CallgrantError } from '@callgrant/protocol/errors'

type Shape = readonly ('text' | 'number')[]
type Key<S extends Shape> = { -readonly [K in keyof S]: S[K] extends 'number' ? number : string }

const TEXT = /^[0-9A-Za-z_:-]{1,260}$/
const NUMBER = /^\d{1,15}$/

/**
 * The key that a cursor stands for.
 * @returns null for the first page
 * @throws CallgrantError `bad_request` when it is none of ours
 */
export function readCursor<const S extends Shape>(cursor: string | undefined, shape: S): Key<S> | null {
  if (cursor === undefined) return null
  const parts = cursor.split('.')
  const fits =
    parts.length === shape.length &&
    parts.every((part, index) => (shape[index] === 'number' ? NUMBER : TEXT).test(part))
  if (!fits) {
    throw new CallgrantError('bad_request', {
      faults: [{ parameter: 'cursor', message: 'should be `next_cursor` of the page before' }],
    })
  }
  return parts.map((part, index) => (shape[index] === 'number' ? Number(part) : part)) as Key<S>
}

/**
 * One page, from `limit + 1` rows: the row too many says that there is another page.
 * @param keyOf the key of a row, in the shape that `readCursor` is given
 */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  toItem: (row: Row) => Item,
): { items: Item[]; next_cursor: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(toItem), next_cursor: last ? keyOf(last).join('.') : null }
}

/** Random JSON for tests that send anything at all to every route. */

import fc from 'fast-check'

/**
 * Any JSON value; half of the time an object whose fields have known names and often a known value, which gets past the
 * first checks of a route.
 */
export function randomJson(names: readonly string[], values: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(fc.constantFrom(...values), fc.jsonValue({ maxDepth: 3 })),
    ),
    fc.jsonValue({ maxDepth: 6 }),
  )
}

/** Bytes that are mostly not JSON. */
export const randomBytes = fc.uint8Array({ maxLength: 4096 }).map((bytes) => Buffer.from(bytes))
